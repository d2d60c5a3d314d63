/** What the action asks GitHub before it looks: the merge base of two commits, and the pull request of a branch. */
import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import type { RunHead } from './event.ts';

/** An open pull request, as GitHub answers. */
export interface OpenPull {
  readonly number: number;
  readonly base: { readonly commit: string; readonly branch: string; readonly repository: string };
  /** `repository` is null where the fork was deleted. */
  readonly head: { readonly commit: string; readonly branch: string; readonly repository: string | null };
}

/** What is needed of Octokit. */
export type AskingGitHub = Pick<Octokit, 'rest' | 'paginate'>;

export interface GitHubAnswers {
  /** Null where GitHub knows none, or can't be asked. */
  readonly mergeBaseOf: (base: string, head: string) => Promise<string | null>;
  /** The open pull requests into our repository whose head is this branch. @throws what Octokit throws. */
  readonly pullRequestsOf: (head: Pick<RunHead, 'owner' | 'branch'>) => Promise<readonly OpenPull[]>;
}

const commitId = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/);

/** @param connect opens the API; called only where something is asked. Null where there is no token. */
export function gitHubAnswers(
  connect: (() => Promise<AskingGitHub>) | null,
  repository: { readonly owner: string; readonly repo: string } | null,
): GitHubAnswers {
  const open = async () => {
    if (connect === null || repository === null) throw new Error('there is no token, or no repository');
    return { octokit: await connect(), ours: { owner: repository.owner, repo: repository.repo } };
  };
  return {
    async mergeBaseOf(base, head) {
      try {
        const { octokit, ours } = await open();
        // The commits between them are not needed: one a page.
        const asked = { ...ours, basehead: `${base}...${head}`, per_page: 1 };
        const { data } = await octokit.rest.repos.compareCommitsWithBasehead(asked);
        return commitId.parse(data.merge_base_commit.sha);
      } catch {
        return null;
      }
    },
    async pullRequestsOf({ owner, branch }) {
      const { octokit, ours } = await open();
      const asked = { ...ours, head: `${owner}:${branch}`, state: 'open' as const, per_page: 100 };
      const pulls = await octokit.paginate(octokit.rest.pulls.list, asked);
      return pulls.map(({ number, base, head }) => ({
        number,
        base: { commit: commitId.parse(base.sha), branch: base.ref, repository: base.repo.full_name },
        // The schema of GitHub says that it is always there, but a fork can be deleted.
        head: {
          commit: commitId.parse(head.sha),
          branch: head.ref,
          repository: (head.repo as typeof head.repo | null)?.full_name ?? null,
        },
      }));
    },
  };
}
