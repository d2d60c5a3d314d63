/** Reads from a unified diff which lines of the new file it shows. */

/** Lines of the new file that a diff shows: changed ones and their context. 1-based, inclusive. */
export interface Hunk {
  readonly first: number;
  readonly last: number;
}

/**
 * The files that a pull request changes, with the lines that can be commented; no hunks if GitHub does not show the
 * diff.
 */
export type Diff = ReadonlyMap<string, readonly Hunk[]>;

const HEADER = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/;

/**
 * The hunks of one file's unified diff, as git writes it or GitHub returns it (`patch` of a pull request's files).
 * Lines of content begin with a sign, so they can't look like a header.
 */
export function hunksOf(patch: string): readonly Hunk[] {
  return patch.split('\n').flatMap((line) => {
    const header = HEADER.exec(line);
    if (header === null) return [];
    const first = Number(header[1]);
    const length = header[2] === undefined ? 1 : Number(header[2]);
    // Only deletions: the hunk shows no line of the new file.
    return length === 0 ? [] : [{ first, last: first + length - 1 }];
  });
}
