import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultUnpackLimits, unpack } from '../../src/fetch/unpack.ts';
import { chartArchive, type Entry, longPath, tarOf, tgzOf } from './archives.ts';

const limits = { bytes: 100_000, fileBytes: 1000, files: 5 };

async function textsOf(archive: Uint8Array): Promise<unknown> {
  const unpacked = await unpack(archive, limits);
  if (!unpacked.ok) return unpacked;
  return Object.fromEntries([...unpacked.files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]));
}

const refused = (why: string) => ({ ok: false, code: 'archive-invalid', why: `the archive is refused: ${why}` });

describe('a chart is unpacked', () => {
  it('without the folder at its top', async () => {
    expect(await textsOf(chartArchive('web', '1.2.3'))).toEqual({
      'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.2.3\n',
      'values.yaml': '{}\n',
    });
  });

  it('with its folders, dots in front, and names that need an extended header', async () => {
    const long = `web/templates/${'x'.repeat(150)}.yaml`;
    const archive = tgzOf([
      { path: './web/', flag: '5' },
      { path: './web/Chart.yaml', text: 'a' },
      longPath(long),
      { path: 'web/short', text: 'b' },
    ]);

    expect(await textsOf(archive)).toEqual({ 'Chart.yaml': 'a', [long.slice(4)]: 'b' });
  });

  it('to what was packed, whatever that is', async () => {
    const name = fc.stringMatching(/^[a-z0-9_.-]{1,20}$/).filter((part) => !/^\.+$/.test(part));
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    const files = fc.dictionary(path, fc.string({ maxLength: 1000, unit: 'grapheme' }), { minKeys: 1, maxKeys: 5 });
    await fc.assert(
      fc.asyncProperty(files, async (texts) => {
        const entries = Object.entries(texts).map(([file, text]) => ({
          path: `top/${file}`,
          text: text.slice(0, 200),
        }));

        const expected = Object.fromEntries(entries.map(({ path: at, text }) => [at.slice(4), text]));
        expect(await textsOf(tgzOf(entries))).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});

describe('an archive is refused', () => {
  it.each<[string, Entry[], string]>([
    [
      'that leads out',
      [{ path: 'web/../../etc/passwd' }],
      'it has a path that points outside of it, "web/../../etc/passwd"',
    ],
    ['that begins above', [{ path: '../web/a' }], 'it has a path that points outside of it, "../web/a"'],
    ['that begins at the root', [{ path: '/etc/passwd' }], 'it has a path that points outside of it, "/etc/passwd"'],
    ['with backslashes', [{ path: 'web\\..\\a' }], 'it has an invalid path, "web\\\\..\\\\a"'],
    ['with a drive', [{ path: 'web/C:/a' }], 'it has an invalid path, "web/C:/a"'],
    ['with a file at its top', [{ path: 'Chart.yaml' }], '"Chart.yaml" is not in the chart\'s folder'],
    ['with two folders at its top', [{ path: 'a/b' }, { path: 'c/d' }], 'it has two top-level folders, "a" and "c"'],
    ['with a path twice', [{ path: 'a/b' }, { path: 'a/./b' }], 'it has "b" twice'],
    ['with a link', [{ path: 'a/b', flag: '1', link: 'a/c' }], 'it has "a/b", a Link'],
    ['with a symbolic link', [{ path: 'a/b', flag: '2', link: '/etc' }], 'it has "a/b", a SymbolicLink'],
    ['with a device', [{ path: 'a/b', flag: '3' }], 'it has "a/b", a CharacterDevice'],
    ['with a pipe', [{ path: 'a/b', flag: '6' }], 'it has "a/b", a FIFO'],
    ['with only folders', [{ path: 'a/', flag: '5' }], 'it has no files'],
  ])('%s', async (_, entries, why) => {
    expect(await unpack(tgzOf(entries), limits)).toEqual(refused(why));
  });

  it.each<[string, Uint8Array, string]>([
    [
      'larger than the limit unpacked',
      gzipSync(Buffer.alloc(100_001)),
      'the archive unpacks to more than 100000 bytes',
    ],
    [
      'with a file larger than the limit',
      tgzOf([{ path: 'a/b', text: 'x'.repeat(1001) }]),
      'the archive is refused: "b" is larger than 1000 bytes',
    ],
    [
      'with more files than the limit',
      tgzOf([1, 2, 3, 4, 5, 6].map((number) => ({ path: `a/${number}` }))),
      'the archive is refused: it has more than 5 files',
    ],
  ])('%s', async (_, archive, why) => {
    expect(await unpack(archive, limits)).toEqual({ ok: false, code: 'too-large', why });
  });

  it('when it is a bomb, in the memory of its limit', async () => {
    const gigabyte = Buffer.concat(Array<Buffer>(100).fill(gzipSync(Buffer.alloc(10_000_000))));
    const before = process.memoryUsage().rss;

    expect(await unpack(gigabyte, { ...defaultUnpackLimits, bytes: 1_000_000 })).toMatchObject({ code: 'too-large' });

    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });

  it('when it is compressed twice, which the limit could not see', async () => {
    const twice = gzipSync(chartArchive('web', '1.0.0'));

    expect(await unpack(twice, limits)).toMatchObject({
      code: 'archive-invalid',
      why: 'the archive is compressed twice',
    });
  });

  it('when it is no archive, or a piece of one', async () => {
    const whole = tarOf([{ path: 'a/b', text: 'x'.repeat(600) }]);
    for (const bytes of [
      Buffer.from('<html>'),
      gzipSync('<html>'),
      gzipSync(whole.subarray(0, 700)),
      new Uint8Array(),
    ]) {
      expect(await unpack(bytes, limits)).toMatchObject({ ok: false, code: 'archive-invalid' });
    }
  });

  it('when a header does not add up', async () => {
    const tar = tarOf([{ path: 'a/b', text: 'x' }]);
    tar.write('c', 0);

    expect(await unpack(gzipSync(tar), limits)).toMatchObject({ code: 'archive-invalid' });
  });
});

describe('no archive whatsoever', () => {
  const part = fc.constantFrom('..', '.', '', 'a', 'web', 'C:', '\\', 'x\0', '...', '%2e%2e', '~');
  const entry = fc.record({
    path: fc.oneof(
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join('/')),
      fc.string({ maxLength: 60 }),
    ),
    text: fc.string({ maxLength: 40 }),
    flag: fc.constantFrom('0', '1', '2', '3', '5', '7', 'x', 'g', 'L', 'K', 'S', '\0', 'Z'),
    link: fc.constantFrom('', '../..', '/etc/passwd'),
  });

  it('yields a path outside of its folder, or throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 4 }), async (entries) => {
        const unpacked = await unpack(tgzOf(entries), limits);

        for (const path of unpacked.ok ? unpacked.files.keys() : []) {
          expect(path).toMatch(/^[^/\\]/);
          expect(path.split('/')).not.toEqual(expect.arrayContaining(['..']));
          expect(path.split('/').every((name) => name !== '' && name !== '.')).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('throws, when its bytes are turned around', async () => {
    const tar = tarOf([longPath('web/long'), { path: 'web/a', text: 'x'.repeat(600) }, { path: 'web/b', text: 'y' }]);
    const change = fc.tuple(fc.nat(tar.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 10 }), async (changes) => {
        const broken = Buffer.from(tar);
        for (const [at, byte] of changes) broken[at] = byte;

        expect((await unpack(gzipSync(broken), limits)).ok).toBeTypeOf('boolean');
      }),
      { numRuns: 300 },
    );
  });
});
