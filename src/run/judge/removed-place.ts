/** Finds where at head a change takes an object away whose own file stays as it is: a kustomization, or values. */
import { posix } from 'node:path';
import { commonStart } from '../../foundation/common-start.ts';
import { isChart, valueLayers } from '../../sources/helm/chart.ts';
import { isKustomization } from '../../sources/kustomize/kustomization-file.ts';
import { type Place } from '../../model/problem.ts';
import { type Source } from '../../model/source.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Side } from '../../sources/side.ts';

/**
 * The line of the file that decides whether the object is rendered, if only that file changed: the kustomization that lists
 * it, or the values of its chart. Null if another file may be the reason as well.
 *
 * @param file where the object is written at the base.
 */
export async function placeOfRemoval(
  file: string,
  source: string,
  base: InspectedSide,
  head: InspectedSide,
): Promise<Place | null> {
  if (isChanged(file, base.side, head.side)) return null;
  const own = [...base.renderings, ...base.unchanged].find((each) => each.source.id === source)?.source;
  const [deciding, ...others] = own === undefined ? [] : decidingFiles(own, base.side, head.side);
  if (deciding === undefined || others.length > 0) return null;
  const [before, after] = [await base.side.texts.of(deciding), await head.side.texts.of(deciding)];
  if (!before.ok || !after.ok) return null;
  const line = changedLine(before.text.split('\n'), after.text.split('\n'), file);
  if (line !== null) return { kind: 'lines', file: deciding, first: line, last: line };
  return { kind: 'file', file: deciding, why: `The object was in ${file} at the base, which stays as it is.` };
}

/** The changed files that choose what the source consists of: value files, not templates. */
function decidingFiles(source: Source, base: Side, head: Side): string[] {
  const changed = source.reads.filter((file) => isChanged(file, base, head) && head.tree.files.has(file));
  if (!isChart(source)) return changed.filter(isKustomization);
  const layers = new Set([posix.join(source.path, 'values.yaml'), ...valueLayers(source).map(({ file }) => file)]);
  return changed.filter((file) => layers.has(file));
}

function isChanged(file: string, base: Side, head: Side): boolean {
  return base.tree.files.get(file)?.digest !== head.tree.files.get(file)?.digest;
}

/** Of the lines that differ, the most that are near enough to each other to be shown as one. */
const nearLines = 4;

/**
 * The line at head, from 1, where something changed: a line that named the file or its folder, or the one above if it is
 * gone; or else the only place of a change. Null if there are several.
 */
function changedLine(before: readonly string[], after: readonly string[], file: string): number | null {
  const [had, has] = [new Set(before), new Set(after)];
  const names = file.split('/').toReversed();
  const gone = names
    .map((name) => before.findIndex((line) => !has.has(line) && line.includes(name)))
    .find((index) => index !== -1);
  const isNew = (index: number): boolean => index < after.length && !had.has(after[index] ?? '');
  if (gone !== undefined) {
    const above = before.slice(0, gone).findLast((line) => line.trim() !== '' && has.has(line));
    const start = above === undefined ? 0 : after.indexOf(above) + 1;
    return isNew(start) ? start + 1 : Math.max(1, start);
  }
  const start = commonStart(before, after);
  const end = after.length - commonStart(before.slice(start).toReversed(), after.slice(start).toReversed());
  const [first, ...others] = Array.from({ length: end - start }, (_, index) => start + index).filter(isNew);
  if (first === undefined) return Math.max(1, start);
  return others.length === 0 || end - start <= nearLines ? first + 1 : null;
}
