import { decodeUtf8 } from '../yaml/utf8.ts';

/**
 * A name of bytes as text. Where they are no UTF-8, each byte beyond ASCII is written `\xNN` and each backslash twice, so
 * that two names never become one, and people can read them.
 */
export function fileNameOf(bytes: Uint8Array): string {
  return decodeUtf8(bytes) ?? [...bytes].map(escaped).join('');
}

function escaped(byte: number): string {
  if (byte >= 0x80) return `\\x${byte.toString(16)}`;
  return byte === 0x5c ? '\\\\' : String.fromCharCode(byte);
}

/** The name, or one like it that is not taken: a file may be called in letters what another is called in bytes. */
export function untaken(name: string, isTaken: (name: string) => boolean): string {
  let free = name;
  while (isTaken(free)) free = free.replace('\\x', '\\x5cx');
  return free;
}

const letters: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** The bytes of a name as git prints it: as it is, or between quotes with escapes as in C (`core.quotePath`). */
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

/** Has git quote all names that are not plain ASCII: what it prints otherwise would have to be UTF-8. */
export const quoting = ['-c', 'core.quotePath=true'];
