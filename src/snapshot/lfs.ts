import { type Problem } from '../model/problem.ts';

/** Git LFS takes nothing longer for one of its pointers (`blobSizeCutoff`). Bytes. */
export const longestPointer = 1024;

/** The first line of a pointer, and its older forms, with more blanks than Git LFS itself would take. */
const pointer = /^\s*version\s+https?:\/\/(?:git-lfs\.github\.com|hawser\.github\.com|git-media\.io)\//;

/** Whether a text is Git LFS's pointer to a content that is not here. */
export function isPointer(text: string): boolean {
  return pointer.test(text.slice(0, longestPointer));
}

export function lfsPointer(path: string): Problem {
  const message = `${path} is kept in Git LFS and only its pointer is here; check out with LFS.`;
  return {
    stage: 'snapshot',
    code: 'lfs-pointer',
    subject: path,
    message,
    place: { kind: 'file', file: path, why: message },
  };
}
