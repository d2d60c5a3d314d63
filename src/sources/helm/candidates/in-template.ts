/** Edits a chart's template so that its render changes as the fix requires. */
import { type Origin } from '../../../model/source.ts';
import { editYaml } from '../../../yaml/edit.ts';
import { type LineEdit } from '../../../yaml/line-edits.ts';
import { type Candidate } from '../../candidates/candidate.ts';
import { spanning } from '../../candidates/edit-file.ts';
import { shedding } from '../../candidates/shedding.ts';
import { depthAt, emptyBranches, indentOf, isWhole, keyOfLine, printsAt } from './template-text.ts';
import { type Unit } from '../../candidates/units.ts';

type HelmOrigin = Extract<Origin, { kind: 'helm' }>;
interface SourceLine {
  readonly file: string;
  readonly line: number;
}

/**
 * A change of a rendered document: lines `from` up to `to` (0-based, exclusive) become `lines`. An insertion if `from`
 * equals `to`.
 */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** What a template edit is planned from: the rendered document, the origin of its lines, and the templates' texts. */
export interface TemplateContext {
  readonly origin: HelmOrigin;
  readonly lines: readonly (SourceLine | null)[];
  readonly template: (file: string) => readonly string[] | null;
}

/**
 * Edits of the template that change its text as the operations change its render: first at the place of the rendered
 * edit, then behind other fields of the same map. Only lines that the template contains literally are changed. A new
 * field is put into the same control block as its map.
 */
export function planInTemplate(unit: Unit, rendered: TemplateContext): Candidate[] {
  const { origin } = rendered;
  const operations = unit.operations.map((operation) => ({ ...operation, path: [...origin.item, ...operation.path] }));
  // Line ends are the template's.
  const printed = origin.text.replace(/\r+$/gm, '');
  const edited = editYaml(printed, 0, shedding(printed, operations));
  if (edited.kind === 'refused') return [];
  const text = printed.split('\n');
  const hunks = edited.edits.map((edit) => hunkOf(text, edit));
  const ways = hunks.map((hunk) =>
    hunk.from === hunk.to ? insertions(hunk, text, rendered) : replacement(hunk, text, rendered),
  );
  const most = Math.max(0, ...ways.map((way) => way.length));
  return Array.from({ length: most }, (_, index) => ways.map((way) => way[Math.min(index, way.length - 1)])).flatMap(
    (edits) => together(edits, rendered),
  );
}

interface TemplateEdit {
  readonly file: string;
  readonly edit: LineEdit;
}

function together(edits: readonly (TemplateEdit | undefined)[], { template }: TemplateContext): Candidate[] {
  const known = edits.filter((edit) => edit !== undefined);
  const file = known[0]?.file;
  if (file === undefined || known.length < edits.length || known.some((edit) => edit.file !== file)) return [];
  const edit = spanning(
    template(file) ?? [],
    known.map((each) => each.edit),
  );
  return edit === null || isEmptying(template(file) ?? [], edit) ? [] : [{ file, edit, yaml: null }];
}

/**
 * Whether a branch would print nothing after the edit. The value in its condition would then silently have no effect.
 */
function isEmptying(template: readonly string[], { first, last, replacement }: LineEdit): boolean {
  const edited = [...template.slice(0, first - 1), ...replacement.split('\n'), ...template.slice(last)];
  return emptyBranches(edited) > emptyBranches(template);
}

/** The part of the edit that really differs. */
function hunkOf(text: readonly string[], { first, last, replacement }: LineEdit): Hunk {
  const old = text.slice(first - 1, last);
  const now = replacement === '' ? [] : replacement.split('\n');
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < now.length - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  )
    tail++;
  return { from: first - 1 + head, to: last - tail, lines: now.slice(head, now.length - tail) };
}

function replacement(
  { from, to, lines }: Hunk,
  text: readonly string[],
  { origin, lines: origins, template }: TemplateContext,
): TemplateEdit[] {
  const first = origins[origin.start + from] ?? null;
  const source = first === null ? null : template(first.file);
  if (first === null || source === null) return [];
  for (let at = from; at < to; at++) {
    const traced = origins[origin.start + at] ?? null;
    const written = source[first.line - 1 + at - from];
    if (traced?.file !== first.file || traced.line !== first.line + at - from || written?.trim() !== text[at]?.trim())
      return [];
  }
  const shift = indentOf(source[first.line - 1] ?? '') - indentOf(text[from] ?? '');
  return [
    {
      file: first.file,
      edit: { first: first.line, last: first.line + to - from - 1, replacement: shifted(lines, shift).join('\n') },
    },
  ];
}

/**
 * Lines behind which the new lines can be inserted, best first. None in a map that is filled from values: setting them
 * could duplicate the key.
 */
