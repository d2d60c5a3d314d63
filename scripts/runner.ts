/**
 * `npm run runner [-- ACT]`: lets `act`, which runs workflows as GitHub's runner does, run the committed Action for each kind of event, on
 * repositories made from the real pull requests of the fixtures, against a GitHub with state. Needs `act` v0.2.89.
 */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bareGit } from '../__tests__/github/hub/bare.ts';
import { Hub } from '../__tests__/github/hub/hub.ts';
import type { Pull, Repository } from '../__tests__/github/hub/state.ts';
import {
  mergeGroupEvent,
  pullRequestEvent,
  pullRequestTargetEvent,
  timedEvent,
  type WorkflowEvent,
} from '../__tests__/github/histories/events.ts';
import { type Outcome, run } from './command.ts';
import { runSteps, type Step } from './steps.ts';

const root = resolve(import.meta.dirname, '..');
const bundles = resolve(root, '../shared/fixtures/prs');
const TOKEN = 'ghs_0123456789abcdefRUNNER';

interface Stage {
  readonly hub: Hub;
  readonly repository: Repository;
  readonly pull: Pull;
}

/** A hub with one pull request of a bundle. */
async function stageOf(bundle: string, name: string): Promise<Stage> {
  const hub = await Hub.open();
  const repository = hub.addRepository('shop/deploy');
  bareGit(repository.directory, ['fetch', '--quiet', join(bundles, bundle), `+refs/heads/${name}/*:refs/from/*`]);
  const tip = (ref: string): string => bareGit(repository.directory, ['rev-parse', `refs/from/${ref}`]);
  hub.people.setBranch(repository, 'main', tip('base'));
  hub.people.setBranch(repository, 'change', tip('head'));
  hub.addToken(TOKEN, { metadata: 'read', contents: 'read', pull_requests: 'write', issues: 'write' });
  return { hub, repository, pull: hub.people.openPull(repository, { head: 'change' }) };
}

/** The workflow: the Action is in the workspace, because the runner can fetch no other. */
function workflow(action: string, checkout: string | null): string {
  const copied = checkout === null ? [] : [`      - run: cp -a ${checkout}/. .`];
  return [
    ...['name: plimsoll', 'on: [pull_request, pull_request_target, merge_group, schedule]', 'jobs:', '  review:'],
    ...['    runs-on: ubuntu-latest', '    steps:', ...copied, `      - run: cp -a ${action} ./.plimsoll-action`],
    ...['      - id: it', '        uses: ./.plimsoll-action', '        with:', '          token: ${{ github.token }}'],
    ...[
      '          allow-empty: true',
      '      - if: always()',
      '        run: echo "said=${{ steps.it.outputs.verdict }},${{ steps.it.outputs.posted }},"',
      '',
    ],
  ].join('\n');
}

