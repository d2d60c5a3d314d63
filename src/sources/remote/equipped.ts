/** A source together with the charts fetched for it. */
import { type Lines, type Problem } from '../../model/problem.ts';
import { type HelmSource, type Source } from '../../model/source.ts';
import { type BroughtChart } from './brought.ts';
import { type FetchedChart } from './charts.ts';

/** A source with the charts that were fetched for it. */
export interface Equipped<S extends Source = Source> {
  readonly source: S;
  readonly charts: readonly FetchedChart[];
  readonly brought: readonly BroughtChart[];
  /** What it needs and could not get. */
  readonly refused: readonly Problem[];
}

export function asItIs<S extends Source>(source: S): Equipped<S> {
  return { source, charts: [], brought: [], refused: [] };
}

export function refusing<S extends Source>(equipped: Equipped<S>, problem: Problem): Equipped<S> {
  return { ...equipped, refused: [...equipped.refused, problem] };
}

/** Adds a chart at a path inside the source's chart: `''` for the chart itself. */
export function adding(
  equipped: Equipped<HelmSource>,
  chart: FetchedChart,
  within: string,
  chosenAt: Lines,
): Equipped<HelmSource> {
  const { folder, label } = chart;
  const names = [...chart.files.keys()];
  const files = new Map(names.map((name): [string, string] => [`${within}${name}`, `${folder}${name}`]));
  return addingFiles(equipped, chart, files, [{ folder, label, chosenAt }]);
}

/** Adds files of a chart: path inside the source's chart → path in the tree. Existing files stay. */
export function addingFiles(
  { source, charts, brought, refused }: Equipped<HelmSource>,
  chart: FetchedChart,
  added: ReadonlyMap<string, string>,
  bringing: readonly BroughtChart[],
): Equipped<HelmSource> {
  const files = new Map([...added, ...source.files]);
  const reads = [...new Set([...source.reads, ...added.values()])].sort();
  return {
    source: { ...source, files, reads },
    charts: [...charts, chart],
    brought: [...brought, ...bringing],
    refused,
  };
}
