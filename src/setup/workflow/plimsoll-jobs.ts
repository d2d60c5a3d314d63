/** Finds the jobs that run Plimsoll. */
import { type Job, type JobStep, type Workflow } from './workflow.ts';

/** A job that runs Plimsoll, and the step that does. */
export interface PlimsollJob {
  readonly workflow: Workflow;
  readonly job: Job;
  readonly step: JobStep;
  /** Whether the step uses the action; otherwise it runs the command line. */
  readonly isAction: boolean;
  readonly mode: 'review' | 'audit';
}

/** The events of a review that decides about a merge. */
export const gateEvents = ['pull_request', 'pull_request_target', 'merge_group'] as const;

/** The events under which a workflow of the default branch runs with a token that may write. */
export const trustedEvents = ['pull_request_target', 'workflow_run'] as const;

/** @param isSelf whether `uses: ./` is the action: in its own repository. */
export function plimsollJobs(workflows: readonly Workflow[], isSelf: boolean): PlimsollJob[] {
  return workflows.flatMap((workflow) =>
    workflow.jobs.flatMap((job) =>
      job.steps.flatMap((step) => {
        const isAction = isPlimsoll(step.uses ?? '', isSelf);
        if (!isAction && commandOf(step) === null) return [];
        return [{ workflow, job, step, isAction, mode: modeOf(workflow, step) }];
      }),
    ),
  );
}

/** Whether the job reviews pull requests. */
export function isReview({ workflow, mode }: PlimsollJob): boolean {
  return mode === 'review' && [...gateEvents, 'workflow_run'].some((event) => workflow.events.has(event));
}

/** Whether its check can be required: a run after another workflow belongs to no pull request. */
export function isGate({ workflow, mode }: PlimsollJob): boolean {
  return mode === 'review' && gateEvents.some((event) => workflow.events.has(event));
}

function isPlimsoll(uses: string, isSelf: boolean): boolean {
  return /^[\w.-]+\/plimsoll@/.test(uses) || (isSelf && /^\.\/?$/.test(uses));
}

function commandOf({ run }: JobStep): string | null {
  return /(?:\bplimsoll(?:@\S+)?|\bdist\/cli\.js)\s+(review|audit)\b/.exec(run ?? '')?.[1] ?? null;
}

/** `auto`, the default, is a review under the events of a pull request, and an audit on a schedule. */
function modeOf({ events }: Workflow, step: JobStep): PlimsollJob['mode'] {
  const asked = step.inputs['mode'] ?? commandOf(step) ?? 'auto';
  if (asked === 'review' || asked === 'audit') return asked;
  return [...gateEvents, 'workflow_run', 'push'].some((event) => events.has(event)) ? 'review' : 'audit';
}
