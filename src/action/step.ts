/** What the parts of a step share after the run. */
import { type Inputs } from './inputs.ts';
import { type PreparedStep } from './prepared.ts';
import { type ReportFiles } from './report-files.ts';
import { type Unjudged } from './task.ts';
import { type Finding } from '../model/report.ts';
import { type Context } from '../report/remark-markdown.ts';
import { type PublishPlan } from '../publish/plan.ts';
import { type PullRequestName } from '../publish/client.ts';

export interface Step {
  readonly inputs: Inputs;
  readonly files: ReportFiles;
  readonly prepared: Exclude<PreparedStep, Unjudged>;
  readonly context: Context;
}

/** What is to be posted, in which pull request. */
export interface PlannedPosting {
  /** Null if a fault made it impossible to plan. */
  readonly plan: PublishPlan | null;
  readonly pull: PullRequestName;
  readonly commit: string;
  readonly token: string;
}

/** What the pull request does not show on a line or file. */
export function isUnshown({ shown }: Finding): boolean {
  return shown === undefined || shown === 'summary';
}
