import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit, git } from '../snapshot/temporary.ts';
import { checkout, history } from './histories.ts';
import { type Hosted, hosted, type ListedPull } from './hosted.ts';
import { deployment, newRules, playedSteps, proposed, type Proposed } from './played.ts';

const play = playedSteps();
const PRIVILEGED = 'pod-security-baseline/privileged-containers';
const safe = { 'app.yaml': deployment('app') };
/** What a stranger proposes: a privileged container, a configuration that allows it, and what would be run. */
const strange = {
  'app.yaml': deployment('app', 'privileged: true'),
  '.github/plimsoll.yaml': 'failOn: never\nexclude: ["**"]\n',
  'package.json': '{"scripts": {"install": "touch /tmp/run-by-a-stranger"}}\n',
};

function filesBelow(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return paths.filter((path) => statSync(path).isFile());
}

/** All files of a checkout with their bytes, without what was fetched. */
function bytesOf(workspace: string): Record<string, string> {
  const files = filesBelow(workspace).filter((file) => !/\.git\/(?:objects\/|shallow$)/.test(file));
  return Object.fromEntries(files.map((file) => [file, readFileSync(file, 'base64')]));
}

function filesWith(folders: readonly string[], token: string): string[] {
  const secrets = [token, Buffer.from(`x-access-token:${token}`).toString('base64')];
  return folders.flatMap(filesBelow).filter((file) => {
    const bytes = readFileSync(file);
    return secrets.some((secret) => bytes.includes(secret));
  });
}

describe('pull_request_target', () => {
  it.each(['public', 'private'] as const)(
    'of a %s repository without a checkout judges the fork, and has no file of it',
    async (access) => {
      const here = await hosted(access);
      const { base, head, payload } = proposed(here, safe, strange);

      const played = await play(here, { event: 'pull_request_target', payload, env: { GITHUB_SHA: base } });

      expect([played.exitCode, newRules(played)]).toEqual([1, [PRIVILEGED]]);
      expect(played.outputs).toMatchObject({ base, head, 'trust-root': base });
      expect(readdirSync(played.workspace)).toEqual([]);
      expect(filesBelow(played.temporary).filter((file) => /package\.json|app\.yaml/.test(file))).toEqual([]);
      expect(filesWith([played.workspace, played.temporary], here.token)).toEqual([]);
      expect(played.log).not.toContain(here.token);
    },
  );

  it.each(['public', 'private'] as const)(
    'of a %s repository leaves work tree, index, HEAD and configuration of the base as they were',
    async (access) => {
      const here = await hosted(access);
      const { base, payload } = proposed(here, safe, strange);
      let before: Record<string, string> = {};

      const played = await play(here, {
        event: 'pull_request_target',
        payload,
        prepare: (workspace) => {
          checkout(here, workspace, 'refs/heads/main', 1);
          before = bytesOf(workspace);
        },
      });

      expect([played.exitCode, newRules(played)]).toEqual([1, [PRIVILEGED]]);
      expect(bytesOf(played.workspace)).toEqual(before);
      expect(git(played.workspace, 'rev-parse', 'HEAD')).toBe(base);
      expect(git(played.workspace, 'status', '--porcelain')).toBe('');
      expect(filesWith([played.workspace, played.temporary], here.token)).toEqual([]);
    },
  );

  it('reads nothing that an earlier step left in the work tree', async () => {
    const here = await hosted('private');
    const { payload } = proposed(here, safe, strange);

    const played = await play(here, {
      event: 'pull_request_target',
      payload,
      prepare: (workspace) => {
        checkout(here, workspace, 'refs/heads/main', 1);
        commit(workspace, { '.github/plimsoll.yaml': 'failOn: never\n', 'app.yaml': strange['app.yaml'] });
      },
    });

    expect([played.exitCode, newRules(played)]).toEqual([1, [PRIVILEGED]]);
  });
});

