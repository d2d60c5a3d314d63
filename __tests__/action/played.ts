import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { parse } from 'yaml';
import { act } from '../../src/action/act.ts';
import { readyCommits } from '../../src/action/commits.ts';
import { diffOfReport } from '../../src/action/diff-of-report.ts';
import type { Report } from '../../src/model/report.ts';
import { audit } from '../../src/run/audit.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { review } from '../../src/run/review.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';
import { type Files, history } from './histories.ts';
import type { Hosted } from './hosted.ts';
import { recorder } from './recorder.ts';

/** What a step says and leaves behind. */
export interface Played {
  readonly exitCode: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly log: string;
  /** Null where nothing was judged. */
  readonly report: Report | null;
  readonly workspace: string;
  readonly temporary: string;
}

export interface Step {
  readonly event: string;
  readonly payload: object;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Fills the workspace; absent: there is no checkout. */
  readonly prepare?: (workspace: string) => void;
}

/** Plays steps with the real engines and rules, which are opened once for a file of tests. */
export function playedSteps(): (here: Hosted, step: Step) => Promise<Played> {
  let world: Awaited<ReturnType<typeof openWorld>>;
  beforeAll(async () => {
    world = await openWorld(() => undefined, null);
  });
  afterAll(() => world.engines.close());
  return async (here, { event, payload, inputs = {}, env = {}, prepare }) => {
    const own = temporaryFolder();
    const [workspace, temporary] = [join(own, 'workspace'), join(own, 'temporary')];
    for (const folder of [workspace, temporary]) mkdirSync(folder);
    prepare?.(workspace);
    const file = join(own, 'event.json');
    writeFileSync(file, JSON.stringify(payload));
    const runner = recorder({ ...defaults(), token: here.token, comment: 'false', ...inputs });
    const exitCode = await act({
      env: {
        ...{ GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: file, GITHUB_RUN_ID: '42' },
        ...{ GITHUB_SERVER_URL: here.url, GITHUB_REPOSITORY: 'shop/deploy' },
        ...{ GITHUB_WORKSPACE: workspace, RUNNER_TEMP: temporary, ...env },
      },
      runner,
      review: (options) => review(options, world),
      audit: (options) => audit(options, world),
      commits: readyCommits,
      diff: diffOfReport,
      connect: (token) => Promise.resolve(here.octokit(token)),
      now: () => Date.parse('2026-05-01T12:00:00Z'),
    });
    const path = runner.outputs['report'] ?? '';
    const report = path === '' ? null : (JSON.parse(readFileSync(path, 'utf8')) as Report);
    const said = { outputs: runner.outputs, summary: runner.summaries.at(-1) ?? '', log: runner.lines.join('\n') };
    return { exitCode, ...said, report, workspace, temporary };
  };
}

function defaults(): Record<string, string> {
  const { inputs } = parse(readFileSync('action.yml', 'utf8')) as { inputs: Record<string, { default?: string }> };
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.default ?? '']));
}

/** A Deployment whose container is harmless, but for what is given. */
export function deployment(name: string, security = 'privileged: false', replicas = 1): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: shop
spec:
  replicas: ${replicas}
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
        - name: app
          image: registry.example/app:1.0.0
          securityContext:
            ${security}
`;
}

/** The repository of a pull request: what main has, and what the pull request changes. */
export interface Proposed {
  readonly base: string;
  readonly head: string;
  readonly payload: object;
}

export function proposed(here: Hosted, main: Files, change: Files, action = 'opened'): Proposed {
  const [base = ''] = history(here.repository, 'refs/heads/main', null, [main]);
  const [head = ''] = history(here.repository, 'refs/pull/7/head', base, [change]);
  return { base, head, payload: pullPayload({ base, head, action }) };
}

export function pullPayload(given: { base: string; head: string; branch?: string; action?: string }): object {
  const { base, head, branch = 'main', action = 'opened' } = given;
  return {
    action,
    number: 7,
    pull_request: {
      ...{ number: 7, state: action === 'closed' ? 'closed' : 'open', draft: false },
      ...{ base: { sha: base, ref: branch }, head: { sha: head, ref: 'change' } },
    },
    repository: { full_name: 'shop/deploy', default_branch: 'main' },
  };
}

/** Rules of the findings that count for the verdict. */
export function newRules({ report }: Played): string[] {
  const counted = report?.findings.filter(({ status }) => status === 'new' || status === 'worsened') ?? [];
  return [...new Set(counted.map(({ rule }) => rule))].sort();
}
