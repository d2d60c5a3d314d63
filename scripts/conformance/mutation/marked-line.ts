import { type Piece, pipeOf } from './template-pieces.ts';

/** What a changed line has at its end: a comment, so that what was YAML mostly stays YAML. */
export const mark = ' #zq7';

/**
 * A template changed so that each line that a line of it prints bears a mark, and no other: lines of its own text, and
 * those of its values. Lines that a call prints are the called template's, unless text stands before or behind them. Null
 * when the line prints nothing.
 */
export function withMarkedLine(pieces: readonly Piece[], line: number): string | null {
  const marked = pieces.map((piece) => piece.text);
  const here = [...pieces.keys()].filter((index) => pieces[index]?.line === line);
  for (const stretch of stretches(pieces, here)) markStretch(pieces, stretch, marked);
  const text = marked.join('');
  return text === pieces.map((piece) => piece.text).join('') ? null : text;
}

/** Runs of pieces that are executed together: what begins, turns or ends a control structure parts them. */
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

/** A change of a text, in the words of a template: a pattern and what takes its place. */
type Change = readonly [pattern: string, replacement: string];

/** The first line has text before it, the last one may have text behind it that bears the mark. */
function ofCall(isFirst: boolean, isLast: boolean): Change[] {
  if (isFirst) return [];
  return [[String.raw`\A([^\n]*)${isLast ? '' : String.raw`(\n)`}`, isLast ? `$\{1}${mark}` : `$\{1}${mark}$\{2}`]];
}

/** Any line but a blank one and a separator of documents. */
const visible = String.raw`(.*[^-\s].*?|[ \t]*-{1,2}|[ \t]+-+)([ \t\r]*)`;

function ofValue(isFirst: boolean, isLast: boolean): Change[] {
  const end = isLast ? '$' : String.raw`(\n)`;
  const lines: Change = [`(?m)^${visible}${end}`, `$\{1}${mark}$\{2}${isLast ? '' : '$\{3}'}`];
  // A blank beginning ends the line of the text before it.
  const blank = String.raw`\A([ \t]*${isLast ? String.raw`(?:\n|\z)` : String.raw`\n`})`;
  return isFirst ? [lines] : [lines, [blank, `${mark}$\{1}`]];
}

/** The action with changes made to what it prints. Of nothing, Helm prints nothing. */
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
