import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { act } from '../../src/action/act.ts';
import { readyCommits } from '../../src/action/commits.ts';
import { inputSchemas } from '../../src/action/inputs.ts';
import { outputsOf } from '../../src/action/outputs.ts';
import type { Outcome } from '../../src/run/conclude/outcome.ts';
import { ConfigurationError } from '../../src/foundation/errors.ts';
import { type Finding } from '../../src/model/report.ts';
import type { ReviewOptions } from '../../src/run/options.ts';
import { reportSchema } from '../../src/report/schema.ts';
import { openGitHub } from '../../src/publish/client.ts';
import type { Fault } from '../github/hub/faults.ts';
import { hubWithPull, type HubWithPull } from '../github/pull-of-diff.ts';
import { goldenCase, rules } from '../report/golden-cases.ts';
import { git } from '../snapshot/temporary.ts';
import { history } from './histories.ts';
import { recorder, type Recorder } from './recorder.ts';

interface Declared {
  readonly inputs: Record<string, { default?: string; description: string }>;
  readonly outputs: Record<string, { description: string }>;
}

const declared = parse(readFileSync('action.yml', 'utf8')) as Declared;
const defaults = Object.fromEntries(
  Object.entries(declared.inputs).map(([name, input]) => [name, input.default ?? '']),
);

/** What is at https://github.example/shop/deploy, and a clone of it. */
const top = mkdtempSync(join(tmpdir(), 'plimsoll-'));
const origin = join(top, 'server', 'shop', 'deploy');
const clone = join(top, 'clone');
mkdirSync(origin, { recursive: true });
git(origin, 'init', '--quiet', '--bare', '--initial-branch=main');
const [BASE = '', TIP = ''] = history(origin, 'refs/heads/main', null, [
  { 'a.yaml': 'a: 1\n' },
  { 'b.yaml': 'b: 1\n' },
]);
const [HEAD = ''] = history(origin, 'refs/heads/change', BASE, [{ 'a.yaml': 'a: 2\n' }]);
git(top, 'clone', '--quiet', `file://${origin}`, clone);
git(clone, 'config', `url.file://${join(top, 'server')}/.insteadOf`, 'https://github.example/');
afterAll(() => {
  rmSync(top, { recursive: true });
});

const repository = { default_branch: 'main' };
const PULL = {
  pull_request: { number: 7, state: 'open', base: { sha: BASE, ref: 'main' }, head: { sha: HEAD } },
  repository,
};

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

interface Given {
  readonly event?: string;
  readonly payload?: object;
  readonly inputs?: Record<string, string>;
  readonly outcome?: Outcome | Error;
  readonly gitHub?: HubWithPull;
  /** Called where GitHub's API is opened. */
  readonly connect?: (temporary: string, runner: Recorder) => never;
  /** Puts what a checkout has into the workspace; it may lie beside `temporary`. */
  readonly prepare?: (workspace: string, temporary: string) => void;
  /** Writes the job summary, in place of the recorder. */
  readonly summary?: Recorder['summary'];
}

function outcomeOf(name: string): Outcome {
  const { report, sources } = goldenCase(name);
  return { report, sources, rules, exitCode: report.verdict === 'pass' ? 0 : report.verdict === 'fail' ? 1 : 3 };
}

