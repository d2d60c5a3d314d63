/** Recognises renders of a chart with chart-testing's values. */
import { posix } from 'node:path';
import { groupBy } from '../../../foundation/groups.ts';
import { type Source } from '../../../model/source.ts';

/** Whether a chart is rendered only with chart-testing's values, which nobody deploys. */
export function isChartTest(source: Source): boolean {
  if (source.kind !== 'helm' || source.deployment !== null || source.values.length === 0) return false;
  return source.values.every(
    (file) => file.endsWith('-values.yaml') && posix.dirname(file) === posix.join(source.path, 'ci'),
  );
}

/**
 * The ids of a chart's sources at base, by the id of each test of it that is new in head. A new test shows in another
 * place what the chart already had.
 */
export function newChartTests(
  base: readonly Source[],
  head: readonly Source[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const before = new Set(base.map(({ id }) => id));
  const added = head.filter((source) => isChartTest(source) && !before.has(source.id));
  const charts = groupBy(
    base.filter(({ kind }) => kind === 'helm'),
    ({ path }) => path,
  );
  const ids = new Map([...charts].map(([path, sources]) => [path, new Set(sources.map(({ id }) => id))]));
  return new Map(added.map(({ id, path }) => [id, ids.get(path) ?? new Set()]));
}
