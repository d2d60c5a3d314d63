/** What a pull request changes, as GitHub shows it: files, patches, and the lines that can be commented. */
import { bareGit } from './bare.ts';

export type Side = 'LEFT' | 'RIGHT';

/** A line that a patch shows. Hunks are counted from 1; a position is the number of lines below the first `@@`. */
export interface ShownLine {
  readonly hunk: number;
  readonly position: number;
}

export interface FileChange {
  readonly filename: string;
  readonly previous: string | null;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed';
  readonly blob: string;
  readonly additions: number;
  readonly deletions: number;
  /** From the first `@@` on; null for binary files and where nothing but the name changed. */
  readonly patch: string | null;
  readonly shown: Readonly<Record<Side, ReadonlyMap<number, ShownLine>>>;
}

const STATUS = { A: 'added', D: 'removed', M: 'modified', R: 'renamed', T: 'modified' } as const;

/** The changes from one commit to another, in git's order. */
export function changesBetween(directory: string, from: string, to: string): readonly FileChange[] {
  const options = ['--raw', '--patch', '-z', '-M', '--no-ext-diff', '--no-color', '--full-index', '--no-abbrev'];
  const printed = bareGit(directory, ['-c', 'diff.suppressBlankEmpty=false', 'diff', ...options, '-U3', from, to]);
  const end = printed.indexOf('\0\0');
  const raw = (end === -1 ? printed : printed.slice(0, end)).split('\0');
  // Lines of content begin with a sign, so they can't look like a header.
  const sections = end === -1 ? [] : printed.slice(end + 2).split(/^(?=diff --git )/mu);
  const changes: FileChange[] = [];
  for (let at = 0; at < raw.length && raw[at] !== '';) {
    const [, , , blob = '', letter = ''] = raw[at]!.split(' ');
    const status = STATUS[letter.charAt(0) as keyof typeof STATUS];
    const [first = '', second = ''] = [raw[at + 1], raw[at + 2]];
    const names = status === 'renamed' ? { filename: second, previous: first } : { filename: first, previous: null };
    changes.push({ ...names, status, blob, ...patchOf(sections[changes.length] ?? '') });
    at += status === 'renamed' ? 3 : 2;
  }
  return changes;
}

type Patch = Pick<FileChange, 'patch' | 'additions' | 'deletions' | 'shown'>;

function patchOf(section: string): Patch {
  const start = section.search(/^@@ /mu);
  const shown = { LEFT: new Map<number, ShownLine>(), RIGHT: new Map<number, ShownLine>() };
  if (start === -1) return { patch: null, additions: 0, deletions: 0, shown };
  const patch = section.slice(start).replace(/\n$/u, '');
  const next = { LEFT: 0, RIGHT: 0 };
  const totals = { additions: 0, deletions: 0 };
  let hunk = 0;
  for (const [position, text] of patch.split('\n').entries()) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)/u.exec(text);
    if (header !== null) {
      hunk += 1;
      [next.LEFT, next.RIGHT] = [Number(header[1]), Number(header[2])];
      continue;
    }
    if (text.startsWith('+')) totals.additions += 1;
    if (text.startsWith('-')) totals.deletions += 1;
    const sides: readonly Side[] = text.startsWith(' ') ? ['LEFT', 'RIGHT'] : sideOf(text);
    for (const side of sides) {
      shown[side].set(next[side], { hunk, position });
      next[side] += 1;
    }
  }
  return { patch, ...totals, shown };
}

function sideOf(text: string): readonly Side[] {
  if (text.startsWith('+')) return ['RIGHT'];
  return text.startsWith('-') ? ['LEFT'] : [];
}

/**
 * Where a line of a file stands in another commit: its number, or null if it was changed or deleted. Lines are found
 * again as GitHub does, by the diff of the file; renames are not followed.
 */
export function lineMover(directory: string, from: string, to: string, path: string): (line: number) => number | null {
  if (from === to) return (line) => line;
  const options = ['-U0', '--no-renames', '--no-ext-diff', '--no-color'];
  const printed = bareGit(directory, ['--literal-pathspecs', 'diff', ...options, from, to, '--', path]);
  if (/^deleted file mode/mu.test(printed)) return () => null;
  const hunks = [...printed.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gmu)].map((found) => {
    const [start, removed, added] = [Number(found[1]), Number(found[2] ?? 1), Number(found[4] ?? 1)];
    // A hunk that removes nothing stands behind the line it names.
    return { first: removed === 0 ? start + 1 : start, removed, added };
  });
  return (line) => {
    let moved = line;
    for (const { first, removed, added } of hunks) {
      if (line < first) break;
      if (line < first + removed) return null;
      moved += added - removed;
    }
    return moved;
  };
}