/** Runs the step in a workspace of its own. */
async function step({
  gitHub,
  event = 'pull_request',
  payload = gitHub === undefined ? PULL : pullOf(gitHub),
  inputs = {},
  outcome = outcomeOf('plain-manifest'),
  connect,
  prepare,
  summary,
}: Given) {
  const own = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  const [workspace, temporary] = [join(own, 'workspace'), join(own, 'temporary')];
  mkdirSync(temporary);
  cpSync(clone, workspace, { recursive: true });
  cleanups.push(() => {
    rmSync(own, { recursive: true });
  });
  if (gitHub !== undefined)
    git(workspace, 'fetch', '--quiet', gitHub.repository.directory, '+refs/heads/*:refs/remotes/hub/*');
  prepare?.(workspace, temporary);
  const eventFile = join(temporary, 'event.json');
  writeFileSync(eventFile, JSON.stringify(payload));
  const runner = recorder({ ...defaults, token: gitHub?.token ?? 'token', ...inputs });
  const asked: ReviewOptions[] = [];
  const finish = () => (outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome));
  const exitCode = await act({
    env: {
      ...{ GITHUB_WORKSPACE: workspace, GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: eventFile },
      ...{ GITHUB_REPOSITORY: 'shop/deploy', GITHUB_SERVER_URL: 'https://github.example', GITHUB_RUN_ID: '42' },
      ...{ GITHUB_ACTION_REPOSITORY: 'plimsoll/plimsoll', GITHUB_ACTION_REF: 'v1' },
      RUNNER_TEMP: temporary,
    },
    runner: summary === undefined ? runner : { ...runner, summary },
    review: (options) => (asked.push(options), finish()),
    audit: finish,
    commits: readyCommits,
    diff: () => Promise.resolve(gitHub?.diff ?? new Map()),
    connect: (token) => {
      connect?.(temporary, runner);
      if (gitHub === undefined) throw new Error('nothing is to be posted here');
      return Promise.resolve(openGitHub({ token, api: gitHub.hub.url, second: 10 }));
    },
    now: () => Date.parse('2026-05-01T12:00:00Z'),
  });
  return { exitCode, runner, asked, workspace, temporary };
}

function pullOf({ pull, head, base }: HubWithPull): object {
  const { number } = pull;
  return { pull_request: { number, state: 'open', base: { sha: base, ref: 'main' }, head: { sha: head } }, repository };
}

async function gitHub(name: string): Promise<HubWithPull> {
  const opened = await hubWithPull(goldenCase(name).diff);
  cleanups.push(async () => {
    await opened.hub.close();
    expect(opened.hub.violations).toEqual([]);
  });
  return opened;
}

