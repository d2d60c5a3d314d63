/** Finds the pull request that another workflow ran for, from what GitHub answers, not from what that run left. */
import { messageOf } from '../foundation/errors.ts';
import type { RunHead } from './event.ts';
import type { GitHubAnswers, OpenPull } from './github-answers.ts';
import { type KnownTask, reviewOfPull, type Unjudged } from './task.ts';

/**
 * The event's own list of pull requests is empty for forks, and an artifact says what its pull request wants. So the
 * open pull requests of the branch are asked for, and the one counts that still has the commit of the run.
 *
 * @param repository `owner/name` of ours.
 */
export async function reviewOfRun(
  event: string,
  head: RunHead,
  repository: string,
  pullRequestsOf: GitHubAnswers['pullRequestsOf'],
): Promise<KnownTask> {
  let pulls: readonly OpenPull[];
  try {
    pulls = await pullRequestsOf(head);
  } catch (thrown) {
    return unjudged(
      `GitHub could not be asked for the pull request of ${head.owner}:${head.branch}: ${messageOf(thrown)}`,
    );
  }
  const found = pullOf(head, repository, pulls);
  return 'why' in found ? found : reviewOfPull(event, { ...found, head: found.head.commit });
}

function pullOf(head: RunHead, repository: string, pulls: readonly OpenPull[]): OpenPull | Unjudged {
  const ours = pulls.filter(
    (pull) =>
      pull.base.repository === repository &&
      pull.head.repository === head.repository &&
      pull.head.branch === head.branch,
  );
  const [current, ...others] = ours.filter((pull) => pull.head.commit === head.commit);
  const branch = `${head.repository}, branch ${head.branch}`;
  if (ours.length === 0) return unjudged(`There is no open pull request of ${branch}.`);
  if (current === undefined) {
    const now = ours.map((pull) => `#${pull.number} is at ${pull.head.commit.slice(0, 10)}`).join(', ');
    return unjudged(`The run was for ${head.commit.slice(0, 10)}, but the pull request has moved on: ${now}.`);
  }
  if (others.length === 0) return current;
  const all = [current, ...others].map((pull) => `#${pull.number}`).join(', ');
  return unjudged(`Several open pull requests have the head of the run: ${all}. Close all but one.`);
}

function unjudged(why: string): Unjudged {
  return { kind: 'unjudged', isFine: false, why };
}
