/** Finds what base had of the objects in new sources. */
import { type Change } from '../open/changed.ts';
import { isNobodys } from '../open/deployed-otherwise.ts';
import { isExample } from '../../foundation/text/environments.ts';
import { newChartTests } from '../../sources/helm/discover/chart-tests.ts';
import { twins } from '../../sources/discover/twins.ts';
import { foundOf, type InspectedSide } from '../look/inspected-side.ts';
import { evaluateAll, nothingEvaluated } from '../look/inspect.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type Source } from '../../model/source.ts';
import { type Setting } from '../open/setting.ts';
import { renderSide } from '../look/render-side.ts';
import { type UnchangedBase } from './lost-findings.ts';
import { type Side } from '../../sources/side.ts';
import { type Predecessors } from '../../findings/compare/predecessors.ts';

/** The findings that unchanged sources of base share with new sources of head. */
export interface UnchangedPredecessors extends UnchangedBase {
  readonly ids: Predecessors['ids'];
  readonly found: Predecessors['found'];
}

export async function unchangedPredecessors(
  base: Side,
  head: Side,
  { unchanged }: Change,
  before: InspectedSide,
  setting: Setting,
): Promise<UnchangedPredecessors> {
  const declared = head.sources.filter(({ id }) => !head.retained.has(id));
  const all = twins(base.sources, declared, (source) => !isNobodys(source));
  const ids = new Map([...all].map(([id, sources]) => [id, new Set(sources.map((source) => source.id))]));
  const same = new Set(unchanged.map(({ id }) => id));
  const wanted = new Set([...all.values()].flat().filter(({ id }) => same.has(id)));
  if (wanted.size === 0) return { ids, found: [], renderings: [], evaluated: nothingEvaluated };
  const { renderings } = await renderSide(base, [...wanted], setting);
  const evaluated = evaluateAll(setting.evaluator, renderings, before.facts);
  return { ids, found: foundOf({ renderings, unchanged: [] }, evaluated.findings), renderings, evaluated };
}

export function predecessorsOf(
  before: InspectedSide,
  after: InspectedSide,
  standing: UnchangedPredecessors,
): Predecessors {
  const chartTests = newChartTests(before.side.sources, after.side.sources);
  return {
    ids: new Map([...standing.ids, ...chartTests]),
    found: standing.found,
    chartTests,
    printed: { base: manifestsIn(before), head: manifestsIn(after) },
    fresh: newlyDeployed(before.side, after.side),
  };
}

function manifestsIn({ renderings }: InspectedSide): Manifest[] {
  return renderings.flatMap(({ manifests }) => manifests);
}

/** Ids of sources that were examples at base and are deployed now: at base, they were in no cluster. */
function newlyDeployed(base: Side, head: Side): ReadonlySet<string> {
  const deployed = new Set(base.sources.flatMap((source) => (isNobodys(source) ? [] : [source.path])));
  const isFresh = (source: Source): boolean =>
    isExample(source.path) && !isNobodys(source) && !deployed.has(source.path) && !head.retained.has(source.id);
  return new Set(head.sources.filter(isFresh).map(({ id }) => id));
}