describe('the action', () => {
  it('declares the inputs that it reads and the outputs that it writes', () => {
    const { report } = goldenCase('plain-manifest');

    expect(Object.keys(declared.inputs)).toEqual(Object.keys(inputSchemas));
    expect(Object.keys(declared.outputs)).toEqual(
      Object.keys(outputsOf(report, { 'report-file': null, 'sarif-file': null })),
    );
  });

  it('writes all that can be said where one finding breaks what says it, and exits with 3', async () => {
    const outcome = outcomeOf('plain-manifest');
    const [first, ...others] = outcome.report.findings;
    const broken = Object.defineProperty({ ...first }, 'message', {
      enumerable: true,
      get: () => {
        throw new Error('it broke');
      },
    }) as Finding;

    const { exitCode, runner, workspace } = await step({
      inputs: { comment: 'false', 'report-file': 'report.json', 'sarif-file': 'report.sarif' },
      outcome: { ...outcome, report: { ...outcome.report, findings: [broken, ...others] } },
    });

    expect(exitCode).toBe(3);
    expect(runner.outputs).toMatchObject({ verdict: 'error', report: 'report.json', sarif: 'report.sarif' });
    const said = [
      runner.lines.join('\n'),
      runner.summaries.at(-1) ?? '',
      ...['report.json', 'report.sarif'].map((file) => readFileSync(join(workspace, file), 'utf8')),
    ];
    for (const text of said) {
      expect(text).toContain('could not be checked');
      const told = others.filter(({ status }) => status === 'new');
      expect(told.length).toBeGreaterThan(0);
      for (const { rule } of told) expect(text).toContain(rule);
    }
  });

  it('reviews the commits of a pull request, posts, writes its files and outputs, and exits by the verdict', async () => {
    const standIn = await gitHub('plain-manifest');

    const { exitCode, runner, asked, workspace, temporary } = await step({
      gitHub: standIn,
      inputs: { 'sarif-file': 'out/plimsoll.sarif', 'fail-on': 'medium' },
    });

    expect(exitCode).toBe(1);
    expect(asked).toEqual([
      {
        ...{ directory: workspace, config: null, kubernetesVersion: null, failOn: 'medium', allowEmpty: false },
        ...{ organisation: null, repository: 'shop/deploy' },
        ...{
          today: '2026-05-01',
          organisation: null,
          repository: 'shop/deploy',
          base: TIP,
          head: standIn.head,
          mergeBase: standIn.base,
          trustRoot: TIP,
          problems: [],
        },
      },
    ]);
    const { threads, conversation } = standIn.pull;
    expect(threads).toHaveLength(2);
    expect(conversation).toHaveLength(1);
    expect(threads[0]?.comments[0]?.body).toContain(
      'https://github.example/plimsoll/plimsoll/blob/v1/docs/rules/pod-security/privileged.md',
    );
    expect(runner.outputs).toEqual({
      ...{ verdict: 'fail', new: '2', worsened: '1', existing: '1', fixed: '1', problems: '0', posted: 'all' },
      ...{ report: join(temporary, 'plimsoll-report.json'), sarif: 'out/plimsoll.sarif' },
      ...{ base: goldenCase('plain-manifest').report.base, head: goldenCase('plain-manifest').report.head },
      'trust-root': '',
    });
    const written = JSON.parse(readFileSync(join(temporary, 'plimsoll-report.json'), 'utf8')) as Outcome['report'];
    expect(written.findings.map(({ shown }) => shown)).toEqual(['inline', 'inline', 'inline', undefined, undefined]);
    expect(readFileSync(join(workspace, 'out/plimsoll.sarif'), 'utf8')).toContain('"version": "2.1.0"');
    expect(runner.lines.filter((line) => line.startsWith('::'))).toEqual([]);
    expect(runner.summaries).toHaveLength(1);
  });

  it('with a token that may only read says everything in the summary and annotations, with the same verdict', async () => {
    const standIn = await gitHub('plain-manifest');
    standIn.hub.addToken('reader', { metadata: 'read', contents: 'read', pull_requests: 'read' });

    const { exitCode, runner } = await step({ gitHub: { ...standIn, token: 'reader' } });

    const annotated = runner.lines.filter((line) => line.startsWith('::'));
    expect(exitCode).toBe(1);
    expect(annotated.map((line) => line.slice(0, line.indexOf(' ')))).toEqual([
      '::notice',
      '::error',
      '::error',
      '::warning',
    ]);
    expect(runner.outputs['posted']).toBe('none');
    expect(runner.summaries[0]).toContain('Nothing was posted in the pull request: the token may not write here');
    expect(runner.summaries[0]).toContain('privileged: false');
  });

  const group = { base_sha: BASE, head_sha: HEAD, base_ref: 'refs/heads/main', head_ref: 'refs/heads/queue' };
  it.each([
    ['push', { before: BASE, after: HEAD, ref: 'refs/heads/change', repository }, { base: BASE, head: HEAD }],
    ['push', { before: '0'.repeat(40), after: HEAD, ref: 'refs/heads/change', repository }, { base: TIP, head: HEAD }],
    ['merge_group', { action: 'checks_requested', merge_group: group, repository }, { base: TIP, head: HEAD }],
  ])('on %s compares its commits, posts nothing, and says so', async (event, payload, commits) => {
    const { exitCode, runner, asked } = await step({ event, payload });

    expect(asked[0]).toMatchObject({ ...commits, mergeBase: BASE, trustRoot: TIP });
    expect(exitCode).toBe(1);
    expect(runner.summaries.at(-1)).toContain('This run does not belong to a pull request');
  });

  it('audits without a pull request, and posts nothing in one', async () => {
    const { exitCode, runner } = await step({ inputs: { mode: 'audit' }, outcome: outcomeOf('audit') });

    expect(exitCode).toBe(1);
    expect(runner.outputs).toMatchObject({ verdict: 'fail', existing: '3' });
    expect(runner.lines.filter((line) => line.startsWith('::'))).toHaveLength(3);
  });

  it('names an input that is wrong, and what it may be', async () => {
    const { exitCode, runner } = await step({ inputs: { mode: 'revue' } });

    expect(exitCode).toBe(2);
    expect(runner.outputs).toMatchObject({ verdict: 'error', problems: '1', new: '0' });
    expect(runner.lines).toEqual([
      '::error title=Plimsoll%3A configuration::Input mode: Invalid option: expected one of "auto"|"review"|"audit"; it is "revue".',
    ]);
  });

  it.each<[string, Error, number, object]>([
    [
      'a wrong configuration',
      new ConfigurationError('x.yaml', 'x.yaml:1: unknown key: a'),
      2,
      { stage: 'config', code: 'configuration', subject: 'x.yaml', message: 'x.yaml:1: unknown key: a' },
    ],
    ['an internal error', new TypeError('x of undefined'), 3, { code: 'engine-failed', subject: 'the run' }],
  ])('%s is in report, outputs, log and job summary', async (_, outcome, exit, problem) => {
    const { exitCode, runner, temporary } = await step({ outcome, inputs: { 'fail-on': 'low' } });
    const file = join(temporary, 'plimsoll-report.json');
    const report: unknown = JSON.parse(readFileSync(file, 'utf8'));

    expect(exitCode).toBe(exit);
    expect(reportSchema.parse(report)).toMatchObject({ verdict: 'error', mode: 'review', failOn: 'low', findings: [] });
    expect(report).toMatchObject({ problems: [problem] });
    expect(Object.keys(runner.outputs).sort()).toEqual(Object.keys(declared.outputs).sort());
    expect(runner.outputs).toMatchObject({ verdict: 'error', problems: '1', posted: '', report: file });
    expect(runner.lines.filter((line) => line.startsWith('::error'))).toHaveLength(1);
    expect(runner.summaries.join('')).toContain(outcome.message);
  });

  it('an internal error after the review keeps what was found', async () => {
    const { exitCode, runner, temporary } = await step({
      inputs: { comment: 'false' },
      summary: () => Promise.reject(new TypeError('no space')),
    });
    const report = reportSchema.parse(JSON.parse(readFileSync(join(temporary, 'plimsoll-report.json'), 'utf8')));

    expect(exitCode).toBe(3);
    expect(runner.outputs).toMatchObject({ verdict: 'error', new: '2', problems: '1' });
    expect(report.findings).toHaveLength(5);
    expect(runner.summaries.join('')).toContain('no space');
  });

  it('says what is wrong with the configuration as an annotation', async () => {
    const { exitCode, runner } = await step({ outcome: new ConfigurationError('x', 'unknown key\n::error::x') });

    expect(exitCode).toBe(2);
    expect(runner.summaries).toHaveLength(1);
    expect(runner.summaries[0]).toContain('## Plimsoll: wrong configuration\n\nunknown key');
    expect(runner.lines).toEqual(['::error title=Plimsoll%3A configuration::unknown key%0A::error::x']);
  });
});

