/** Gets ready what the event asks for: finds the pull request, fetches commits, and makes the options of the run. */
import { tmpdir } from 'node:os';
import { gitHubRepository } from './addresses.ts';
import { type CommitPlaces, type readyCommits, readyTrustRoot } from './commits.ts';
import type { Subject, WorkflowEvent } from './event.ts';
import { gitServerOf } from './git-server.ts';
import { type AskingGitHub, type GitHubAnswers, gitHubAnswers } from './github-answers.ts';
import type { Inputs } from './inputs.ts';
import { checkoutAt } from './object-store.ts';
import { reviewOfRun } from './pull-request-of-run.ts';
import { type KnownTask, type Task, taskOf, type Unjudged } from './task.ts';
import type { AuditOptions, ReviewOptions } from '../run/options.ts';
import { commitId } from '../snapshot/git.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the step has to do, with all commits at hand. */
export type PreparedStep =
  | {
      readonly mode: 'review';
      readonly subject: Subject;
      readonly options: Required<
        Pick<ReviewOptions, 'directory' | 'base' | 'head' | 'mergeBase' | 'trustRoot' | 'problems'>
      >;
    }
  | {
      readonly mode: 'audit';
      readonly subject: Subject;
      readonly options: Required<Pick<AuditOptions, 'directory' | 'trustRoot'>>;
    }
  | Unjudged;

/** What is needed from outside. */
export interface Preparing {
  readonly env: Environment;
  /** Opens GitHub's API; called only where the event and the clone do not say enough. */
  readonly connect: (token: string) => Promise<AskingGitHub>;
  /** Fetches the commits of a comparison. */
  readonly commits: typeof readyCommits;
}

/**
 * @param directory the working directory.
 * @throws {ConfigurationError} where the event names nothing to check, or a commit can't be had.
 */
export async function prepare(
  inputs: Inputs,
  event: WorkflowEvent,
  directory: string,
  { env, connect, commits }: Preparing,
): Promise<PreparedStep> {
  const { token } = inputs;
  const answers = gitHubAnswers(token === null ? null : () => connect(token), gitHubRepository(env));
  const places: CommitPlaces = {
    directory,
    workspace: env['GITHUB_WORKSPACE'] ?? '.',
    temporary: env['RUNNER_TEMP'] ?? tmpdir(),
    server: gitServerOf(env, token),
    mergeBaseOf: answers.mergeBaseOf,
  };
  const task = await known(taskOf(inputs.mode, event), event, env, answers);
  switch (task.kind) {
    case 'review': {
      const options = await commits(task.comparison, event.defaultBranch, places);
      return { mode: 'review', subject: task.subject, options };
    }
    case 'audit': {
      const trustRoot = await trustRootOfAudit(event, env, places);
      return { mode: 'audit', subject: task.subject, options: { directory, trustRoot } };
    }
    case 'unjudged':
      return task;
  }
}

async function known(task: Task, event: WorkflowEvent, env: Environment, answers: GitHubAnswers): Promise<KnownTask> {
  if (task.kind !== 'find-pull-request') return task;
  return reviewOfRun(event.name, task.head, env['GITHUB_REPOSITORY'] ?? '', answers.pullRequestsOf);
}

/**
 * Null where the files are those of the default branch: the event is of it (a schedule, or its name as the ref), and its commit is
 * checked out. Otherwise the files must not bring their own configuration: a workflow for `pull_request_target` may have checked out
 * a pull request.
 */
async function trustRootOfAudit(
  { name, defaultBranch }: WorkflowEvent,
  env: Environment,
  places: CommitPlaces,
): Promise<string | null> {
  const checkout = await checkoutAt(places.directory, places.workspace);
  if (checkout === null) return null;
  const { GITHUB_REF: ref, GITHUB_SHA: commit } = env;
  const isOfDefault = name === 'schedule' || (defaultBranch !== null && ref === `refs/heads/${defaultBranch}`);
  if (isOfDefault && (await commitId(checkout, 'HEAD')) === commit) return null;
  return readyTrustRoot(checkout, defaultBranch, places);
}
