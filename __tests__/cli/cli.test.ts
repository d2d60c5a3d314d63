import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commit, git, temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';

const cli = join(import.meta.dirname, '../../dist/cli.js');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as it is shipped, in a process of its own, writing into pipes. */
async function plimsoll(directory: string, ...args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined };
  return new Promise((ended) => {
    execFile(process.execPath, [cli, ...args], { cwd: directory, env }, (error, stdout, stderr) => {
      ended({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

const safe = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n';
const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {hostNetwork: true, containers: []}\n';

describe('wrong usage ends with 2', () => {
  test.each([
    ['an unknown option', ['audit', '--verbose'], /unknown option '--verbose'/],
    ['an unknown command', ['adit'], /unknown command 'adit'\s+\(Did you mean audit\?\)/],
    ['a wrong choice', ['audit', '--fail-on', 'hgih'], /Allowed choices are critical, high, medium, low, never/],
    ['a wrong version', ['audit', '--kubernetes-version', 'new'], /expected a version such as 1\.37/],
    ['a path that is not there', ['audit', 'gone'], /gone does not exist\./],
    ['a configuration that is not there', ['audit', '--config', 'gone.yaml'], /--config gone\.yaml can't be read/],
  ])('%s', async (_, args, words) => {
    const { code, stdout, stderr } = await plimsoll(temporaryFolder(), ...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(words);
  });

  test('with a problem as JSON where JSON was asked for', async () => {
    const repository = temporaryRepository({ 'x.yaml': safe });

    const { code, stdout, stderr } = await plimsoll(repository, 'review', '--base', 'nothing', '--format', 'json');

    const message = '--base nothing is not a commit in this clone; name one that exists here: main.';
    expect(code).toBe(2);
    expect(stderr).toBe(`plimsoll: ${message}\n`);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      verdict: 'error',
      problems: [{ stage: 'config', code: 'base-missing', subject: '--base', message }],
    });
  });

  test('a configuration with an unknown key names file, line and key', async () => {
    const folder = temporaryFolder({ 'x.yaml': safe, 'own.yaml': '# ours\nfailon: low\n' });

    const { code, stderr } = await plimsoll(folder, 'audit', '--config', 'own.yaml');

    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^plimsoll: own\.yaml:2: unknown key failon; expected one of extends, failOn, .*did you mean failOn\?/,
    );
  });
});

test.each(['', 'review', 'audit', 'fix', 'render'])('%s --help has examples', async (command) => {
  const args = [command, '--help'].filter((word) => word !== '');

  const { code, stdout, stderr } = await plimsoll(temporaryFolder(), ...args);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/Examples:\n {2}\$ plimsoll/);
});

describe('an audit', () => {
  test('of nothing ends with 4, and with 0 where that is allowed', async () => {
    const folder = temporaryFolder({ 'README.md': 'nothing' });

    expect((await plimsoll(folder, 'audit')).code).toBe(4);
    expect((await plimsoll(folder, 'audit', '--allow-empty')).code).toBe(0);
  });

  test('with findings ends with 1, below the threshold with 0, and writes no colours into a pipe', async () => {
    const folder = temporaryFolder({ 'x.yaml': pod });

    const strict = await plimsoll(folder, 'audit');
    const never = await plimsoll(folder, 'audit', '--fail-on', 'never');

    expect({ strict: strict.code, never: never.code, stderr: strict.stderr }).toEqual({
      strict: 1,
      never: 0,
      stderr: '',
    });
    expect(strict.stdout).toContain('x.yaml:4');
    expect(strict.stdout).not.toContain('\u001b');
  });

  test('that could not look at everything ends with 3 and still says what it found', async () => {
    const folder = temporaryFolder({ 'x.yaml': pod, 'broken.yaml': 'apiVersion: v1\nkind: Pod\nspec: [\n' });

    const { code, stdout } = await plimsoll(folder, 'audit', '--format', 'json');

    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'error',
      problems: [{ stage: 'render', code: 'yaml-syntax', subject: 'broken.yaml' }],
    });
    expect(stdout).toContain('"pod-security-baseline/host-namespaces"');
  });

  test('writes to --output what it would have written', async () => {
    const folder = temporaryFolder({ 'x.yaml': safe });

    const said = await plimsoll(folder, 'audit', '--format', 'json');
    const written = await plimsoll(folder, 'audit', '--format', 'json', '--output', 'report.out');

    expect(written).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(folder, 'report.out'), 'utf8')).toBe(said.stdout);
  });
});

describe('a review', () => {
  test('that changes no source passes with counts of 0', async () => {
    const repository = temporaryRepository({ 'x.yaml': pod });
    const base = git(repository, 'rev-parse', 'HEAD');
    const head = commit(repository, { 'README.md': 'words' });

    const { code, stdout } = await plimsoll(repository, 'review', '--base', base, '--format', 'json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'pass',
      base,
      head,
      counts: { files: 0, sources: 0, objects: 0, rules: 0, evaluations: 0 },
      sources: [{ id: 'x.yaml', status: 'unchanged' }],
      findings: [],
      problems: [],
    });
  });

  test('of an empty repository ends with 4', async () => {
    const repository = temporaryRepository({ 'README.md': 'x' });

    expect((await plimsoll(repository, 'review', '--base', 'HEAD')).code).toBe(4);
  });

  test("takes no configuration from head: it can't switch off its own rules", async () => {
    const repository = temporaryRepository({ 'README.md': 'x' });
    git(repository, 'checkout', '--quiet', '-b', 'topic');
    commit(repository, {
      'x.yaml': pod,
      '.github/plimsoll.yaml': 'failOn: never\nexclude: ["*"]\n',
    });

    expect((await plimsoll(repository, 'review', '--base', 'main')).code).toBe(1);
  });
});
