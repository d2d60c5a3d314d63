/** The options of the commands. */
import { type GivenConfiguration, type GivenOrganisation } from '../policy/trusted-config.ts';
import { type ChartFlags } from '../sources/discover/options.ts';
import { type Problem } from '../model/problem.ts';
import { type FailOn } from '../model/report.ts';
import { type ChosenSet } from '../policy/config/rules.ts';

/** Options of every command. */
export interface CommonOptions {
  /** A folder in the repository, or the folder to check. */
  readonly directory: string;
  readonly config: GivenConfiguration;
  /** The organisation's rules. Null or absent: those that the configuration extends. */
  readonly organisation?: GivenOrganisation | null;
  /** `owner/name` of the repository, for the patterns of the organisation. Null or absent: that of its remote. */
  readonly repository?: string | null;
  readonly kubernetesVersion: string | null;
  readonly failOn: FailOn | null;
  readonly allowEmpty: boolean;
  /** The sets of rules to run; absent: those of the configuration. */
  readonly sets?: readonly ChosenSet[];
  /** Time limit of the run in minutes; absent: that of the configuration. */
  readonly deadline?: number;
  /** ISO date; waivers that expired before it no longer apply. */
  readonly today: string;
}

export interface ReviewOptions extends CommonOptions {
  /** A revision; null: the branch that origin/HEAD names. */
  readonly base: string | null;
  /** A revision, or WORKTREE for the work tree as it is. */
  readonly head: string;
  /**
   * A commit that is known as the merge base, for a clone that may lack the history to find it. Null: there is none, or it
   * is not known, and the tips are compared. Absent: git finds it.
   */
  readonly mergeBase?: string | null;
  /** What could not be got ready for the review. */
  readonly problems?: readonly Problem[];
  /**
   * A revision of the tip of the default branch, from which the configuration is read. Null or absent: the branch that
   * origin/HEAD names, else the base.
   */
  readonly trustRoot?: string | null;
}

export interface AuditOptions extends CommonOptions {
  /** Files and folders to check; empty: everything in `directory`. */
  readonly paths: readonly string[];
  readonly chart: ChartFlags | null;
  /** A revision of the tip of the default branch. Null or absent: the configuration is that of the files. */
  readonly trustRoot?: string | null;
}
