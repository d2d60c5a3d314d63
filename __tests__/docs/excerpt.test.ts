import { expect, test } from 'vitest';
import { excerpt } from '../../scripts/readme/excerpt.ts';

const review = 'a:1\n  high\n\n  > 1   \n\nb:2\n  low\n\nc:3\n  low\n\nfail: 3\n';

test('an excerpt keeps the order of the parts, and marks each place where some were left out', () => {
  expect(excerpt(review, ['fail', 'b:2'])).toBe('…\n\nb:2\n  low\n\n…\n\nfail: 3');
});

test('a part goes on to the next line that is not indented, and loses blanks at the ends of its lines', () => {
  expect(excerpt(review, ['a:1'])).toBe('a:1\n  high\n\n  > 1');
});

test('words that the review no longer has are an error', () => {
  expect(() => excerpt(review, ['d:4'])).toThrow('no part of the review has "d:4"');
});
