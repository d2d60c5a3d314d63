/** Turns operations on a YAML document into one edit of neighbouring lines. */
import { type Path } from '../../model/json.ts';
import { editYaml } from '../../yaml/edit.ts';
import { type LineEdit, mergeEdits } from '../../yaml/line-edits.ts';
import { withLineEnds } from '../../yaml/line-ends.ts';
import { type SourceText } from '../../yaml/source-text.ts';
import { type Planned, type YamlEdit } from './candidate.ts';
import { shedding } from './shedding.ts';
import { editInFile, textBlock } from '../../yaml/text-block.ts';

/** Maximum lines of a suggestion. A longer one repeats too many lines that it does not change. */
export const mostLines = 30;

/** Applies operations to one document of a file as one edit of neighbouring lines. Reads only that document. */
export function editFile(file: string, source: SourceText, yaml: YamlEdit): Planned {
  const edits = yaml.block === null ? editsOfDocument(source, yaml) : editsOfBlock(source, yaml, yaml.block);
  if (typeof edits === 'string')
    return { kind: 'none', why: `${file} could not be edited: ${edits}. Edit it by hand.` };
  if (edits.length === 0)
    return {
      kind: 'none',
      why: `${file} already has what the fix would write, and something else changes it later. Change that by hand.`,
    };
  const edit = spanning(source.lines(), edits);
  if (edit === null)
    return {
      kind: 'none',
      why: `The lines to change in ${file} are more than ${mostLines} lines apart, which is too far for one suggestion. Edit them by hand.`,
    };
  return { kind: 'candidate', candidate: { file, edit, yaml } };
}

/** Upper bound of the characters that an edit has to read. Small documents count as 0. */
export function effortOf(source: SourceText, { document, block, operations }: YamlEdit): number {
  const { length } = block === null ? (source.chunks()[document]?.text ?? '') : source.text;
  return length > small ? length * operations.length : 0;
}

/** Thousands of edits of a document up to this size take no noticeable time. Characters. */
const small = 10_000;

/** The edits with line numbers of the file; or why there are none. */
function editsOfDocument(source: SourceText, { document, operations, sheds }: YamlEdit): LineEdit[] | string {
  const chunk = source.chunks()[document];
  if (chunk === undefined) return 'its YAML document could not be found again';
  const edited = editYaml(chunk.text, 0, sheds ? shedding(chunk.text, operations) : operations);
  if (edited.kind === 'refused') return edited.why;
  const before = chunk.line - 1;
  return edited.edits.map((edit) => ({ ...edit, first: edit.first + before, last: edit.last + before }));
}

function editsOfBlock(source: SourceText, { document, operations, sheds }: YamlEdit, path: Path): LineEdit[] | string {
  const block = textBlock(source, document, path);
  if (block === null) return 'the values are a quoted string, and only a block (`|`) can be edited';
  const edited = editYaml(block.text, 0, sheds ? shedding(block.text, operations) : operations);
  return edited.kind === 'refused' ? edited.why : edited.edits.map((edit) => editInFile(block, edit));
}

/**
 * One edit that covers all these, keeping the lines between them and the file's line ends. Null where there is none, or
 * where they are too far apart.
 */
export function spanning(lines: readonly string[], edits: readonly LineEdit[]): LineEdit | null {
  const sorted = [...edits].sort((a, b) => a.first - b.first);
  const start = sorted[0]?.first;
  const end = sorted.at(-1)?.last;
  if (start === undefined || end === undefined || end - start >= mostLines) return null;
  const parts: string[] = [];
  let next = start;
  for (const { first, last, replacement } of sorted) {
    for (const line of lines.slice(next - 1, first - 1)) parts.push(line);
    if (replacement !== '') parts.push(replacement);
    next = last + 1;
  }
  return withLineEnds(lines, { first: start, last: end, replacement: parts.join('\n') });
}

/**
 * Merges edits of the same lines into one, with the file's line ends. Null where they conflict or the result is too
 * long.
 */
export function merged(lines: readonly string[], edits: readonly LineEdit[]): LineEdit | null {
  const edit = mergeEdits(lines, edits);
  return edit === null || edit.last - edit.first >= mostLines ? null : withLineEnds(lines, edit);
}

/** Whether two edits overlap or are on neighbouring lines, so that they must go into one suggestion. */
export function touch(a: LineEdit, b: LineEdit): boolean {
  return a.first <= b.last + 1 && b.first <= a.last + 1;
}
