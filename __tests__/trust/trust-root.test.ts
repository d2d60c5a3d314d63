/** Whose configuration decides about a pull request: real repositories, whole reviews. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Outcome } from '../../src/run/conclude/outcome.ts';
import { type ReviewOptions } from '../../src/run/options.ts';
import { audit } from '../../src/run/audit.ts';
import { review } from '../../src/run/review.ts';
import { openSmallWorld } from '../rules/some-rules.ts';
import { commit, git, temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';

const world = openSmallWorld(() => undefined, null);
afterAll(async () => {
  await (await world).engines.close();
});

const rule = 'pod-security-baseline/host-namespaces';
const own = '.github/plimsoll.yaml';
const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: true, containers: []}\n';
const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-06-15' };
const options = (directory: string, more: Partial<ReviewOptions>): ReviewOptions => ({
  ...common,
  directory,
  base: 'release',
  head: 'HEAD',
  ...more,
});

/** A repository with a default branch `main`, a branch `release`, and a pull request into that one. */
function repository(
  trusted: string | null,
  branch: string | null,
  pull: Readonly<Record<string, string>> = { 'a.yaml': pod },
): { readonly directory: string; readonly main: string } {
  const directory = temporaryRepository({ 'README.md': 'x', ...(trusted === null ? {} : { [own]: trusted }) });
  const main = git(directory, 'rev-parse', 'HEAD');
  git(directory, 'checkout', '--quiet', '-b', 'release');
  if (branch !== null) commit(directory, { [own]: branch });
  git(directory, 'checkout', '--quiet', '-b', 'pull');
  commit(directory, pull);
  return { directory, main };
}

const messages = ({ report }: Outcome): readonly string[] => (report.notices ?? []).map(({ message }) => message);

describe('a pull request into another branch than the default one', () => {
  test.each([
    ['accepts everything', 'failOn: never\n', 1],
    ['turns the rule off', `rules: {${rule}: off}\n`, 1],
    ['waives it', `waivers: [{rule: ${rule}, file: a.yaml, reason: x, owner: me, expires: 2026-12-01}]\n`, 1],
    ['excludes all files', 'exclude: ["**"]\n', 1],
    ['says nothing', 'fix: {prefer: template}\n', 1],
    ['has no configuration that can be read', 'rules: [\n', 1],
  ])('whose base %s is judged by the default branch', async (_, lax, code) => {
    const { directory, main } = repository('failOn: high\n', lax);

    const { report, exitCode } = await review(options(directory, { trustRoot: main }), await world);

    expect(exitCode).toBe(code);
    expect(report.trustRoot).toBe(main);
    expect((report.notices ?? []).map(({ code: kind }) => kind)).toEqual(['branch-setting-left']);
  });

  test('hears by file, line and key what of the base is not applied', async () => {
    const { directory, main } = repository('', `# lax\nfailOn: never\nrules:\n  ${rule}:\n    enforcement: warn\n`);

    const outcome = await review(options(directory, { trustRoot: main }), await world);

    const only = "A base branch can only tighten the default branch's configuration.";
    expect(messages(outcome)).toEqual([
      `failOn at ${own}:2 of the base branch is not applied: it is never, less strict than high. ${only}`,
      `rules.${rule}.enforcement at ${own}:5 of the base branch is not applied: it only warns, instead of deny. ${only}`,
    ]);
  });

  test('is held to what the base tightens', async () => {
    const { directory, main } = repository(`rules: {${rule}: warn}\n`, `rules: {${rule}: deny}\n`);

    const strict = await review(options(directory, { trustRoot: main }), await world);
    const alone = await review(options(directory, { trustRoot: main, base: main }), await world);

    expect([strict.exitCode, alone.exitCode]).toEqual([1, 0]);
    expect(strict.report.notices).toBeUndefined();
  });

  test('is told that its own configuration could only tighten', async () => {
    const { directory, main } = repository('', null, { 'a.yaml': pod, [own]: 'failOn: never\n' });
    commit(directory, {});
    git(directory, 'checkout', '--quiet', 'release');
    commit(directory, { 'other.txt': 'x' });
    git(directory, 'checkout', '--quiet', 'pull');

    const outcome = await review(options(directory, { trustRoot: main }), await world);

    expect(outcome.exitCode).toBe(1);
    expect(messages(outcome)).toEqual([
      `This pull request changes ${own}: until it is merged, the default branch's configuration applies, and after the merge, this one can only tighten it.`,
    ]);
  });

  test('on the command line is judged by the branch that origin/HEAD names, whatever its name', async () => {
    const { directory } = repository('failOn: never\n', 'failOn: high\n', { 'a.yaml': pod });
    git(directory, 'branch', '--move', 'main', 'trunk');
    git(directory, 'checkout', '--quiet', 'trunk');
    const clone = join(temporaryFolder(), 'clone');
    execFileSync('git', ['clone', '--quiet', directory, clone], { stdio: 'pipe' });
    git(clone, 'checkout', '--quiet', 'pull');

    const { report, exitCode } = await review(options(clone, { base: 'origin/release' }), await world);

    expect(report.trustRoot).toBe(git(directory, 'rev-parse', 'trunk'));
    // `failOn: high` tightens `never`.
    expect(exitCode).toBe(1);
  });

  test('without an origin is judged by its base', async () => {
    const { directory } = repository('failOn: high\n', 'failOn: never\n');

    const { report, exitCode } = await review(options(directory, {}), await world);

    expect({ exitCode, root: report.trustRoot }).toEqual({ exitCode: 0, root: git(directory, 'rev-parse', 'release') });
  });
});

