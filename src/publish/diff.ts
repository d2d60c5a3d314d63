/** What a pull request's diff shows: which lines can be commented, and which suggestions GitHub can apply. */

/** A part of the diff. Lines are those of the new file, 1-based and inclusive. */
export interface Hunk {
  readonly first: number;
  readonly last: number;
  /** Lines that were added or changed. */
  readonly added: readonly number[];
  /** Lines of the new file directly behind which lines were deleted, also where others took their place; 0 for the file's start. */
  readonly deletedAfter: readonly number[];
}

/** The files that a pull request changes, with what GitHub shows of each; no hunks if it shows no lines. */
export type Diff = ReadonlyMap<string, readonly Hunk[]>;

const HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/**
 * Reads the patch of one file, as git writes it or GitHub returns it. Hunks that show no line of the new file are left out.
 */
export function hunksOf(patch: string): readonly Hunk[] {
  return bodiesOf(patch.split('\n')).flatMap(({ first, lines }) => {
    const hunk = hunkOf(first, lines);
    return hunk.last < hunk.first ? [] : [hunk];
  });
}

interface Body {
  readonly first: number;
  readonly lines: readonly string[];
}

/** The lines of each hunk. Their number is in its header, so that content which looks like a header is none. */
function bodiesOf(lines: readonly string[]): readonly Body[] {
  const bodies: Body[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const header = HEADER.exec(lines[at] ?? '');
    if (header === null) continue;
    const [, , before = '1', first = '0', after = '1'] = header;
    const body = bodyAt(lines, at + 1, Number(before), Number(after));
    bodies.push({ first: Number(first), lines: body });
    at += body.length;
  }
  return bodies;
}

function bodyAt(lines: readonly string[], start: number, before: number, after: number): readonly string[] {
  let [oldLeft, newLeft, end] = [before, after, start];
  for (; oldLeft > 0 || newLeft > 0; end += 1) {
    const sign = lines[end]?.charAt(0);
    if (sign === undefined) break;
    if (sign !== '+' && sign !== '\\') oldLeft -= 1;
    if (sign !== '-' && sign !== '\\') newLeft -= 1;
  }
  return lines.slice(start, end);
}

function hunkOf(first: number, lines: readonly string[]): Hunk {
  const added: number[] = [];
  const deletedAfter = new Set<number>();
  let line = first;
  for (const text of lines) {
    if (text.startsWith('-')) deletedAfter.add(line - 1);
    else if (!text.startsWith('\\')) {
      if (text.startsWith('+')) added.push(line);
      line += 1;
    }
  }
  return { first, last: line - 1, added, deletedAfter: [...deletedAfter] };
}

/**
 * The diff from a patch of many files. `files` names all that it changes; `nameOf` reads the name in a line `+++ b/name`, and is null
 * for a file that is deleted.
 */
export function diffOf(files: readonly string[], patch: string, nameOf: (printed: string) => string | null): Diff {
  const diff = new Map<string, readonly Hunk[]>(files.map((file) => [file, []]));
  for (const section of sectionsOf(patch)) {
    const printed = /(?<![^\n])\+\+\+ ([^\n]*)/.exec(section.header)?.[1];
    const name = printed === undefined ? null : nameOf(printed);
    if (name !== null) diff.set(name, hunksOf(section.body));
  }
  return diff;
}

/**
 * One per file: what stands before its first hunk, and its hunks. Lines end with `\n` alone: the flag `m` would also begin one behind a
 * carriage return in a file. A line of content begins with a sign.
 */
function sectionsOf(patch: string): readonly { readonly header: string; readonly body: string }[] {
  const starts = [...patch.matchAll(/(?<![^\n])diff --git /g)].map(({ index }) => index);
  return starts.map((start, index) => {
    const section = patch.slice(start, starts[index + 1]);
    const hunks = section.search(/(?<![^\n])@@ /);
    return hunks === -1
      ? { header: section, body: '' }
      : { header: section.slice(0, hunks), body: section.slice(hunks) };
  });
}

/** The hunk that shows all of these lines. GitHub rejects a comment whose lines are in several. */
export function hunkWith(diff: Diff, { file, first, last }: FileLines): Hunk | undefined {
  return (diff.get(file) ?? []).find((hunk) => hunk.first <= first && last <= hunk.last);
}

/** Lines of a file, 1-based and inclusive. */
export interface FileLines {
  readonly file: string;
  readonly first: number;
  readonly last: number;
}

/**
 * Whether GitHub can apply a suggestion for these lines. It takes one across lines that were deleted, and then can't apply it
 * (isaacs/github#1755).
 */
export function canApply(diff: Diff, lines: FileLines): boolean {
  const hunk = hunkWith(diff, lines);
  return hunk !== undefined && !hunk.deletedAfter.some((line) => lines.first <= line && line < lines.last);
}
