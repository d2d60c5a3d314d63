/** What users get wrong on the command line: one line that says how to go on, and exit code 2. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/policy/config/config.ts';
import { commit, git, temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';
import { plimsoll } from './plimsoll.ts';

const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n';
const chart = { 'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n', 'web/templates/x.yaml': map };

describe('an --output that cannot be written', () => {
  const unwritable = [
    [
      'a folder',
      'folder',
      /^plimsoll: --output folder can't be written: it is a folder; expected the name of a file\n$/,
    ],
    ['below a file', 'x.yaml/a/b', /^plimsoll: --output x\.yaml\/a\/b can't be written: .*x\.yaml is not a folder\n$/],
    ['no name', '', /^plimsoll: --output {2}can't be written: expected the name of a file\n$/],
    ['in a file system that takes no folders', '/proc/x/y', /^plimsoll: --output \/proc\/x\/y can't be written: .*\n$/],
    ['a device without room', '/dev/full', /^plimsoll: --output \/dev\/full can't be written: .*\n$/],
  ] as const;

  test.each(unwritable)('is one line: %s', async (_, file, line) => {
    const folder = temporaryFolder({ 'x.yaml': map, 'folder/y.txt': '' });

    const { code, stdout, stderr } = await plimsoll(folder, 'audit', '--output', file);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(line);
  });

  test('leaves the problem on standard output where JSON was asked for, whatever else is wrong', async () => {
    const folder = temporaryFolder({ 'x.yaml': map, 'own.yaml': 'failon: low\n' });
    const args = ['audit', '--format', 'json', '--config', 'own.yaml', '--output', '/dev/full'];

    const { code, stdout, stderr } = await plimsoll(folder, ...args);

    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^plimsoll: own\.yaml:1: unknown key failon/),
      expect.stringMatching(/^plimsoll: --output \/dev\/full can't be written/),
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'error', problems: [{ code: 'configuration' }] });
  });

  test('is refused before fix edits anything', async () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {hostNetwork: true, containers: []}\n';
    const repository = temporaryRepository({ 'x.yaml': pod, 'folder/y.txt': '' });

    const { code } = await plimsoll(repository, 'fix', '--unsafe', '--output', 'folder');

    expect(code).toBe(2);
    expect(readFileSync(join(repository, 'x.yaml'), 'utf8')).toBe(pod);
  });
});

describe('a flag that does not apply is refused', () => {
  const none =
    'plimsoll: --values, --set, --release-name, --namespace and --skip-schema-validation apply only to Helm charts, and the given paths have none.\n';

  test.each([
    ['audit', 'k8s', '--values', 'x.yaml'],
    ['audit', 'k8s', '--set', 'a=b'],
    ['audit', 'k8s', '--skip-schema-validation'],
    ['render', 'k8s', '--namespace', 'shop'],
    ['render', 'k8s/x.yaml', '--release-name', 'web'],
  ])('%s %s %s', async (...args) => {
    const folder = temporaryFolder({ 'k8s/x.yaml': map, 'x.yaml': 'a: 1\n', ...chart });

    expect(await plimsoll(folder, ...args)).toEqual({ code: 2, stdout: '', stderr: none });
  });

  test('not where a chart takes it, and not where the chart could not be read', async () => {
    const folder = temporaryFolder({ ...chart, 'x.yaml': 'a: 1\n', 'bad/Chart.yaml': 'name: [\n' });

    expect((await plimsoll(folder, 'audit', 'web', '--values', 'x.yaml')).code).toBe(0);
    expect((await plimsoll(folder, 'audit', 'bad', '--values', 'x.yaml')).code).toBe(4);
  });

  test.each([
    [['render', 'web', '--origins'], 'plimsoll: --origins needs --format json: YAML output cannot show origins.\n'],
    [['fix', '--format', 'sarif'], /argument 'sarif' is invalid\. Allowed choices are text, json\./],
    [['review', '--values', 'x.yaml'], /unknown option '--values'/],
    [['rules', '--base', 'main'], /unknown option '--base'/],
  ])('%j', async (args, words) => {
    const { code, stdout, stderr } = await plimsoll(temporaryFolder(chart), ...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(words);
  });
});

describe('a Kubernetes version', () => {
  test.each(['2.0', '1.036', '1', '0.9', 'latest'])('%s is refused, with those that are known', async (wrong) => {
    const { code, stderr } = await plimsoll(temporaryFolder({ 'x.yaml': map }), 'audit', '--kubernetes-version', wrong);

    expect(code).toBe(2);
    expect(stderr).toContain('expected a version such as 1.37; 1.0 to 1.37 are known.');
  });

  test.each(['1.37', '1.36', '1.30', '1.3', '1.30 # ours'])(
    'needs no quotes in the configuration: %s',
    async (written) => {
      const folder = temporaryFolder({ 'x.yaml': map, 'own.yaml': `kubernetesVersion: ${written}\n` });

      const { code, stdout } = await plimsoll(folder, 'audit', '--config', 'own.yaml', '--format', 'json');

      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ kubernetesVersion: written.replace(/ .*/, '') });
    },
  );

  test('means the same with quotes and without, for every minor and patch', () => {
    const minor = fc.integer({ min: 0, max: 200 });
    const version = fc.oneof(
      minor.map((at) => `1.${at}`),
      fc.tuple(minor, minor).map(([a, b]) => `1.${a}.${b}`),
    );
    const read = (text: string) => parseConfig('own.yaml', `kubernetesVersion: ${text}\n`).kubernetesVersion;
    fc.assert(
      fc.property(version, (text) => {
        expect([read(text), read(`"${text}"`), read(`&v ${text}`)]).toEqual([text, text, text]);
      }),
    );
  });

  test.each(['1.50', '2', '1.3e0'])('that is not known is refused without quotes too: %s', async (wrong) => {
    const folder = temporaryFolder({ 'x.yaml': map, 'own.yaml': `kubernetesVersion: ${wrong}\n` });

    const { code, stderr } = await plimsoll(folder, 'audit', '--config', 'own.yaml');

    expect(code).toBe(2);
    expect(stderr).toMatch(/^plimsoll: own\.yaml:1: kubernetesVersion: .*1\.37/);
    expect(stderr).toContain(wrong);
  });
});