function insertions(
  { from, lines }: Pick<Hunk, 'from' | 'lines'>,
  text: readonly string[],
  rendered: TemplateContext,
): TemplateEdit[] {
  const { origin, lines: origins, template } = rendered;
  const column = indentOf(lines[0] ?? '');
  const parent = parentOf(text, from, column);
  const extent = itemLines(text, parent, from, column);
  // A list item may be in a block of its own, which contains its dash but not the list's key.
  const around = origins[origin.start + extent.start] ?? null;
  const source = around === null ? null : template(around.file);
  if (around === null || source === null) return [];
  if (isFilledByValues(lines, column, extent, text, rendered)) return [];
  const depth = depthAt(source, around.line);
  return anchors(text, extent, from, column).flatMap((anchor) => {
    const at = origins[origin.start + anchor] ?? null;
    const written = at === null ? undefined : source[at.line - 1];
    if (at?.file !== around.file || written === undefined || !isWhole(written) || depthAt(source, at.line) !== depth)
      return [];
    if (keyOfLine(written) !== keyOfLine(text[anchor] ?? '')) return [];
    const shift = indentOf(written) - indentOf(text[anchor] ?? '');
    return [
      {
        file: at.file,
        edit: { first: at.line, last: at.line, replacement: [written, ...shifted(lines, shift)].join('\n') },
      },
    ];
  });
}

/** The lines of a map, or of one list item in it: from `start` up to `end` (exclusive). */
function itemLines(
  text: readonly string[],
  parent: number,
  from: number,
  column: number,
): { readonly start: number; readonly end: number } {
  const isDash = (line: string | undefined): boolean =>
    line?.trimStart().startsWith('- ') === true && indentOf(line) === column;
  let start = from - 1;
  while (start > parent && !isDash(text[start])) start--;
  let end = from;
  const last = mapEnd(text, from, column);
  while (end < last && !isDash(text[end])) end++;
  return { start, end };
}

/**
 * Whether keys of a map come from values: a template line prints them or could, or the template already names the key
 * to add in a branch that was not taken.
 */
function isFilledByValues(
  added: readonly string[],
  column: number,
  { start, end }: { readonly start: number; readonly end: number },
  text: readonly string[],
  { origin, lines: origins, template }: TemplateContext,
): boolean {
  const sourceOf = (at: number): SourceLine | null => origins[origin.start + at] ?? null;
  for (let at = start; at < end; at++) {
    const line = text[at] ?? '';
    const from = sourceOf(at);
    const written = from === null ? undefined : template(from.file)?.[from.line - 1];
    if (written !== undefined && indentOf(line) === column && at > start && keyOfLine(written) !== keyOfLine(line))
      return true;
  }
  const first = sourceOf(start);
  const source = first === null ? null : template(first.file);
  if (first === null || source === null) return false;
  const after = sourceOf(end);
  const until = after?.file === first.file && after.line > first.line ? after.line : first.line + mostBelow;
  const indent = column + indentOf(source[first.line - 1] ?? '') - indentOf(text[start] ?? '');
  const keys = added.filter((line) => indentOf(line) === column).map(keyOfLine);
  return source
    .slice(first.line, until - 1)
    .some(
      (line) =>
        printsAt(line, column) ||
        (indentOf(line) === indent && keyOfLine(line) !== null && keys.includes(keyOfLine(line))),
    );
}

/** Maximum number of lines behind the end of a document that may belong to its last map. */
const mostBelow = 15;

/** The line that begins the map: its key one level up, or the dash of its list item. */
function parentOf(text: readonly string[], from: number, column: number): number {
  for (let at = from - 1; at >= 0; at--) {
    const line = text[at] ?? '';
    if (line.trim() === '') continue;
    if (indentOf(line) < column) return at;
  }
  return 0;
}

/** Lines of one-line fields of the map, nearest first, then the line of the map itself. */
function anchors(
  text: readonly string[],
  { start, end }: { readonly start: number; readonly end: number },
  from: number,
  column: number,
): number[] {
  const found: number[] = [];
  for (let at = Math.min(text.length, end) - 1; at >= start; at--) {
    const line = text[at] ?? '';
    if (indentOf(line) === column && keyOfLine(line) !== null && indentOf(text[at + 1] ?? '') <= column) found.push(at);
  }
  const before = found.filter((at) => at < from);
  const isItem = indentOf(text[start] ?? '') === column;
  return [...before, ...found.filter((at) => at >= from), ...(isItem ? [] : [start])];
}

function mapEnd(text: readonly string[], from: number, column: number): number {
  let end = from;
  while (end < text.length && (text[end]?.trim() === '' || indentOf(text[end] ?? '') >= column)) end++;
  return end;
}

function shifted(lines: readonly string[], by: number): string[] {
  return lines.map((line) =>
    by >= 0 ? ' '.repeat(by) + line : line.slice(Math.min(-by, line.length - line.trimStart().length)),
  );
}
