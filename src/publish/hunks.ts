/** Lines of the new file that a diff shows: changed ones and their context. 1-based, inclusive. */
export interface Hunk {
  readonly first: number;
  readonly last: number;
}

/** The files that a pull request changes, with what can be commented on; no hunks where the diff is not shown. */
export type Diff = ReadonlyMap<string, readonly Hunk[]>;

const HEADER = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/;

/**
 * The hunks of one file's unified diff, as git writes it or as GitHub gives it (`patch` of a pull request's files).
 * Lines of content always begin with a sign, so that none of them can look like a header.
 */
export function hunksOf(patch: string): readonly Hunk[] {
  return patch.split('\n').flatMap((line) => {
    const header = HEADER.exec(line);
    if (header === null) return [];
    const first = Number(header[1]);
    const length = header[2] === undefined ? 1 : Number(header[2]);
    // Only deletions: nothing of the new file is shown.
    return length === 0 ? [] : [{ first, last: first + length - 1 }];
  });
}
