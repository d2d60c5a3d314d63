import { groupBy } from '../groups.ts';
import type { PodSecurityLevel, WorkloadPosture } from '../model.ts';

const RANK: Readonly<Record<PodSecurityLevel, number>> = { privileged: 0, baseline: 1, restricted: 2 };

/** A workload in the first of the sources in which it goes the same way. */
export interface PostureRow extends WorkloadPosture {
  /** In how many others it does. */
  readonly others: number;
}

/**
 * Workloads whose level changes, appears or goes, those that get weaker first. One that goes the same way in several
 * sources is named once.
 */
export function changedPosture(workloads: readonly WorkloadPosture[]): readonly PostureRow[] {
  const order = ['down', 'none', 'up'];
  const changed = workloads.filter(({ psa }) => psa.before !== psa.after);
  return [...groupBy(changed, ({ object, psa }) => JSON.stringify([object, psa])).values()]
    .map((group) => ({ ...group[0], others: new Set(group.map(({ source }) => source)).size - 1 }))
    .sort((a, b) => order.indexOf(direction(a)) - order.indexOf(direction(b)));
}

/** Whether the workload gets weaker or arrives privileged (`down`), gets stricter (`up`), or only comes or goes (`none`). */
export function direction({ psa: { before, after } }: WorkloadPosture): 'down' | 'up' | 'none' {
  if (before === null && after === 'privileged') return 'down';
  if (before === null || after === null || before === after) return 'none';
  return RANK[after] < RANK[before] ? 'down' : 'up';
}
