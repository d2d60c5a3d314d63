import { gzipSync } from 'node:zlib';

/** An entry of a tar, as this writer writes it: also what no honest one would. */
export interface Entry {
  readonly path: string;
  readonly text?: string | Uint8Array;
  /** The type flag of the tar format: `0` file, `1` link, `2` symbolic link, `3` device, `5` folder, `x` extended header. */
  readonly flag?: string;
  readonly link?: string;
}

/** A tar of these entries, in order. Written apart from the parser that reads it, after POSIX's ustar. */
export function tarOf(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ path, text = '', flag = '0', link = '' }) => {
    const content = Buffer.from(text);
    return [header(path, content.length, flag, link), content, Buffer.alloc(-content.length & 511)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export function tgzOf(entries: readonly Entry[]): Buffer {
  return gzipSync(tarOf(entries));
}

/** A chart as `helm package` lays it out. */
export function chartArchive(name: string, version: string, more: readonly Entry[] = []): Buffer {
  const chart = `apiVersion: v2\nname: ${name}\nversion: ${version}\n`;
  return tgzOf([{ path: `${name}/Chart.yaml`, text: chart }, { path: `${name}/values.yaml`, text: '{}\n' }, ...more]);
}

/** A path that is too long for its field stands in an extended header before the entry. */
export function longPath(path: string): Entry {
  const record = ` path=${path}\n`;
  const digits = String(record.length + 3).length;
  return { path: 'extended', flag: 'x', text: `${Buffer.byteLength(record) + digits}${record}` };
}

function header(path: string, size: number, flag: string, link: string): Buffer {
  const block = Buffer.alloc(512);
  block.write(path, 0, 100, 'utf8');
  block.write('0000644\0', 100);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write(flag, 156);
  block.write(link, 157, 100, 'utf8');
  block.write('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