describe('workflow_run', () => {
  /** As GitHub's payload: for a fork, its list of pull requests is empty. */
  function ran(head: string, given: { readonly repository?: string; readonly branch?: string } = {}): object {
    const { repository = 'octocat/deploy', branch = 'change' } = given;
    return {
      action: 'completed',
      workflow_run: {
        ...{ event: 'pull_request', head_sha: head, head_branch: branch, pull_requests: [], conclusion: 'success' },
        head_repository: { full_name: repository, owner: { login: repository.split('/')[0] } },
      },
      repository: { full_name: 'shop/deploy', default_branch: 'main' },
    };
  }

  function listed({ base, head }: Proposed, given: Partial<ListedPull['head']> & { number?: number } = {}): ListedPull {
    const { number = 7, ...other } = given;
    return {
      ...{ number, state: 'open', base: { sha: base, ref: 'main', repo: { full_name: 'shop/deploy' } } },
      head: { sha: head, ref: 'change', label: 'octocat:change', repo: { full_name: 'octocat/deploy' }, ...other },
    };
  }

  async function afterRun(pulls: (proposal: Proposed, here: Hosted) => readonly ListedPull[], payload = ran) {
    const here = await hosted('private');
    const proposal = proposed(here, safe, strange);
    here.pulls.push(...pulls(proposal, here));
    const step = { event: 'workflow_run', payload: payload(proposal.head), inputs: { comment: 'true' } };
    return { here, proposal, played: await play(here, step) };
  }

  it('judges the open pull request of the branch again, from its commits', async () => {
    const { here, proposal, played } = await afterRun((proposal) => [listed(proposal)]);

    expect([played.exitCode, newRules(played)]).toEqual([1, [PRIVILEGED]]);
    expect(played.outputs).toMatchObject({ base: proposal.base, head: proposal.head, 'trust-root': proposal.base });
    const asked = here.requests.map(({ line }) => line).filter((line) => line.includes('/api/'));
    expect(asked[0]).toContain('/pulls?head=octocat%3Achange&state=open');
    expect(asked.some((line) => line.includes('/graphql'))).toBe(true);
  });

  it('of a branch of our own, such as that of Dependabot, is judged alike', async () => {
    const own = { repository: 'shop/deploy', branch: 'dependabot/helm/redis-1' };
    const head = { ref: own.branch, label: `shop:${own.branch}`, repo: { full_name: own.repository } };

    const { played } = await afterRun(
      (proposal) => [listed(proposal, head)],
      (id) => ran(id, own),
    );

    expect([played.exitCode, newRules(played)]).toEqual([1, [PRIVILEGED]]);
  });

  it.each<[string, (proposal: Proposed, here: Hosted) => readonly ListedPull[], string]>([
    [
      'the head has moved on',
      (proposal, here) => {
        const [next = ''] = history(here.repository, 'refs/pull/7/head', proposal.head, [safe]);
        return [listed(proposal, { sha: next })];
      },
      'but the pull request has moved on: #7 is at',
    ],
    ['the pull request is closed', (proposal) => [{ ...listed(proposal), state: 'closed' }], 'There is no open pull'],
    ['there is none', () => [], 'There is no open pull request of octocat/deploy, branch change.'],
    [
      'it goes into another repository',
      (proposal) => [
        { ...listed(proposal), base: { sha: proposal.base, ref: 'main', repo: { full_name: 'octocat/deploy' } } },
      ],
      'There is no open pull request',
    ],
    [
      'the branch is that of another fork of the same owner',
      (proposal) => [listed(proposal, { repo: { full_name: 'octocat/deploy-2' } })],
      'There is no open pull request',
    ],
    ['the fork was deleted', (proposal) => [listed(proposal, { repo: null })], 'There is no open pull request'],
    [
      'several have this head',
      (proposal) => [listed(proposal), listed(proposal, { number: 8 })],
      'Several open pull requests have the head of the run: #7, #8.',
    ],
    [
      'GitHub can not be asked',
      (_, here) => {
        here.api = 'down';
        return [];
      },
      'GitHub could not be asked for the pull request of octocat:change',
    ],
  ])('judges and posts nothing, and is no pass, where %s', async (_, pulls, why) => {
    const { here, played } = await afterRun(pulls);

    expect(played).toMatchObject({ exitCode: 3, outputs: { verdict: 'error' } });
    expect(played.report).toMatchObject({
      verdict: 'error',
      findings: [],
      problems: [{ code: 'pull-request-missing' }],
    });
    expect(played.summary).toContain('nothing was judged');
    expect(played.log).toContain(why);
    expect(here.requests.filter(({ line }) => !line.startsWith('GET '))).toEqual([]);
  });

  it('believes no number that the payload or an artifact has', async () => {
    const claimed = (head: string) => {
      const payload = ran(head) as { workflow_run: object };
      return { ...payload, number: 8, workflow_run: { ...payload.workflow_run, pull_requests: [{ number: 8 }] } };
    };

    const { here, played } = await afterRun((proposal) => [listed(proposal)], claimed);

    expect(played.exitCode).toBe(1);
    expect(here.requests.filter(({ line }) => /\/(?:pulls|issues)\/8\b/.test(line))).toEqual([]);
  });
});