describe('the hint for a base that is missing is a command that works', () => {
  /** What stands between backticks or parentheses. */
  const commandIn = (text: string): string[] =>
    (/`([^`]+)`|\((git [^)]+)\)/.exec(text)?.slice(1).find(Boolean) ?? '').split(' ');

  test('with another branch', async () => {
    const repository = temporaryRepository({ 'x.yaml': map });
    git(repository, 'checkout', '--quiet', '-b', 'topic');

    const { code, stderr } = await plimsoll(repository, 'review');
    const [program = '', ...args] = commandIn(stderr);

    expect({ code, program, args }).toEqual({ code: 2, program: 'plimsoll', args: ['review', '--base', 'main'] });
    expect((await plimsoll(repository, ...args)).code).toBe(0);
  });

  test('with one branch and a commit before', async () => {
    const repository = temporaryRepository({ 'x.yaml': map });
    commit(repository, { 'README.md': 'x' });

    const [, ...args] = commandIn((await plimsoll(repository, 'review')).stderr);

    expect(args).toEqual(['review', '--base', 'HEAD~1']);
    expect((await plimsoll(repository, ...args)).code).toBe(0);
  });

  test('with one commit', async () => {
    const repository = temporaryRepository({ 'x.yaml': map });

    const [, ...args] = commandIn((await plimsoll(repository, 'review')).stderr);

    expect(args).toEqual(['audit']);
    expect((await plimsoll(repository, ...args)).code).toBe(0);
  });

  test.each(['next', 'origin/next'])('where a clone has not fetched %s', async (base) => {
    const origin = temporaryRepository({ 'x.yaml': map });
    git(origin, 'branch', 'next');
    const clone = temporaryFolder();
    git(clone, 'clone', '--quiet', '--single-branch', '--branch=main', `file://${origin}`, '.');

    const { stderr } = await plimsoll(clone, 'review', '--base', base);
    const [, ...args] = commandIn(stderr);
    git(clone, ...args);

    expect(stderr).toMatch(/then name it: --base origin\/next\.\n$/);
    expect((await plimsoll(clone, 'review', '--base', 'origin/next')).code).toBe(0);
  });

  test('that is nothing like a branch here: the usual ones are listed', async () => {
    const repository = temporaryRepository({ 'x.yaml': map });
    git(repository, 'branch', 'zebra');

    const { code, stderr } = await plimsoll(repository, 'review', '--base', 'nope');

    expect(code).toBe(2);
    expect(stderr).toBe(
      'plimsoll: --base nope is not a commit in this clone; name one that exists here: main (and 1 more: git branch --all).\n',
    );
  });

  test('where there is nothing to fetch from', async () => {
    const repository = temporaryRepository({ 'x.yaml': map });
    git(repository, 'checkout', '--quiet', '-b', 'topic');

    const { stderr } = await plimsoll(repository, 'review', '--base', 'origin/main');

    expect(stderr).toBe(
      'plimsoll: --base origin/main is not a commit in this clone; the nearest name here is main: --base main.\n',
    );
  });
});