describe('where GitHub takes nothing', () => {
  it.each<[string, Fault]>([
    ...([401, 403, 404, 410, 422] as const).map((status): [string, Fault] => [
      `and answers ${status}`,
      { kind: 'error', status },
    ]),
    ['and answers 502 for ever', { kind: 'gone for good' }],
    ['and wants an hour of patience', { kind: 'secondary limit', status: 429, retryAfter: 3_600_000 }],
  ])('%s, all is said in the job, the verdict stands, and it says that nothing was posted', async (_, fault) => {
    const standIn = await gitHub('plain-manifest');
    for (let request = 1; request < 20; request += 1) standIn.hub.inject({ request }, fault);

    const { exitCode, runner, temporary } = await step({ gitHub: standIn });

    const written = JSON.parse(readFileSync(join(temporary, 'plimsoll-report.json'), 'utf8')) as Outcome['report'];
    expect(exitCode).toBe(1);
    expect(written.verdict).toBe('fail');
    expect(written.findings).toHaveLength(5);
    expect(written.problems).toEqual([]);
    expect(runner.outputs).toMatchObject({ verdict: 'fail', problems: '0', posted: 'none' });
    expect(runner.summaries).toHaveLength(1);
    expect(runner.summaries[0]).toContain('Nothing was posted in the pull request');
    expect(runner.lines.filter((line) => line.startsWith('::error'))).toHaveLength(2);
    expect(runner.lines.filter((line) => line.startsWith('::notice title=Plimsoll::Nothing was posted'))).toHaveLength(
      1,
    );
  });

  it('a verdict of pass stays one', async () => {
    const passing = outcomeOf('plain-manifest');
    const standIn = await gitHub('plain-manifest');
    standIn.hub.inject({ request: 1 }, { kind: 'gone for good' });

    const { exitCode, runner } = await step({
      gitHub: standIn,
      outcome: { ...passing, report: { ...passing.report, verdict: 'pass' }, exitCode: 0 },
    });

    expect(exitCode).toBe(0);
    expect(runner.outputs).toMatchObject({ verdict: 'pass', posted: 'none' });
  });

  it('everything is written before GitHub is asked', async () => {
    const seen: string[] = [];
    await step({
      connect: (temporary, runner) => {
        seen.push(...Object.keys(runner.outputs), `${runner.summaries.length} summary`, `${runner.lines.length} log`);
        seen.push(existsSync(join(temporary, 'plimsoll-report.json')) ? 'report' : 'no report');
        throw new Error('no network');
      },
    });

    expect(seen).toEqual([
      ...['verdict', 'new', 'worsened', 'existing', 'fixed', 'problems', 'posted', 'base', 'head', 'trust-root'],
      ...['report', 'sarif'],
      ...['1 summary', '4 log', 'report'],
    ]);
  });
});

