/** Size limits of files that are read. */
import { type Problem } from '../model/problem.ts';
import { type Tree } from '../model/tree.ts';

/** Maximum size of a file that is read: larger ones are not manifests or values that people review. Bytes. */
export const mostBytes = 20_000_000;

/** Maximum size of all files of one render: an engine with 512 MiB needs several times their size. Bytes. */
export const mostBytesOfSource = 100 * 1024 * 1024;

/** A file that is too large was read. Callers check its size before. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';

  constructor(path: string, size: number) {
    super(tooLargeText(path, size));
  }
}

/** @throws {TooLargeError} */
export function requireSize(path: string, size: number): void {
  if (size > mostBytes) throw new TooLargeError(path, size);
}

export function isTooLarge({ files }: Pick<Tree, 'files'>, path: string): boolean {
  return sizeOf({ files }, path) > mostBytes;
}

/** Bytes; 0 for a file that does not exist. */
export function sizeOf({ files }: Pick<Tree, 'files'>, path: string): number {
  return files.get(path)?.size ?? 0;
}

export function tooLarge(path: string, size: number): Problem {
  const message = tooLargeText(path, size);
  const place = { kind: 'file', file: path, why: message } as const;
  return { stage: 'snapshot', code: 'too-large', subject: path, message, place };
}

function tooLargeText(path: string, size: number): string {
  return `${path} has ${size} bytes; at most ${mostBytes} are read.`;
}
