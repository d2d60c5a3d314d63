/** What comparing gives: findings with their status, and the posture of workloads. */
import { type Path } from './json.ts';
import { type ObjectName } from './manifest.ts';
import { type Enforcement, type RawFinding, type Severity } from './rule.ts';

export type Status = 'new' | 'worsened' | 'existing' | 'fixed' | 'waived';

export interface Waiver {
  readonly reason: string;
  /** ISO date, the last day on which it holds. */
  readonly expires: string;
}

export interface Compared extends RawFinding {
  readonly target: string;
  readonly severity: Severity;
  readonly enforcement: Enforcement;
  readonly status: Status;
  /** Where that is written by which it got worse; absent where it did not, or nobody says where. */
  readonly came?: Path;
  /** Hex. The same for the same finding in other commits, places and orders. */
  readonly fingerprint: string;
  readonly waiver: Waiver | null;
}

export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

export interface WorkloadPosture {
  readonly object: ObjectName;
  readonly source: string;
  readonly psa: { readonly before: PodSecurityLevel | null; readonly after: PodSecurityLevel | null };
  /** `after` is null as what deployed it cannot be seen at head: the workload may still exist. */
  readonly unknown?: true;
}
