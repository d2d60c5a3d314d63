/** Reads what the workflow's event names: a pull request, commits, or nothing. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ConfigurationError, messageOf } from '../foundation/errors.ts';

/** What the results are about. Commits are full ids; null where the event does not name one. */
export type Subject =
  | {
      readonly kind: 'pull-request';
      readonly event: string;
      readonly number: number;
      readonly base: string;
      readonly head: string;
    }
  | {
      readonly kind: 'commits';
      readonly event: string;
      readonly base: string | null;
      readonly head: string | null;
      /** The number of the pull request whose merge group the commits are. */
      readonly group?: number;
    };

/** What happened, by the names that GitHub gives the events. Commits are full ids. */
export type Trigger =
  | {
      /** All events that contain the pull request: pull_request, pull_request_target, pull_request_review, … */
      readonly kind: 'pull-request';
      readonly number: number;
      readonly base: { readonly commit: string; readonly branch: string };
      readonly head: string;
      readonly isOpen: boolean;
    }
  | {
      readonly kind: 'merge-group';
      readonly base: { readonly commit: string; readonly branch: string };
      readonly head: string;
      /** The number of its last pull request, by the name of its branch. */
      readonly pull: number | null;
      /** False for a group that was taken out of the queue. */
      readonly isAlive: boolean;
    }
  | {
      readonly kind: 'push';
      /** Null for a new branch or tag. */
      readonly before: string | null;
      /** Null for a deleted one. */
      readonly after: string | null;
      /** Null for a tag. */
      readonly branch: string | null;
      readonly isForced: boolean;
    }
  /** A run of another workflow has ended. */
  | { readonly kind: 'run'; readonly of: string; readonly head: RunHead | null }
  /** schedule, workflow_dispatch, repository_dispatch: they name no commits, and mean the repository as it is. */
  | { readonly kind: 'dispatch' }
  | { readonly kind: 'other' };

/** The branch that another workflow ran for, and the commit that it saw. */
export interface RunHead {
  readonly owner: string;
  /** `owner/name` of the repository that has the branch: a fork, or our own. */
  readonly repository: string;
  readonly branch: string;
  readonly commit: string;
}

export interface WorkflowEvent {
  /** As GitHub names it: `pull_request_target`. */
  readonly name: string;
  readonly trigger: Trigger;
  /** The name of the default branch; null where the payload does not have it. */
  readonly defaultBranch: string | null;
}

const id = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/);
/** In a push that creates or deletes a branch, the commit that does not exist is all zeros. */
const idOrNone = id.transform((commit) => (/^0+$/.test(commit) ? null : commit));

const withRepository = z.object({ repository: z.object({ default_branch: z.string() }) });
const withPull = z.object({
  action: z.string().optional(),
  pull_request: z.object({
    number: z.int(),
    state: z.string().optional(),
    base: z.object({ sha: id, ref: z.string() }),
    head: z.object({ sha: id }),
  }),
});
const withGroup = z.object({
  action: z.string().optional(),
  merge_group: z.object({ base_sha: id, head_sha: id, base_ref: z.string(), head_ref: z.string() }),
});
const withPush = z.object({ before: idOrNone, after: idOrNone, ref: z.string(), forced: z.boolean().optional() });
const withRun = z.object({
  workflow_run: z.object({
    event: z.string(),
    head_sha: id,
    head_branch: z.string().nullable(),
    // Null where the fork was deleted meanwhile.
    head_repository: z.object({ full_name: z.string(), owner: z.object({ login: z.string() }) }).nullable(),
  }),
});

/** Reads the event of the environment. @throws {ConfigurationError} for a payload that is not GitHub's. */
export async function readEvent(env: Readonly<Record<string, string | undefined>>): Promise<WorkflowEvent> {
  const name = env['GITHUB_EVENT_NAME'] ?? 'unknown';
  const file = env['GITHUB_EVENT_PATH'] ?? '';
  return eventOf(name, file === '' ? {} : await payloadIn(file));
}

/** @throws {ConfigurationError} for a file that can't be read, or is no JSON. */
async function payloadIn(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (thrown) {
    const message = `The event's payload, which GITHUB_EVENT_PATH names, can't be read: ${messageOf(thrown)}`;
    throw new ConfigurationError('GITHUB_EVENT_PATH', message);
  }
}

export function eventOf(name: string, payload: unknown): WorkflowEvent {
  const defaultBranch = withRepository.safeParse(payload).data?.repository.default_branch ?? null;
  return { name, trigger: triggerOf(name, payload), defaultBranch };
}

function triggerOf(name: string, payload: unknown): Trigger {
  if (/^pull_request(?:_|$)/.test(name)) return pullTrigger(name, payload);
  switch (name) {
    case 'merge_group':
      return groupTrigger(name, payload);
    case 'push':
      return pushTrigger(name, payload);
    case 'workflow_run':
      return runTrigger(name, payload);
    case 'schedule':
    case 'workflow_dispatch':
    case 'repository_dispatch':
      return { kind: 'dispatch' };
    default:
      return { kind: 'other' };
  }
}

function pullTrigger(name: string, payload: unknown): Trigger {
  const { action, pull_request: pull } = parsed(name, withPull, payload);
  return {
    kind: 'pull-request',
    number: pull.number,
    base: { commit: pull.base.sha, branch: pull.base.ref },
    head: pull.head.sha,
    isOpen: action !== 'closed' && pull.state !== 'closed',
  };
}

/** The branch of a merge group: `gh-readonly-queue/main/pr-12-<commit that it is based on>`. */
const GROUP_BRANCH = /^(?:refs\/heads\/)?gh-readonly-queue\/.+\/pr-(\d+)-[0-9a-f]{40,}$/;

function groupTrigger(name: string, payload: unknown): Trigger {
  const { action, merge_group: group } = parsed(name, withGroup, payload);
  const pull = GROUP_BRANCH.exec(group.head_ref)?.[1];
  return {
    kind: 'merge-group',
    base: { commit: group.base_sha, branch: branchOf(group.base_ref) ?? group.base_ref },
    head: group.head_sha,
    pull: pull === undefined ? null : Number(pull),
    isAlive: action !== 'destroyed',
  };
}

function pushTrigger(name: string, payload: unknown): Trigger {
  const { before, after, ref, forced } = parsed(name, withPush, payload);
  return { kind: 'push', before, after, branch: branchOf(ref), isForced: forced ?? true };
}

function runTrigger(name: string, payload: unknown): Trigger {
  const { workflow_run: run } = parsed(name, withRun, payload);
  const { head_repository: repository, head_branch: branch, head_sha: commit } = run;
  if (repository === null || branch === null) return { kind: 'run', of: run.event, head: null };
  const head = { owner: repository.owner.login, repository: repository.full_name, branch, commit };
  return { kind: 'run', of: run.event, head };
}

function branchOf(ref: string): string | null {
  return /^refs\/heads\/(.+)$/.exec(ref)?.[1] ?? null;
}

/** An event whose payload lacks what is to be judged must not be judged by something else. */
function parsed<T>(name: string, schema: z.ZodType<T>, payload: unknown): T {
  const read = schema.safeParse(payload);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.map(String).join('.') ?? '';
  throw new ConfigurationError(
    name,
    `The payload of the event ${name} can't be read: ${where}: ${issue?.message ?? ''}.`,
  );
}
