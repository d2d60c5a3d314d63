import { type FixOperation } from '../model.ts';
import { editYaml } from '../yaml/edit.ts';
import { type LineEdit } from '../yaml/line-edits.ts';
import { splitStream } from '../yaml/stream.ts';
import { type Planned } from './candidate.ts';

/** A suggestion that repeats more lines than this than it changes is no suggestion any more. */
const mostLines = 30;

/** Operations on one document of a file, as one edit of neighbouring lines. Only that document is read. */
export function editFile(file: string, text: string, document: number, operations: readonly FixOperation[]): Planned {
  const chunk = splitStream(text)[document];
  const edited = chunk === undefined ? null : editYaml(chunk.text, 0, operations);
  if (chunk === undefined || edited === null) return { kind: 'none', why: 'the document is not in the file any more' };
  if (edited.kind === 'refused') return { kind: 'none', why: edited.why };
  const shifted = edited.edits.map((edit) => ({
    ...edit,
    first: edit.first + chunk.line - 1,
    last: edit.last + chunk.line - 1,
  }));
  const edit = spanning(text.split('\n'), shifted);
  if (edit === null) return { kind: 'none', why: 'it would change nothing, or lines far apart' };
  return { kind: 'candidate', candidate: { file, edit, yaml: { document, operations } } };
}

/** One edit over all of them, the lines between them kept. Null when there is none, or when they lie far apart. */
export function spanning(lines: readonly string[], edits: readonly LineEdit[]): LineEdit | null {
  const sorted = [...edits].sort((a, b) => a.first - b.first);
  const start = sorted[0]?.first;
  const end = sorted.at(-1)?.last;
  if (start === undefined || end === undefined || end - start >= mostLines) return null;
  const parts: string[] = [];
  let next = start;
  for (const { first, last, replacement } of sorted) {
    parts.push(...lines.slice(next - 1, first - 1));
    if (replacement !== '') parts.push(replacement);
    next = last + 1;
  }
  return { first: start, last: end, replacement: parts.join('\n') };
}

/** Whether two edits overlap or stand on neighbouring lines, so that one suggestion must hold both. */
export function touch(a: LineEdit, b: LineEdit): boolean {
  return a.first <= b.last + 1 && b.first <= a.last + 1;
}
