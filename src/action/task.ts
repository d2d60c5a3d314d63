/** Decides by the mode and the event what is to be done: a review, an audit, or nothing. */
import { ConfigurationError } from '../foundation/errors.ts';
import type { RunHead, Subject, Trigger, WorkflowEvent } from './event.ts';
import type { Inputs } from './inputs.ts';

/** What to compare. Commits are full ids. */
export interface Comparison {
  /** Null: the tip of the default branch. */
  readonly base: string | null;
  /** The branch whose tip is base; null if there is none. */
  readonly baseBranch: string | null;
  readonly head: string;
  /** Base, where the event says that head descends from it; null where the merge base must be found. */
  readonly mergeBase: string | null;
}

export type KnownTask =
  | { readonly kind: 'review'; readonly subject: Subject; readonly comparison: Comparison }
  | { readonly kind: 'audit'; readonly subject: Subject }
  | Unjudged;

/** Or first to find the open pull request that has this head. */
export type Task = KnownTask | { readonly kind: 'find-pull-request'; readonly head: RunHead };

/** Nothing is judged. `why` is a sentence. */
export interface Unjudged {
  readonly kind: 'unjudged';
  readonly why: string;
  /** Whether there was nothing to judge. If false, something was, and could not be: that is no success. */
  readonly isFine: boolean;
}

/** @throws {ConfigurationError} where mode and event do not go together, or the event names nothing to check. */
export function taskOf(mode: Inputs['mode'], event: WorkflowEvent): Task {
  if (mode === 'audit') return auditOf(event);
  const { trigger } = event;
  switch (trigger.kind) {
    case 'pull-request':
      return trigger.isOpen ? reviewOfPull(event.name, trigger) : fine('The pull request is closed.');
    case 'merge-group':
      return trigger.isAlive ? reviewOfGroup(event.name, trigger) : fine('The merge group was taken out of the queue.');
    case 'push':
      return pushTask(mode, event, trigger);
    case 'run':
      return runTask(event.name, trigger);
    case 'dispatch':
      if (mode === 'auto') return auditOf(event);
      throw comparesNothing(`the event ${event.name} names no commits`);
    case 'other':
      throw unknownEvent(event.name);
  }
}

function auditOf({ name }: WorkflowEvent): Task {
  return { kind: 'audit', subject: { kind: 'commits', event: name, base: null, head: null } };
}

type Triggered<Kind extends Trigger['kind']> = Extract<Trigger, { kind: Kind }>;

/** Base and head of the payload, also in a later attempt of an old run: the verdict is about these, and names them. */
export function reviewOfPull(
  event: string,
  { number, base, head }: Omit<Triggered<'pull-request'>, 'kind' | 'isOpen'>,
): KnownTask {
  return {
    kind: 'review',
    subject: { kind: 'pull-request', event, number, base: base.commit, head },
    comparison: { base: base.commit, baseBranch: base.branch, head, mergeBase: null },
  };
}

function reviewOfGroup(event: string, { base, head, pull }: Triggered<'merge-group'>): Task {
  const group = pull === null ? {} : { group: pull };
  return {
    kind: 'review',
    subject: { kind: 'commits', event, base: base.commit, head, ...group },
    // GitHub makes head from base.
    comparison: { base: base.commit, baseBranch: base.branch, head, mergeBase: base.commit },
  };
}

function pushTask(mode: 'auto' | 'review', event: WorkflowEvent, push: Triggered<'push'>): Task {
  const { before, after, branch, isForced } = push;
  if (after === null) return fine('The branch or tag was deleted.');
  const alone =
    branch === null
      ? 'a tag has no base'
      : before === null && branch === event.defaultBranch
        ? 'the default branch is new'
        : null;
  if (alone !== null) {
    if (mode === 'auto') return auditOf(event);
    throw comparesNothing(alone);
  }
  return {
    kind: 'review',
    subject: { kind: 'commits', event: event.name, base: before, head: after },
    comparison: { base: before, baseBranch: branch, head: after, mergeBase: isForced ? null : before },
  };
}

function runTask(event: string, { of, head }: Triggered<'run'>): Task {
  if (!/^pull_request(?:_|$)/.test(of)) {
    const only = "`if: github.event.workflow_run.event == 'pull_request'`";
    const message = `The event ${event} is about a run of the event ${of}, which has no pull request. Add ${only} to the job.`;
    throw new ConfigurationError('mode', message);
  }
  if (head !== null) return { kind: 'find-pull-request', head };
  return { kind: 'unjudged', isFine: false, why: 'The repository or the branch of the pull request was deleted.' };
}

function fine(why: string): Unjudged {
  return { kind: 'unjudged', isFine: true, why };
}

function comparesNothing(because: string): ConfigurationError {
  const message = `Input mode: \`review\` has nothing to compare here: ${because}. Use \`audit\` to check everything, or \`auto\`, which decides by the event.`;
  return new ConfigurationError('mode', message);
}

function unknownEvent(event: string): ConfigurationError {
  const known =
    'pull_request, pull_request_target, merge_group, push, workflow_run, schedule, workflow_dispatch and repository_dispatch';
  const message = `Input mode: what to check is not known for the event ${event}; it is known for ${known}. With \`audit\`, everything is checked at every event.`;
  return new ConfigurationError('mode', message);
}
