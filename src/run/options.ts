import { type GivenConfiguration } from '../policy/trusted-config.ts';
import { type ChartFlags } from '../sources/discover/options.ts';
import { type FailOn } from '../model/report.ts';

/** What every command takes. */
export interface CommonOptions {
  /** A folder in the repository, or the folder to look at. */
  readonly directory: string;
  readonly config: GivenConfiguration;
  readonly kubernetesVersion: string | null;
  readonly failOn: FailOn | null;
  readonly allowEmpty: boolean;
  /** How long the run may take, in minutes; without it what the configuration says. */
  readonly deadline?: number;
  /** ISO date; waivers that ended before it no longer hold. */
  readonly today: string;
}

export interface ReviewOptions extends CommonOptions {
  /** A revision; null: the branch that origin/HEAD names. */
  readonly base: string | null;
  /** A revision, or WORKTREE for the work tree as it stands. */
  readonly head: string;
}

export interface AuditOptions extends CommonOptions {
  /** Files and folders to look at; empty: everything in `directory`. */
  readonly paths: readonly string[];
  readonly chart: ChartFlags | null;
}
