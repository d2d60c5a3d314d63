/** Writes and reads a text inside a PNG (`iTXt`, 11.3.4.5 of the specification), and compresses its pixels. */
import { deflateSync, inflateSync } from 'node:zlib';

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const textStart = 'plimsoll-comment\0\0\0\0\0';

/** The picture with the text, without the metadata that browsers add. */
export function withText(png: Buffer, text: string): Buffer {
  const chunks = chunksOf(png);
  const pixels = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const header = chunks.find(({ type }) => type === 'IHDR')?.data ?? Buffer.alloc(13);
  const packed = deflateSync(unfiltered(inflateSync(Buffer.concat(pixels)), header), { level: 9 });
  const all = [
    { type: 'IHDR', data: header },
    { type: 'iTXt', data: Buffer.from(textStart + text) },
    { type: 'IDAT', data: packed },
    { type: 'IEND', data: Buffer.alloc(0) },
  ];
  return Buffer.concat([signature, ...all.map(written)]);
}

/** The text in the picture; null if it has none. */
export function textIn(png: Buffer): string | null {
  const texts = chunksOf(png).filter(({ type }) => type === 'iTXt');
  const ours = texts.map(({ data }) => data.toString('utf8')).find((text) => text.startsWith(textStart));
  return ours?.slice(textStart.length) ?? null;
}

function chunksOf(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function written({ type, data }: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Undoes the filters of the lines: drawn text compresses better without them. Three or four bytes per pixel. */
function unfiltered(filtered: Buffer, header: Buffer): Buffer {
  const bytes = header[9] === 6 ? 4 : 3;
  const length = header.readUInt32BE(0) * bytes;
  const plain = Buffer.alloc(filtered.length);
  for (let start = 0; start < filtered.length; start += length + 1) {
    const filter = filtered[start] ?? 0;
    for (let at = start + 1; at <= start + length; at += 1) {
      const isFirst = at <= start + bytes;
      const left = isFirst ? 0 : (plain[at - bytes] ?? 0);
      const up = plain[at - length - 1] ?? 0;
      const corner = isFirst ? 0 : (plain[at - length - 1 - bytes] ?? 0);
      plain[at] = (filtered[at] ?? 0) + predicted(filter, left, up, corner);
    }
  }
  return plain;
}

/** The five filters of the specification, 9.2. */
function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter < 3) return [0, left, up][filter] ?? 0;
  if (filter === 3) return Math.floor((left + up) / 2);
  const guess = left + up - corner;
  const nearest = [left, up, corner].sort((a, b) => Math.abs(guess - a) - Math.abs(guess - b));
  return nearest[0] ?? 0;
}

/** As in annex D of the specification. */
function crc32(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ ((sum & 1) === 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
