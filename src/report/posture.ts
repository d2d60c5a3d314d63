/** Lists the workloads whose Pod Security level changes, for reports. */
import { groupBy } from '../foundation/groups.ts';
import { type PodSecurityLevel, type WorkloadPosture } from '../model/finding.ts';

const RANK: Readonly<Record<PodSecurityLevel, number>> = { privileged: 0, baseline: 1, restricted: 2 };

/** A workload, in the first of the sources in which its level changes in the same way. */
export interface PostureRow extends WorkloadPosture {
  /** Number of other sources in which it does. */
  readonly others: number;
}

/**
 * Workloads whose level changes, or that are added or removed, those that get weaker first. A workload that changes in
 * the same way in several sources is listed once.
 */
export function changedPosture(workloads: readonly WorkloadPosture[]): readonly PostureRow[] {
  const order = ['down', 'none', 'up'];
  const changed = workloads.filter(({ psa }) => psa.before !== psa.after);
  return [...groupBy(changed, ({ object, psa, unknown }) => JSON.stringify([object, psa, unknown])).values()]
    .map((group) => ({ ...group[0], others: new Set(group.map(({ source }) => source)).size - 1 }))
    .sort((a, b) => order.indexOf(direction(a)) - order.indexOf(direction(b)));
}

/** The levels as words. */
export function levelWords({ psa: { before, after }, unknown }: WorkloadPosture): {
  readonly before: string;
  readonly after: string;
} {
  return { before: before ?? 'absent', after: after ?? (unknown === true ? 'unknown' : 'absent') };
}

/**
 * Whether the workload gets weaker or is added as privileged (`down`), gets stricter (`up`), or is only added or
 * removed (`none`).
 */
export function direction({ psa: { before, after } }: WorkloadPosture): 'down' | 'up' | 'none' {
  if (before === null && after === 'privileged') return 'down';
  if (before === null || after === null || before === after) return 'none';
  return RANK[after] < RANK[before] ? 'down' : 'up';
}