describe('what the action writes into the workspace', () => {
  const outside = 'expected a file in the workspace, or below $RUNNER_TEMP/';
  it.each([
    ['report-file', 'out/report.json', 'out is a link'],
    ['sarif-file', 'out/deep/plimsoll.sarif', 'out is a link'],
    ['report-file', '.git/config', "nothing is written into .git, a repository's own folder"],
    ['report-file', '../report.json', outside],
    ['sarif-file', '$RUNNER_TEMP/../report.json', outside],
    ['sarif-file', '/etc/plimsoll.sarif', outside],
    ['report-file', '$RUNNER_TEMP/away/report.json', outside],
    ['report-file', 'a/../../report.json', outside],
    ['report-file', '.', 'it is a folder'],
    ['sarif-file', '$RUNNER_TEMP/', 'it is a folder'],
  ])('at %s: %s is refused before anything is done, and ends with 2', async (input, file, why) => {
    const { exitCode, runner, asked, temporary } = await step({
      inputs: { comment: 'false', [input]: file },
      prepare: (workspace, elsewhere) => {
        symlinkSync(elsewhere, join(workspace, 'out'));
        symlinkSync('..', join(elsewhere, 'away'));
      },
    });

    expect({ exitCode, asked }).toEqual({ exitCode: 2, asked: [] });
    expect(runner.outputs['verdict']).toBe('error');
    expect(runner.lines).toHaveLength(1);
    expect(runner.lines[0]).toContain(`Input ${input}: ${file} can't be written: ${why}`);
    for (const folder of [temporary, join(temporary, '..')])
      expect(existsSync(join(folder, 'report.json'))).toBe(false);
    expect(existsSync(join(temporary, 'plimsoll-report.json'))).toBe(input === 'sarif-file');
    expect(runner.summaries).toHaveLength(1);
  });

  it('one file for two reports is refused', async () => {
    const inputs = { comment: 'false', 'report-file': 'out.json', 'sarif-file': './a/../out.json' };
    const { exitCode, runner, asked } = await step({ inputs });

    expect({ exitCode, asked }).toEqual({ exitCode: 2, asked: [] });
    expect(runner.lines[0]).toContain('Input sarif-file: ./a/../out.json is the report-file, too.');
  });

  it.each([
    ['out/report.json', (workspace: string) => join(workspace, 'out/report.json')],
    ['$RUNNER_TEMP/deep/report.json', (_: string, temporary: string) => join(temporary, 'deep/report.json')],
  ])('%s is written', async (file, place) => {
    const { workspace, temporary } = await step({ inputs: { comment: 'false', 'report-file': file } });

    expect(existsSync(place(workspace, temporary))).toBe(true);
  });

  it.each([['/etc'], ['..'], ['out'], ['gone']])('working-directory %s is refused', async (directory) => {
    const { exitCode, runner, asked } = await step({
      inputs: { comment: 'false', 'working-directory': directory },
      prepare: (workspace, elsewhere) => {
        symlinkSync(elsewhere, join(workspace, 'out'));
      },
    });

    expect({ exitCode, asked }).toEqual({ exitCode: 2, asked: [] });
    expect(runner.lines.at(-1)).toContain(`Input working-directory: ${directory} can't be used`);
  });

  it('a working-directory in the workspace is taken, also through a link that stays in it', async () => {
    const { exitCode, asked, workspace } = await step({
      inputs: { comment: 'false', 'working-directory': 'linked' },
      prepare: (folder) => {
        mkdirSync(join(folder, 'real'));
        symlinkSync('real', join(folder, 'linked'));
      },
    });

    expect(exitCode).toBe(1);
    expect(asked.map(({ directory }) => directory)).toEqual([join(workspace, 'linked')]);
  });
});