describe('a pull request', () => {
  test.each([
    ['accepts everything', 'failOn: never\n'],
    ['turns the rule off', `rules: {${rule}: off}\n`],
    ['waives itself', `waivers: [{rule: ${rule}, file: a.yaml, reason: x, owner: me, expires: 2026-12-01}]\n`],
    ['excludes its files', 'exclude: ["**"]\n'],
  ])('that %s is judged by the configuration of before', async (_, lax) => {
    const { directory, main } = repository(null, null, { 'a.yaml': pod, [own]: lax });

    const { exitCode, report } = await review(options(directory, { trustRoot: main, base: main }), await world);

    expect(exitCode).toBe(1);
    expect(report.notices?.[0]).toMatchObject({ code: 'configuration-changed' });
  });

  test('whose default branch is not in the clone ends with an error, never with a pass', async () => {
    const { directory } = repository(null, null);
    const missing = 'a'.repeat(40);

    const run = review(options(directory, { trustRoot: missing }), await world);

    await expect(run).rejects.toThrow(`The default branch ${missing} is not a commit in this clone`);
  });

  test('with a configuration of the command line names no commit that it comes from', async () => {
    const { directory } = repository(null, null);

    const given = { file: 'own.yaml', text: 'failOn: never\n' };
    const { report, exitCode } = await review(options(directory, { config: given }), await world);

    expect({ exitCode, root: report.trustRoot }).toEqual({ exitCode: 0, root: null });
  });
});

describe('an audit', () => {
  test('reads the configuration from the files, or from the trust root that it is given', async () => {
    const directory = temporaryRepository({ 'a.yaml': pod });
    const main = git(directory, 'rev-parse', 'HEAD');
    commit(directory, { [own]: 'failOn: never\n' });
    const files = await audit({ ...common, directory, paths: [], chart: null }, await world);
    const given = await audit({ ...common, directory, paths: [], chart: null, trustRoot: main }, await world);

    expect([files.exitCode, files.report.trustRoot]).toEqual([0, null]);
    expect([given.exitCode, given.report.trustRoot]).toEqual([1, main]);
  });
});

describe('a rule that denies from a day on', () => {
  const announced = `rules:\n  ${rule}:\n    effective: 2026-07-01\n`;

  test.each([
    ['2026-06-30', 0],
    ['2026-07-01', 1],
    ['2026-07-02', 1],
  ])('on %s ends with %i', async (today, code) => {
    const { directory, main } = repository(announced, null);

    const outcome = await review({ ...options(directory, { trustRoot: main }), today }, await world);

    expect(outcome.exitCode).toBe(code);
    expect(outcome.report.findings).toMatchObject([{ rule, enforcement: code === 0 ? 'warn' : 'deny' }]);
    expect(messages(outcome)).toEqual(
      code === 0 ? [`1 finding warns today and will be denied from 2026-07-01: ${rule} (${own}:3).`] : [],
    );
  });

  test('is not announced where it only warns', async () => {
    const { directory, main } = repository(`rules: {${rule}: {enforcement: warn, effective: 2026-07-01}}`, null);

    expect(messages(await review(options(directory, { trustRoot: main }), await world))).toEqual([]);
  });
});
