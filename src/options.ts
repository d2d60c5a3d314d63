import { type ChartFlags } from './discover/options.ts';
import { type FailOn } from './model.ts';

/** What every command takes. */
export interface CommonOptions {
  /** A folder in the repository, or the folder to look at. */
  readonly directory: string;
  /** A configuration that is trusted; null: the repository's own, from the trust root. */
  readonly config: { readonly file: string; readonly text: string } | null;
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
