/** Repositories: branches, rules, comparisons, checks; and who asks. */
import { bareGitOnce, commitAt, mergeBaseOf } from '../bare.ts';
import { demand, forbidden, isSeen, Refusal } from '../permissions.ts';
import { fullName, type Repository } from '../state.ts';
import { type Call, notFound, type Operations, repositoryOf } from './call.ts';
import { contract } from './shapes.ts';

const MOST_COMPARED_FILES = 300;

export const repositoryOperations: Operations = {
  'GET /repos/{owner}/{repo}': (call) => ({ status: 200, body: call.shapes.repository(repositoryOf(call)) }),

  'GET /repos/{owner}/{repo}/git/ref/{ref}': (call) => {
    const repository = readable(call);
    const ref = `refs/${call.params['ref'] ?? ''}`;
    const sha = commitAt(repository.directory, ref);
    if (sha === null) throw notFound();
    const example = contract.example('git-ref') as { object: object };
    return { status: 200, body: { ...example, ref, object: { ...example.object, type: 'commit', sha } } };
  },

  'GET /repos/{owner}/{repo}/branches/{branch}': (call) => {
    const repository = readable(call);
    const name = call.params['branch'] ?? '';
    const sha = repository.branches.get(name);
    if (sha === undefined) throw new Refusal(404, 'Branch not found');
    const commit = call.shapes.commit(repository, sha, []);
    return {
      status: 200,
      body: { ...contract.example('branch-with-protection'), name, commit, protected: false, protection: {} },
    };
  },

  /** Metadata is enough, which every token may read. */
  'GET /repos/{owner}/{repo}/rules/branches/{branch}': (call) => {
    const repository = repositoryOf(call);
    const rules = repository.rules.filter(({ branch }) => branch === call.params['branch']);
    const ruleset = { ruleset_source_type: 'Repository', ruleset_source: fullName(repository), ruleset_id: 42 };
    return { status: 200, items: rules.map(({ rule }) => ({ ...rule, ...ruleset })) };
  },

  'GET /repos/{owner}/{repo}/compare/{basehead}': compare,

  'POST /repos/{owner}/{repo}/check-runs': (call) => {
    const repository = repositoryOf(call);
    const { identity } = demand(call.token, repository, ['checks'], 'write');
    const run = { id: call.setting.state.id(), app: identity, fields: { ...call.body } };
    repository.checkRuns.push(run);
    return { status: 201, body: call.shapes.checkRun(repository, run) };
  },

  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': (call) => {
    const repository = repositoryOf(call);
    demand(call.token, repository, ['checks'], 'write');
    const run = repository.checkRuns.find(({ id }) => id === Number(call.params['check_run_id']));
    if (run === undefined) throw notFound();
    Object.assign(run.fields, call.body);
    return { status: 200, body: call.shapes.checkRun(repository, run) };
  },

  'GET /user': ({ token, shapes }) => {
    if (token === null) throw new Refusal(401, 'Requires authentication');
    if (token.kind !== 'person') throw forbidden(token);
    const example = contract.example('private-user-response-with-public-profile-information');
    return { status: 200, body: { ...example, ...shapes.user(token.identity), user_view_type: 'public' } };
  },

  'GET /installation/repositories': ({ token, setting: { state }, shapes }) => {
    if (token === null || token.kind === 'person') {
      const what =
        'You must authenticate with an installation access token in order to list repositories for an installation.';
      throw new Refusal(403, what);
    }
    const repositories = state.repositories.filter((one) => token.repositories.includes(fullName(one)));
    const body = { total_count: repositories.length, repositories: repositories.map((one) => shapes.repository(one)) };
    return { status: 200, body };
  },

  'GET /rate_limit': () => ({ status: 200, body: contract.example('rate-limit-overview') }),
};

function readable(call: Call): Repository {
  const repository = repositoryOf(call);
  demand(call.token, repository, ['contents'], 'read');
  return repository;
}

/** Three dots: what head changes since the merge base. Branches of forks are named `owner:branch`. */
function compare(call: Call) {
  const repository = readable(call);
  const [base = '', head = ''] = (call.params['basehead'] ?? '').split('...');
  const [from, to] = [commitOf(call, repository, base), commitOf(call, repository, head)];
  if (from === null || to === null) throw notFound();
  const { directory } = repository;
  const mergeBase = mergeBaseOf(directory, from, to);
  if (mergeBase === null) throw new Refusal(404, `No common ancestor between ${base} and ${head}.`);
  const commits = bareGitOnce(directory, ['rev-list', '--reverse', '--parents'], [`${from}..${to}`]).split('\n');
  const ahead = commits.filter((line) => line !== '').map((line) => line.split(' '));
  const behind = Number(bareGitOnce(directory, ['rev-list', '--count'], [`${to}..${from}`]));
  const status = behind > 0 ? (ahead.length > 0 ? 'diverged' : 'behind') : ahead.length > 0 ? 'ahead' : 'identical';
  const [size, page] = [Number(call.query.get('per_page') ?? 250), Number(call.query.get('page') ?? 1)];
  const shown = ahead.slice((page - 1) * size, page * size);
  const changes = page === 1 ? call.setting.places.between(repository, mergeBase, to) : [];
  return {
    status: 200,
    body: {
      ...contract.example('commit-comparison'),
      ...{ status, ahead_by: ahead.length, behind_by: behind, total_commits: ahead.length },
      base_commit: call.shapes.commit(repository, from, []),
      merge_base_commit: call.shapes.commit(repository, mergeBase, []),
      commits: shown.map(([sha = '', ...parents]) => call.shapes.commit(repository, sha, parents)),
      files: changes.slice(0, MOST_COMPARED_FILES).map((one) => call.shapes.file(repository, to, one)),
    },
  };
}

function commitOf(call: Call, repository: Repository, name: string): string | null {
  const [owner, branch] = name.split(':');
  if (branch === undefined) return repository.branches.get(name) ?? commitAt(repository.directory, name);
  const fork = call.setting.state.repositories.find(
    (one) => one.owner.login === owner && (one === repository || one.fork === repository),
  );
  return fork !== undefined && isSeen(call.token, fork) ? (fork.branches.get(branch) ?? null) : null;
}
