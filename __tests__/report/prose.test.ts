/** Texts of rules, in which backticks mark code. */
import fc from 'fast-check';
import { micromark } from 'micromark';
import { expect, test } from 'vitest';
import { proseWithCode } from '../../src/report/escape-markdown.ts';
import { hostileText } from './hostile-text.ts';

test('pairs of backticks mark code, one alone stays what it is', () => {
  expect(proseWithCode(' Set `a_b` to `*`, or `c. ')).toBe(String.raw`Set ${'`a_b`'} to ${'`*`'}, or \`c.`);
  expect(proseWithCode('`a`')).toBe('`a`');
});

test('no text makes anything but text and code of it', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const html = micromark(`x ${proseWithCode(text)} x`, { allowDangerousHtml: true });
      const tags = Array.from(html.matchAll(/<\/?([a-z0-9]+)/gi), ([, name]) => name);

      expect(tags.filter((tag) => tag !== 'p' && tag !== 'code')).toEqual([]);
    }),
  );
});
