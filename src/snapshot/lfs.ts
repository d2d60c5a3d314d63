/** Recognises Git LFS pointers. */
import { type Problem } from '../model/problem.ts';

/** Maximum size of a Git LFS pointer (`blobSizeCutoff`). Bytes. */
export const longestPointer = 1024;

/** The first line of a pointer, with its older forms; accepts more blanks than Git LFS does. */
const pointer = /^\s*version\s+https?:\/\/(?:git-lfs\.github\.com|hawser\.github\.com|git-media\.io)\//;

/** Whether a text is a Git LFS pointer instead of the content. */
export function isPointer(text: string): boolean {
  return pointer.test(text.slice(0, longestPointer));
}

export function lfsPointer(path: string): Problem {
  const message = `${path} is stored in Git LFS and only its pointer is here; check out with LFS.`;
  return {
    stage: 'snapshot',
    code: 'lfs-pointer',
    subject: path,
    message,
    place: { kind: 'file', file: path, why: message },
  };
}
