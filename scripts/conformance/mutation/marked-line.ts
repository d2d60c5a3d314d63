/** Changes a line of a template so that everything that it prints has a mark. */
import { type Piece, pipeOf } from './template-pieces.ts';

/** The mark at the end of a changed line: a comment, so that YAML mostly stays valid. */
export const mark = ' #zq7';

/**
 * The template, changed so that exactly those output lines have a mark that one of its lines prints: lines of its own
 * text, and those of its values. Lines printed by a called template belong to that template, unless text is before or
 * after them. Null if the line prints nothing.
 */
export function withMarkedLine(pieces: readonly Piece[], line: number): string | null {
  const marked = pieces.map((piece) => piece.text);
  const here = [...pieces.keys()].filter((index) => pieces[index]?.line === line);
  for (const stretch of stretches(pieces, here)) markStretch(pieces, stretch, marked);
  const text = marked.join('');
  return text === pieces.map((piece) => piece.text).join('') ? null : text;
}

/** Runs of pieces that are executed together: control structures separate them. */
function stretches(pieces: readonly Piece[], here: readonly number[]): number[][] {
  const runs: number[][] = [[]];
  for (const index of here) {
    const kind = pieces[index]?.kind;
    if (kind === 'open' || kind === 'middle' || kind === 'end') runs.push([]);
    else runs.at(-1)?.push(index);
  }
  return runs;
}

function markStretch(pieces: readonly Piece[], stretch: readonly number[], marked: string[]): void {
  const printing = stretch.filter((index) => prints(pieces[index]));
  for (const index of printing) {
    const piece = pieces[index];
    if (piece === undefined) continue;
    const isFirst = index === printing[0];
    const isLast = index === printing.at(-1);
    marked[index] = markedPiece(piece, isFirst, isLast);
  }
}

function prints(piece: Piece | undefined): boolean {
  return piece?.kind === 'call' || piece?.kind === 'value' || (piece?.kind === 'text' && piece.text.trim() !== '');
}

function markedPiece({ kind, text }: Piece, isFirst: boolean, isLast: boolean): string {
  if (kind === 'text') return isLast ? text.replace(/\s*$/, (blank) => `${mark}${blank}`) : text;
  return withChanges(text, kind === 'call' ? ofCall(isFirst, isLast) : ofValue(isFirst, isLast));
}

/** A change of a text for `regexReplaceAll`: a pattern and its replacement. */
type Change = readonly [pattern: string, replacement: string];

/** The first line has text before it. The last line may have text after it, which gets the mark. */
function ofCall(isFirst: boolean, isLast: boolean): Change[] {
  if (isFirst) return [];
  return [[String.raw`\A([^\n]*)${isLast ? '' : String.raw`(\n)`}`, isLast ? `$\{1}${mark}` : `$\{1}${mark}$\{2}`]];
}

/** Matches any line except blank ones and document separators. */
const visible = String.raw`(.*[^-\s].*?|[ \t]*-{1,2}|[ \t]+-+)([ \t\r]*)`;

function ofValue(isFirst: boolean, isLast: boolean): Change[] {
  const end = isLast ? '$' : String.raw`(\n)`;
  const lines: Change = [`(?m)^${visible}${end}`, `$\{1}${mark}$\{2}${isLast ? '' : '$\{3}'}`];
  // A blank first line ends the line of the text before it.
  const blank = String.raw`\A([ \t]*${isLast ? String.raw`(?:\n|\z)` : String.raw`\n`})`;
  return isFirst ? [lines] : [lines, [blank, `${mark}$\{1}`]];
}

/** The action with changes applied to its output. Helm prints nothing for nil. */
function withChanges(text: string, changes: readonly Change[]): string {
  if (changes.length === 0) return text;
  const pipe = pipeOf(text).replace(/^template\b/, 'include');
  const argument = /^include\s+\S+$/.test(pipe) ? `${pipe} nil` : pipe;
  const printed = `regexReplaceAll "^<nil>$" (toString (${argument})) ""`;
  const made = changes.reduce(
    (inner, [pattern, replacement]) => `regexReplaceAll \`${pattern}\` (${inner}) \`${replacement}\``,
    printed,
  );
  const [, open = '{{', close = '}}'] = /^(\{\{(?:-(?=\s))?)[\s\S]*?((?:(?<=\s)-)?\}\})$/.exec(text) ?? [];
  return `${open} ${made} ${close}`;
}
