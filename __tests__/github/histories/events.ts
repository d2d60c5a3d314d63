/** The events that GitHub starts a workflow with: name, payload, and what the environment says of them. */
import { mergeCommit } from '../hub/bare.ts';
import type { Hub } from '../hub/hub.ts';
import { Shapes } from '../hub/rest/shapes.ts';
import { fullName, type Pull, type Repository } from '../hub/state.ts';

export interface WorkflowEvent {
  readonly name: string;
  readonly repository: Repository;
  /** GITHUB_SHA: what actions/checkout checks out. */
  readonly sha: string;
  /** GITHUB_REF */
  readonly ref: string;
  readonly headRef: string;
  readonly baseRef: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

function shapesOf(hub: Hub): Shapes {
  return new Shapes({ web: hub.url, api: hub.url }, hub.setting.places);
}

function common(hub: Hub, repository: Repository): Record<string, unknown> {
  const shapes = shapesOf(hub);
  return { repository: shapes.repository(repository), sender: shapes.user(hub.people.account('ann')) };
}

/** The payload is of this moment: a run may be later. */
export function pullRequestEvent(
  hub: Hub,
  pull: Pull,
  action = 'synchronize',
  changes?: Readonly<Record<string, unknown>>,
): WorkflowEvent {
  const { repository, number, head, base } = pull;
  const merge = hub.mergeOf(pull);
  const shape = { ...shapesOf(hub).pull(pull), merge_commit_sha: merge };
  const payload = { ...common(hub, repository), action, number, pull_request: shape, ...(changes ? { changes } : {}) };
  return {
    ...{ name: 'pull_request', repository, sha: merge ?? head.sha, ref: `refs/pull/${number}/merge`, payload },
    ...{ headRef: head.ref, baseRef: base.ref },
  };
}

/** Since December 2025 it is of the default branch, whatever the base. */
export function pullRequestTargetEvent(hub: Hub, pull: Pull, action = 'synchronize'): WorkflowEvent {
  const event = pullRequestEvent(hub, pull, action);
  const { defaultBranch } = pull.repository;
  return {
    ...event,
    name: 'pull_request_target',
    sha: tip(pull.repository, defaultBranch),
    ref: `refs/heads/${defaultBranch}`,
  };
}

/** The queue builds one commit after the other; the last one has all pull requests of the group. */
export function mergeGroupEvent(hub: Hub, pulls: readonly Pull[]): WorkflowEvent {
  const [first] = pulls;
  if (first === undefined) throw new Error('a group has pull requests');
  const { repository, base } = first;
  const base_sha = tip(repository, base.ref);
  const head_sha = pulls.reduce((onto, { head, number }) => {
    const merged = mergeCommit(repository.directory, onto, head.sha, hub.state.moment().seconds);
    if (merged === null) throw new Error(`pull request ${number} conflicts`);
    return merged;
  }, base_sha);
  const head_ref = `refs/heads/gh-readonly-queue/${base.ref}/pr-${pulls.at(-1)?.number ?? 0}-${base_sha}`;
  hub.people.setBranch(repository, head_ref.slice('refs/heads/'.length), head_sha);
  const merge_group = { head_sha, head_ref, base_sha, base_ref: `refs/heads/${base.ref}` };
  const payload = { ...common(hub, repository), action: 'checks_requested', merge_group };
  return { name: 'merge_group', repository, sha: head_sha, ref: head_ref, headRef: '', baseRef: '', payload };
}

/** A new branch comes from nothing: `before` is zeros. */
export function pushEvent(hub: Hub, repository: Repository, branch: string, before: string | null): WorkflowEvent {
  const [ref, after] = [`refs/heads/${branch}`, tip(repository, branch)];
  const payload = {
    ...common(hub, repository),
    ref,
    before: before ?? '0'.repeat(40),
    after,
    created: before === null,
  };
  return { name: 'push', repository, sha: after, ref, headRef: '', baseRef: '', payload };
}

/** `schedule` and `workflow_dispatch`: of the default branch, without commits. */
export function timedEvent(hub: Hub, repository: Repository, name: 'schedule' | 'workflow_dispatch'): WorkflowEvent {
  const { defaultBranch } = repository;
  const ref = `refs/heads/${defaultBranch}`;
  const payload = {
    ...common(hub, repository),
    ...(name === 'schedule' ? { schedule: '0 4 * * *' } : { inputs: {}, ref }),
  };
  return { name, repository, sha: tip(repository, defaultBranch), ref, headRef: '', baseRef: '', payload };
}

/** After a run for a pull request. For forks GitHub's list of pull requests is empty. */
export function workflowRunEvent(hub: Hub, pull: Pull): WorkflowEvent {
  const { repository, head, number, base } = pull;
  const isFork = head.repository !== repository;
  const named = { number, head: { ref: head.ref, sha: head.sha }, base: { ref: base.ref, sha: base.sha } };
  const shapes = shapesOf(hub);
  const workflow_run = {
    ...{ id: 41, name: 'Review', event: 'pull_request', status: 'completed', conclusion: 'success' },
    ...{ head_branch: head.ref, head_sha: head.sha, pull_requests: isFork ? [] : [named] },
    ...{ head_repository: shapes.repository(head.repository), repository: shapes.repository(repository) },
  };
  const ref = `refs/heads/${repository.defaultBranch}`;
  const payload = { ...common(hub, repository), action: 'completed', workflow_run };
  const sha = tip(repository, repository.defaultBranch);
  return { name: 'workflow_run', repository, sha, ref, headRef: '', baseRef: '', payload };
}

function tip(repository: Repository, branch: string): string {
  const commit = repository.branches.get(branch);
  if (commit === undefined) throw new Error(`${fullName(repository)} has no branch ${branch}`);
  return commit;
}
