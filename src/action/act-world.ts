/** What the step needs from outside, passed in as a value. */
import type { Preparing } from './prepared.ts';
import type { Runner } from './runner.ts';
import type { Outcome } from '../run/conclude/outcome.ts';
import { type Report } from '../model/report.ts';
import type { AuditOptions, ReviewOptions } from '../run/options.ts';
import type { Octokit } from '../publish/client.ts';
import type { Diff } from '../publish/diff.ts';

export interface ActionWorld extends Preparing {
  readonly runner: Runner;
  readonly review: (options: ReviewOptions) => Promise<Outcome>;
  readonly audit: (options: AuditOptions) => Promise<Outcome>;
  /** What the pull request shows of the commits that a report compares. */
  readonly diff: (directory: string, report: Report) => Promise<Diff>;
  /** Opens GitHub's API; called only where something is posted. */
  readonly connect: (token: string) => Promise<Octokit>;
  readonly now: () => number;
}
