/** The layout of a document, which new lines have to match. */
import type { SourceNode } from './source-tree.ts';

export interface Layout {
  readonly eol: '\n' | '\r\n';
  /** Spaces by which a map inside a map is indented. */
  readonly step: number;
  /** Spaces by which a list's dashes are indented relative to the list's key. */
  readonly listStep: number;
  readonly quote: "'" | '"';
}

export function layoutOf(text: string, root: SourceNode): Layout {
  const steps: number[] = [];
  const listSteps: number[] = [];
  collectSteps(root, text, steps, listSteps);
  const step = mostFrequent(steps) ?? 2;
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    step,
    listStep: mostFrequent(listSteps) ?? step,
    quote: count(text, /: '/g) > count(text, /: "/g) ? "'" : '"',
  };
}

/** Characters between the line's beginning and an offset. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStartOf(text, offset);
}

export function lineStartOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset of the line's break (`\r\n` or `\n`), or the text's end. */
export function lineEndOf(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end === -1) return text.length;
  return end > 0 && text[end - 1] === '\r' ? Math.max(end - 1, offset) : end;
}

function collectSteps(node: SourceNode, text: string, steps: number[], listSteps: number[]): void {
  if (node.kind === 'list') for (const { value } of node.items) collectSteps(value, text, steps, listSteps);
  if (node.kind !== 'map') return;
  for (const { start, value } of node.pairs) {
    const isBlock = (value.kind === 'map' || value.kind === 'list') && !value.flow;
    if (isBlock) (value.kind === 'map' ? steps : listSteps).push(columnOf(text, value.start) - columnOf(text, start));
    collectSteps(value, text, steps, listSteps);
  }
}

function mostFrequent(numbers: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  const [best] = [...counts].sort(([, a], [, b]) => b - a);
  return best?.[0] ?? null;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
