/** What base had of the objects in sources that only head has. */
import { groupBy } from '../../foundation/groups.ts';
import { type Manifest } from '../../model/manifest.ts';
import { isWithin } from '../identity/extent.ts';
import { type Templates, templatesOf, withoutName } from './templates.ts';
import { type Found } from './found.ts';
import { type Identified } from './identified.ts';
import { joinedKey } from './match-keys.ts';
import { type Suits, isOneNamespace, stoodBefore } from './suits.ts';

/** For the id of a source of head: ids of sources of base in which its objects may have been before. */
export type PredecessorIds = ReadonlyMap<string, ReadonlySet<string>>;

/** What base had of the objects in sources that only head has. */
export interface Predecessors {
  readonly ids: PredecessorIds;
  /** Findings of base in unchanged sources, which are rendered only for this comparison. */
  readonly found: readonly Found[];
  /** For the id of a new test of a chart: ids of the chart's sources at base. */
  readonly chartTests: PredecessorIds;
  /** The manifests that the sources of each side render. */
  readonly printed: { readonly base: readonly Manifest[]; readonly head: readonly Manifest[] };
  /** Ids of the sources of head in which every finding is new, even if base has a similar one. */
  readonly fresh: ReadonlySet<string>;
}

export const noPredecessors: Predecessors = {
  ids: new Map(),
  found: [],
  chartTests: new Map(),
  printed: { base: [], head: [] },
  fresh: new Set(),
};

export function isPredecessor(ids: PredecessorIds): Suits {
  return (before, after) =>
    ids.get(after.identity.source)?.has(before.identity.source) === true &&
    isOfOneFile(before.finding.manifest, after.finding.manifest);
}

/** Two builds may have different objects under the same name. */
function isOfOneFile({ origin: one }: Manifest, { origin: other }: Manifest): boolean {
  if (one.kind !== 'kustomize' || other.kind !== 'kustomize') return true;
  return one.file !== null && one.file === other.file;
}

/**
 * Matches a finding in a new test of a chart if all sources of the chart at base had it, in the one object that the
 * same template renders in each, under any name. Nobody deploys a chart's test, so its target and names do not count.
 */
export function stoodInTemplates(
  base: readonly Identified[],
  { chartTests, printed }: Pick<Predecessors, 'chartTests' | 'printed'>,
): (after: Identified) => Identified | null {
  if (chartTests.size === 0) return () => null;
  const [was, now] = [templatesOf(printed.base), templatesOf(printed.head)];
  const index = groupBy(base, (each) => inTemplate(each, was));
  return (after) => {
    const sources = chartTests.get(after.identity.source);
    const key = now.keyOf(after.finding.manifest);
    if (sources === undefined || key === null) return null;
    const before = (index.get(inTemplate(after, now)) ?? []).filter(
      (before) =>
        sources.has(before.identity.source) &&
        isOneNamespace(before, after) &&
        stoodBefore(before, after) &&
        isWithin(after.finding.extent, before.finding.extent),
    );
    const having = new Set(before.map(({ identity }) => identity.source));
    const printing = [...was.printing(key).keys()].filter((source) => sources.has(source));
    return printing.every((source) => having.has(source)) ? (before[0] ?? null) : null;
  };
}

function inTemplate({ identity: { rule, path }, finding: { manifest } }: Identified, templates: Templates): string {
  return joinedKey(JSON.stringify([rule, templates.keyOf(manifest)]), withoutName(path, manifest));
}