/** Runs a workflow for an event. `checkout`: the commit to check out; null for none. */
async function act(
  program: string,
  { hub, repository }: Stage,
  event: WorkflowEvent,
  checkout: string | null,
): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-runner-'));
  try {
    const [action, files, home] = ['action', 'files', 'home'].map((name) => join(folder, name));
    await mkdir(join(action ?? '', 'dist'), { recursive: true });
    await cp(join(root, 'action.yml'), join(action ?? '', 'action.yml'));
    await cp(join(root, 'dist'), join(action ?? '', 'dist'), { recursive: true });
    if (checkout !== null) {
      await run(
        'git',
        ['clone', '--quiet', '--no-checkout', '--depth=1', `file://${repository.directory}`, files ?? ''],
        { cwd: folder },
      );
      await run('git', ['fetch', '--quiet', '--depth=1', 'origin', checkout], { cwd: files ?? '' });
      await run('git', ['checkout', '--quiet', '--detach', checkout], { cwd: files ?? '' });
    }
    await mkdir(join(home ?? '', 'empty'), { recursive: true });
    await run('git', ['init', '--quiet', join(home ?? '', 'empty')], { cwd: folder });
    await writeFile(join(folder, 'workflow.yml'), workflow(action ?? '', checkout === null ? null : (files ?? '')));
    await writeFile(join(folder, 'event.json'), JSON.stringify(event.payload));
    const local = ['--artifact-server-addr', '127.0.0.1', '--cache-server-addr', '127.0.0.1', '--no-cache-server'];
    const environment = {
      ...{ GITHUB_API_URL: hub.url, GITHUB_GRAPHQL_URL: `${hub.url}/graphql`, GITHUB_SERVER_URL: hub.url },
      ...{ GITHUB_REPOSITORY: 'shop/deploy', GITHUB_REF: event.ref, GITHUB_SHA: event.sha },
    };
    const given = Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
    const args = [event.name, '-W', join(folder, 'workflow.yml'), '-e', join(folder, 'event.json'), '--pull=false'];
    return await run(
      program,
      [...args, '-P', 'ubuntu-latest=-self-hosted', ...local, '-s', `GITHUB_TOKEN=${TOKEN}`, ...given],
      {
        cwd: join(home ?? '', 'empty'),
        env: { HOME: home ?? '' },
        seconds: 240,
      },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Expected {
  readonly verdict: string;
  readonly posted: string;
  readonly threads: boolean;
}

function judged({ stdout, stderr }: Outcome, { hub, pull }: Stage, { verdict, posted, threads }: Expected): string[] {
  const said = `${stdout}\n${stderr}`;
  const outputs = /\| said=(\w*),(\w*),/.exec(said)?.slice(1).join(', ');
  const faults = [
    ...(outputs === `${verdict}, ${posted}` ? [] : [`expected ${verdict}, ${posted}; got ${outputs ?? 'nothing'}`]),
    ...(threads === pull.threads.length > 0 ? [] : [`${pull.threads.length} threads were posted`]),
    ...(said.includes(TOKEN) ? ['the token is in the log'] : []),
    ...hub.violations,
  ];
  return faults.length === 0 ? [] : [...faults, said.split('\n').slice(-40).join('\n')];
}

function steps(program: string): readonly Step[] {
  // The first pull request of the fixtures that brings comments.
  const [bundle, name] = ['madhuakula+kubernetes-goat.bundle', 'pr-01'];
  const events: readonly [
    string,
    (stage: Stage) => WorkflowEvent,
    (event: WorkflowEvent) => string | null,
    Expected,
  ][] = [
    [
      'pull_request',
      ({ hub, pull }) => pullRequestEvent(hub, pull, 'opened'),
      ({ sha }) => sha,
      { verdict: 'fail', posted: 'all', threads: true },
    ],
    [
      'pull_request_target',
      ({ hub, pull }) => pullRequestTargetEvent(hub, pull, 'opened'),
      () => null,
      { verdict: 'fail', posted: 'all', threads: true },
    ],
    [
      'merge_group',
      ({ hub, pull }) => mergeGroupEvent(hub, [pull]),
      ({ sha }) => sha,
      { verdict: 'fail', posted: '', threads: false },
    ],
    [
      'schedule',
      ({ hub, repository }) => timedEvent(hub, repository, 'schedule'),
      ({ sha }) => sha,
      { verdict: 'fail', posted: '', threads: false },
    ],
  ];
  return events.map(([kind, eventOf, checkout, expected]) => ({
    name: `a runner runs the Action at ${kind}`,
    run: async () => {
      const stage = await stageOf(bundle, name);
      try {
        const event = eventOf(stage);
        return judged(await act(program, stage, event, checkout(event)), stage, expected);
      } finally {
        await stage.hub.close();
      }
    },
  }));
}

const [, , program = 'act'] = process.argv;
// Each run has a folder of its own: a path is meant from here.
await runSteps(steps(program.includes('/') ? resolve(program) : program));
