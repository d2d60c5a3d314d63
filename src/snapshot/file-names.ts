/** Converts file names that git stores as bytes to text and back. */
import { decodeUtf8 } from '../yaml/utf8.ts';

/**
 * A file name in bytes as text. If it is not UTF-8, each byte beyond ASCII is written as `\xNN` and each backslash
 * twice, so that different names stay different and readable.
 */
export function fileNameOf(bytes: Uint8Array): string {
  return decodeUtf8(bytes) ?? [...bytes].map(escaped).join('');
}

function escaped(byte: number): string {
  if (byte >= 0x80) return `\\x${byte.toString(16)}`;
  return byte === 0x5c ? '\\\\' : String.fromCharCode(byte);
}

/** The name, or a similar one that is not used: another file may literally have the escaped name. */
export function untaken(name: string, isTaken: (name: string) => boolean): string {
  let free = name;
  while (isTaken(free)) free = free.replace('\\x', '\\x5cx');
  return free;
}

const letters: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** The bytes of a name as git prints it: unchanged, or quoted with C escapes (`core.quotePath`). */
export function unquoted(printed: string): Uint8Array {
  if (!printed.startsWith('"')) return Buffer.from(printed, 'utf8');
  const inner = printed.slice(1, -1);
  const parts = inner.match(/\\[0-7]{3}|\\.|[^\\]+/gs) ?? [];
  return Buffer.concat(parts.map(partOf));
}

function partOf(part: string): Buffer {
  if (!part.startsWith('\\')) return Buffer.from(part, 'utf8');
  const letter = letters[part.slice(1)];
  return Buffer.of(letter ?? Number.parseInt(part.slice(1), 8));
}

/** Makes git quote all names that are not plain ASCII, as it would print raw bytes otherwise. */
export const quoting = ['-c', 'core.quotePath=true'];
