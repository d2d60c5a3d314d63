/** The picture of a comment in README.md: what is said goes into it, and comes out again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { page } from '../../scripts/readme/comment-page.ts';
import { textIn, withText } from '../../scripts/readme/png.ts';

const picture = readFileSync(join(import.meta.dirname, '../../docs/comment.png'));

describe('a PNG', () => {
  test('holds a text, and what it shows stays', () => {
    const changed = withText(picture, 'Käse\n🚢');

    expect(textIn(changed)).toBe('Käse\n🚢');
    expect(withText(changed, textIn(picture) ?? '')).toEqual(picture);
    expect(textIn(picture)).toContain('```suggestion');
  });

  test('has its lines unfiltered, whatever filters it had', () => {
    // Two pixels by five, a line for each filter: all become the same line.
    const line = [10, 20, 30, 40, 50, 60];
    const lines = [
      [0, ...line],
      [1, 10, 20, 30, 30, 30, 30],
      [2, 0, 0, 0, 0, 0, 0],
      [3, 5, 10, 15, 15, 15, 15],
      [4, 0, 0, 0, 0, 0, 0],
    ];
    const header = Buffer.alloc(13);
    header.writeUInt32BE(2, 0);
    header.writeUInt32BE(5, 4);
    header[8] = 8;
    header[9] = 2;
    const chunk = (type: string, data: Buffer): Buffer => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(data.length);
      return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
    };
    const pixels = deflateSync(Buffer.from(lines.flat()));
    const png = Buffer.concat([
      picture.subarray(0, 8),
      chunk('IHDR', header),
      chunk('IDAT', pixels),
      chunk('IEND', Buffer.alloc(0)),
    ]);

    const written = withText(png, 'a');

    const at = written.indexOf('IDAT');
    const data = inflateSync(written.subarray(at + 4, at + 4 + written.readUInt32BE(at - 4)));
    expect([...data]).toEqual(Array.from({ length: 5 }, () => [0, ...line]).flat());
  });

  test('is small enough for a README', () => {
    expect(picture.length).toBeLessThan(200_000);
  });
});

test('a suggestion is shown as the change that it makes: the line that stays is in it once', () => {
  const html = page('a.yaml', { lines: [' a: "<1>"'], markdown: '```suggestion\na: "<1>"\nb: 2\n```' });

  expect(html).toContain('<div class="same"> a: &quot;&lt;1&gt;&quot;</div><div class="plus">+b: 2</div>');
  expect(html).not.toContain('class="minus">-');
});
