import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/yaml/line-edits.ts';
import { withLineEnds } from '../../src/yaml/line-ends.ts';

function made(text: string, first: number, last: number, replacement: string): string {
  return applyEdits(text, [withLineEnds(text.split('\n'), { first, last, replacement })]);
}

describe('the line ends of an edit', () => {
  it.each([
    ['are those of the file', 'a\r\nb\r\n', [1, 1, 'a\nx'], 'a\r\nx\r\nb\r\n'],
    ['are never doubled', 'a\r\nb\r\n', [2, 2, 'b\r\r\nx\r'], 'a\r\nb\r\nx\r\n'],
    ['are none at the end of a file without a final break', 'a\r\nb', [2, 2, 'b\nx'], 'a\r\nb\r\nx'],
    ['of one line without a break are plain', 'a', [1, 1, 'a\r\nx'], 'a\nx'],
    ['stay plain in a plain file', 'a\nb\n', [2, 2, 'b\nx'], 'a\nb\nx\n'],
    ['stay with each line where they are mixed', 'a\r\nb\nc\r\nd\n', [2, 4, 'b\nx\nc\ny'], 'a\r\nb\nx\nc\r\ny\n'],
    ['go over to what replaces a line', 'a\nb\r\nc\n', [2, 2, 'x'], 'a\nx\r\nc\n'],
    ['leave no half break where the last line goes', 'a\r\nb', [2, 2, ''], 'a'],
    ['are not touched by a deletion elsewhere', 'a\r\nb\r\nc\r\n', [2, 2, ''], 'a\r\nc\r\n'],
  ] as const)('%s', (_, text, [first, last, replacement], expected) => {
    expect(made(text, first, last, replacement)).toBe(expected);
  });

  it('leave every other line as it is, and bring no half break', () => {
    const line = fc.tuple(fc.constantFrom('a', 'b: 1', 'c'), fc.constantFrom('\n', '\r\n'));
    const file = fc.tuple(fc.array(line, { minLength: 1, maxLength: 8 }), fc.boolean());
    const written = fc.array(fc.constantFrom('a', 'x', 'y: 2', 'x\r', 'b: 1\r\r'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(file, written, fc.nat(), fc.nat(), ([parts, isBroken], after, from, length) => {
        const whole = parts.flat().join('');
        const text = isBroken ? whole : whole.replace(/\r?\n$/, '');
        const first = (from % parts.length) + 1;
        const last = Math.min(parts.length, first + (length % 3));
        const result = made(text, first, last, after.join('\n'));
        expect(result.replaceAll('\r\n', '\n')).not.toContain('\r');
        expect(
          result.startsWith(
            parts
              .slice(0, first - 1)
              .flat()
              .join(''),
          ),
        ).toBe(true);
        const rest = parts.slice(last).flat().join('');
        expect(result.endsWith(isBroken ? rest : rest.replace(/\r?\n$/, ''))).toBe(true);
        expect(
          result
            .replaceAll('\r', '')
            .split('\n')
            .slice(first - 1, first - 1 + after.length),
        ).toEqual(after.map((each) => each.replaceAll('\r', '')));
        const ends = new Set(parts.map(([, end]) => end));
        if (ends.size === 1 && ends.has('\r\n') && parts.length > 1) expect(result).not.toMatch(/[^\r]\n/);
      }),
    );
  });
});
