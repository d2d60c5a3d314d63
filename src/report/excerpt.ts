/** Quotes lines of files, and shows suggestions as a diff with context. */
import { diffArrays } from 'diff';
import { type Suggestion } from '../model/suggestion.ts';

/** The text of a file at head; null if it does not exist, so that nothing can be quoted. */
export type Sources = (file: string) => string | null;

/** A file's lines, without their line breaks. */
export type LinesOfFile = (file: string) => readonly string[] | null;

/** A quoted line. `line` is its number before the change (` `, `-`) or after it (`+`). */
export interface QuotedLine {
  readonly mark: ' ' | '-' | '+' | '>';
  readonly line: number;
  readonly text: string;
}

/** Splits every file into lines only once: a large audit reads the same files thousands of times. */
export function linesOf(sources: Sources): LinesOfFile {
  const known = new Map<string, readonly string[] | null>();
  return (file) => {
    const cached = known.get(file);
    if (cached !== undefined) return cached;
    const lines = sources(file)?.split(/\r\n|\n|\r/) ?? null;
    known.set(file, lines);
    return lines;
  };
}

/** The changes of a suggestion, with `context` lines around them. Unknown lines are left out. */
export function suggestionDiff(lines: LinesOfFile, suggestion: Suggestion, context: number): readonly QuotedLine[] {
  const { file, first, last, replacement } = suggestion;
  const source = lines(file) ?? [];
  // CRLF is one line break, as in the file's own lines.
  const after = replacement === '' ? [] : replacement.split('\n').map((line) => line.replace(/\r$/, ''));
  const before = source.slice(first - 1, last);
  return [
    ...contextBefore(source, first, context),
    ...diffLines(before, after, first),
    ...contextAfter(source, last, context),
  ];
}

function diffLines(before: readonly string[], after: readonly string[], first: number): readonly QuotedLine[] {
  let oldLine = first;
  let newLine = first;
  return diffArrays([...before], [...after]).flatMap((change) =>
    change.value.map((text): QuotedLine => {
      if (change.added) return { mark: '+', line: newLine++, text };
      if (change.removed) return { mark: '-', line: oldLine++, text };
      newLine += 1;
      return { mark: ' ', line: oldLine++, text };
    }),
  );
}

/** The first `limit` lines of a place, each marked with `>`, with one line of context above. */
export function quote(
  lines: LinesOfFile,
  file: string,
  first: number,
  last: number,
  limit: number,
): readonly QuotedLine[] {
  const source = lines(file) ?? [];
  const quoted = source.slice(first - 1, Math.min(last, first - 1 + limit));
  return [
    ...contextBefore(source, first, 1),
    ...quoted.map((text, index): QuotedLine => ({ mark: '>', line: first + index, text })),
  ];
}

/** Context ends with the document: the next document may be a Secret, whose values must not be quoted. */
export const DOCUMENT_BREAK = /^(---|\.\.\.)(\s|$)/;

function contextBefore(source: readonly string[], first: number, context: number): readonly QuotedLine[] {
  const from = Math.max(1, first - context);
  const window = source.slice(from - 1, first - 1);
  const start = window.findLastIndex((text) => DOCUMENT_BREAK.test(text)) + 1;
  return window.slice(start).map((text, index) => ({ mark: ' ', line: from + start + index, text }));
}

function contextAfter(source: readonly string[], last: number, context: number): readonly QuotedLine[] {
  const window = source.slice(last, last + context);
  const end = window.findIndex((text) => DOCUMENT_BREAK.test(text));
  const kept = end === -1 ? window : window.slice(0, end);
  // The final line break of a file gives an empty last item, which is not a line.
  const isEnd = last + kept.length === source.length && kept.at(-1) === '';
  return (isEnd ? kept.slice(0, -1) : kept).map((text, index) => ({ mark: ' ', line: last + 1 + index, text }));
}
