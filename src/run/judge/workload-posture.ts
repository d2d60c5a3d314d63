/** Computes the posture of workloads, without what is not known of them. */
import { factsDiffer } from '../look/neighbours.ts';
import { posture, type PostureSide } from '../../findings/posture/posture.ts';
import { newChartTests } from '../../sources/helm/discover/chart-tests.ts';
import { manifestsOf } from '../look/inspect.ts';
import {
  deployedButUnseen,
  type InspectedSide,
  incompleteSources,
  misdeclaredSources,
} from '../look/inspected-side.ts';
import { type WorkloadPosture } from '../../model/finding.ts';
import { type Manifest } from '../../model/manifest.ts';
import { nameKey } from '../../foundation/kubernetes/names.ts';

/**
 * The posture without what is unknown: a workload may still exist if its source was not rendered completely, and a
 * level is unknown if a possible finding would change it.
 */
export function knownPosture(base: InspectedSide | null, head: InspectedSide): WorkloadPosture[] {
  const unknown = incompleteSources(head);
  const wrong = base === null ? new Set<string>() : misdeclaredSources(base, head);
  const predecessors = base === null ? undefined : newChartTests(base.side.sources, head.side.sources);
  const isWhole = (source: string): boolean => !unknown.has(source);
  const all = posture(base === null ? null : postureSide(base), postureSide(head), predecessors, isWhole);
  const atWorst = posture(base === null ? null : withHanging(base), withHanging(head), predecessors, isWhole);
  const known = all.filter(
    ({ source, psa }, index) =>
      (psa.after !== null || !unknown.has(source)) &&
      !wrong.has(source) &&
      psa.before === atWorst[index]?.psa.before &&
      psa.after === atWorst[index].psa.after,
  );
  const unseen = base === null ? new Set<string>() : deployedButUnseen(base, head);
  const byFacts = base === null ? [] : changedByFacts(base, head);
  return [...known, ...byFacts].map((one) =>
    one.psa.before !== null && unseen.has(one.source) ? withoutAfter(one) : one,
  );
}

/** Unchanged workloads whose level changes because their namespace sets another version of Pod Security. */
function changedByFacts(base: InspectedSide, head: InspectedSide): WorkloadPosture[] {
  if (!factsDiffer(base, head)) return [];
  const [before, after] = [unchangedPosture(base), unchangedPosture(head)];
  return posture(before, after).filter(
    ({ psa }) => psa.before !== null && psa.after !== null && psa.before !== psa.after,
  );
}

function unchangedPosture({ unchanged, evaluated }: InspectedSide): PostureSide {
  return { manifests: manifestsOf(unchanged), findings: evaluated.findings };
}

/** The source of this id at head is not what was deployed. */
function withoutAfter(one: WorkloadPosture): WorkloadPosture {
  return { ...one, psa: { ...one.psa, after: null }, unknown: true };
}

/** The posture if all possible findings were true. */
function withHanging(inspected: InspectedSide): PostureSide {
  const { manifests, findings } = postureSide(inspected);
  const hanging = inspected.evaluated.hanging.flatMap(({ finding, elsewhere }) =>
    elsewhere === true ? [] : [finding],
  );
  return { manifests, findings: [...findings, ...hanging] };
}

/**
 * A source that is rendered in two ways counts as it is deployed. An object that moved into another source, and is
 * checked in both, counts there.
 */
function postureSide({ side, renderings, evaluated }: InspectedSide): PostureSide {
  const once = renderings.filter(({ source }) => (side.retained.get(source.id) ?? source.id) === source.id);
  const isRetained = ({ source }: Manifest): boolean => side.retained.has(source);
  const all = manifestsOf(once);
  const declared = new Set(all.filter((manifest) => !isRetained(manifest)).map(({ object }) => nameKey(object)));
  return {
    manifests: all.filter((manifest) => !isRetained(manifest) || !declared.has(nameKey(manifest.object))),
    findings: evaluated.findings,
  };
}
