import { type Path } from '../../model/json.ts';
import { editYaml } from '../../yaml/edit.ts';
import { type LineEdit, mergeEdits } from '../../yaml/line-edits.ts';
import { withLineEnds } from '../../yaml/line-ends.ts';
import { type SourceText } from '../../yaml/source-text.ts';
import { type Planned, type YamlEdit } from './candidate.ts';
import { shedding } from './shedding.ts';
import { inFile, textBlock } from '../../yaml/text-block.ts';

/** A suggestion that repeats more lines than this than it changes is no suggestion any more. */
export const mostLines = 30;

/** Operations on one document of a file, as one edit of neighbouring lines. Only that document is read. */
export function editFile(file: string, source: SourceText, yaml: YamlEdit): Planned {
  const edits = yaml.block === null ? editsOfDocument(source, yaml) : editsOfBlock(source, yaml, yaml.block);
  if (typeof edits === 'string')
    return { kind: 'none', why: `${file} could not be edited: ${edits}. Edit it by hand.` };
  if (edits.length === 0)
    return {
      kind: 'none',
      why: `${file} has what the fix would write already, and something else changes it later. Change that by hand.`,
    };
  const edit = spanning(source.lines(), edits);
  if (edit === null)
    return {
      kind: 'none',
      why: `The lines to change in ${file} are more than ${mostLines} lines apart, which is too far for one suggestion. Edit them by hand.`,
    };
  return { kind: 'candidate', candidate: { file, edit, yaml } };
}

/** How many characters an edit may have to read: its document, again for each part that cannot be written beside others. */
export function effortOf(source: SourceText, { document, block, operations }: YamlEdit): number {
  const { length } = block === null ? (source.chunks()[document]?.text ?? '') : source.text;
  return length > small ? length * operations.length : 0;
}

/** Documents of which thousands of edits are made in no time. Characters. */
const small = 10_000;

/** The edits in lines of the file; or why there are none. */
function editsOfDocument(source: SourceText, { document, operations, sheds }: YamlEdit): LineEdit[] | string {
  const chunk = source.chunks()[document];
  if (chunk === undefined) return 'its YAML document was not found again';
  const edited = editYaml(chunk.text, 0, sheds ? shedding(chunk.text, operations) : operations);
  if (edited.kind === 'refused') return edited.why;
  const before = chunk.line - 1;
  return edited.edits.map((edit) => ({ ...edit, first: edit.first + before, last: edit.last + before }));
}

function editsOfBlock(source: SourceText, { document, operations, sheds }: YamlEdit, path: Path): LineEdit[] | string {
  const block = textBlock(source, document, path);
  if (block === null) return 'the values are a quoted text, and only a block (`|`) is edited';
  const edited = editYaml(block.text, 0, sheds ? shedding(block.text, operations) : operations);
  return edited.kind === 'refused' ? edited.why : edited.edits.map((edit) => inFile(block, edit));
}

/** One edit over all of them, the lines between them kept, with the line ends of the file. Null when there is none, or when they lie far apart. */
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

/** Edits of the same lines as one, with the line ends of the file. Null where they change the same, or it is too long. */
export function merged(lines: readonly string[], edits: readonly LineEdit[]): LineEdit | null {
  const edit = mergeEdits(lines, edits);
  return edit === null || edit.last - edit.first >= mostLines ? null : withLineEnds(lines, edit);
}

/** Whether two edits overlap or stand on neighbouring lines, so that one suggestion must hold both. */
export function touch(a: LineEdit, b: LineEdit): boolean {
  return a.first <= b.last + 1 && b.first <= a.last + 1;
}
