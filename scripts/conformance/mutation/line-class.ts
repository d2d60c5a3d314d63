/** Classifies lines of templates by how they print their output. */
import { groupBy } from '../../../src/foundation/groups.ts';
import type { Piece } from './template-pieces.ts';

/** How a line of a template prints its output, with the names of docs/conformance.md. */
export const lineClasses = [
  'text',
  'scalar action',
  'toYaml block',
  'tpl',
  'library chart',
  'range over a map',
  'trimmed',
  '.Files',
  'subchart alias',
] as const;

export type LineClass = (typeof lineClasses)[number];

/** The class of each line of a template. `aliased`: the subcharts of the chart have aliases. */
export function classesOf(file: string, pieces: readonly Piece[], aliased: boolean): LineClass[] {
  const ranged = linesInMapRanges(pieces);
  const lines = groupBy(pieces, ({ line }) => line);
  return Array.from({ length: 1 + Math.max(0, ...lines.keys()) }, (_, line) => {
    const actions = (lines.get(line) ?? []).filter(({ kind }) => kind !== 'text' && kind !== 'break');
    return classOf(file, actions.map(({ text }) => text).join(' '), ranged.has(line), aliased);
  });
}

function classOf(file: string, actions: string, inMapRange: boolean, aliased: boolean): LineClass {
  if (aliased && file.startsWith('charts/')) return 'subchart alias';
  if (/\.Files\b/.test(actions)) return '.Files';
  if (/\btpl\b/.test(actions)) return 'tpl';
  if (file.startsWith('charts/')) return 'library chart';
  if (inMapRange) return 'range over a map';
  if (/\btoYaml\b/.test(actions)) return 'toYaml block';
  if (actions === '') return 'text';
  return /\{\{-|-\}\}/.test(actions) ? 'trimmed' : 'scalar action';
}

/** Lines inside of a `range` with a key variable. */
function linesInMapRanges(pieces: readonly Piece[]): Set<number> {
  const lines = new Set<number>();
  const blocks: boolean[] = [];
  for (const { kind, text, line } of pieces) {
    if (kind === 'open') blocks.push(/^\{\{-?\s*range\s+\$\w*\s*,/.test(text));
    if (kind === 'end') blocks.pop();
    if (blocks.includes(true)) lines.add(line);
  }
  return lines;
}
