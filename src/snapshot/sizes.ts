import { type Problem } from '../model/problem.ts';
import { type Tree } from '../model/tree.ts';

/** Nothing that reads a file reads a larger one: it is no manifest, and no values, that people review. Bytes. */
export const mostBytes = 20_000_000;

/** What one render is given: an engine that may have 512 MiB needs some times as much for it. Bytes. */
export const mostBytesOfSource = 100 * 1024 * 1024;

/** Someone asked for the content of a file that is too large. Whoever reads looks at its size before. */
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

/** Bytes; none for what is not there. */
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
