/** Pull requests: what they are, and which files they change. */
import { shownChanges } from '../discussion.ts';
import { demand } from '../permissions.ts';
import type { Pull } from '../state.ts';
import { type Call, type Operations, pullOf, repositoryOf } from './call.ts';

export const pullOperations: Operations = {
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': (call) => {
    const pull = readable(call);
    return { status: 200, body: call.shapes.pull(pull) };
  },

  'GET /repos/{owner}/{repo}/pulls': (call) => {
    const repository = repositoryOf(call);
    demand(call.token, repository, ['pull_requests'], 'read');
    const [state, head, base] = [call.query.get('state') ?? 'open', call.query.get('head'), call.query.get('base')];
    const found = repository.pulls.filter(
      (pull) =>
        (state === 'all' || pull.state === state) &&
        // Without an owner, GitHub ignores the filter.
        (head === null || !head.includes(':') || labelOf(pull) === head) &&
        (base === null || pull.base.ref === base),
    );
    return { status: 200, items: found.reverse().map((pull) => call.shapes.simplePull(pull)) };
  },

  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': (call) => {
    const pull = readable(call);
    const files = shownChanges(call.setting, pull).slice(0, call.setting.limits.files);
    return { status: 200, items: files.map((one) => call.shapes.file(pull.repository, pull.head.sha, one)) };
  },

  /** Only commits of the repository itself lead to their pull requests: for those of forks the list is empty. */
  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls': (call) => {
    const repository = repositoryOf(call);
    demand(call.token, repository, ['pull_requests'], 'read');
    const found = repository.pulls.filter(
      ({ head }) => head.repository === repository && head.sha === call.params['commit_sha'],
    );
    return { status: 200, items: found.map((pull) => call.shapes.simplePull(pull)) };
  },
};

function readable(call: Call): Pull {
  const pull = pullOf(call);
  demand(call.token, pull.repository, ['pull_requests'], 'read');
  return pull;
}

function labelOf({ head }: Pull): string {
  return `${head.repository.owner.login}:${head.ref}`;
}
