import type { PodSecurityLevel, WorkloadPosture } from '../model.ts';

const RANK: Readonly<Record<PodSecurityLevel, number>> = { privileged: 0, baseline: 1, restricted: 2 };

/**
 * Workloads whose level changes, appears or goes, those that get weaker first. One that goes the same way in several
 * renders of a chart is named once, with the first of them.
 */
export function changedPosture(workloads: readonly WorkloadPosture[]): readonly WorkloadPosture[] {
  const order = ['down', 'none', 'up'];
  const distinct = new Map(workloads.toReversed().map((each) => [JSON.stringify([each.object, each.psa]), each]));
  return [...distinct.values()]
    .toReversed()
    .filter(({ psa }) => psa.before !== psa.after)
    .sort((a, b) => order.indexOf(direction(a)) - order.indexOf(direction(b)));
}

/** Whether the workload gets weaker or arrives privileged (`down`), gets stricter (`up`), or only comes or goes (`none`). */
export function direction({ psa: { before, after } }: WorkloadPosture): 'down' | 'up' | 'none' {
  if (before === null && after === 'privileged') return 'down';
  if (before === null || after === null || before === after) return 'none';
  return RANK[after] < RANK[before] ? 'down' : 'up';
}
