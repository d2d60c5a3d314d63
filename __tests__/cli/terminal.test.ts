/** What depends on who reads: colours, progress on a terminal, --quiet, and the help. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { wantsColors } from '../../src/cli/colors.ts';
import { statusLine } from '../../src/cli/status-line.ts';
import { commit, temporaryFolder, temporaryRepository, write } from '../snapshot/temporary.ts';
import { cli, plimsoll, plimsollWith } from './plimsoll.ts';

const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n';
const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {hostNetwork: true, containers: []}\n';
const escape = '\u001b[';

describe('colours', () => {
  test.each<readonly [Readonly<Record<string, string>>, boolean, boolean]>([
    [{}, true, true],
    [{}, false, false],
    [{ TERM: 'dumb' }, true, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: 'true' }, false, true],
    [{ FORCE_COLOR: '3' }, false, true],
    [{ FORCE_COLOR: '' }, false, false],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0', NO_COLOR: '' }, true, false],
  ])('with %j, on a terminal: %s, are wanted: %s', (environment, onTerminal, wanted) => {
    expect(wantsColors(environment, onTerminal)).toBe(wanted);
  });

  test('stand in a pipe with FORCE_COLOR, whatever NO_COLOR says, and nowhere else', async () => {
    const folder = temporaryFolder({ 'x.yaml': pod });
    const both = { FORCE_COLOR: '1', NO_COLOR: '1' };

    expect((await plimsollWith(both, folder, 'audit')).stdout).toContain(escape);
    expect((await plimsollWith(both, folder, 'audit', '--format', 'json')).stdout).not.toContain(escape);
    expect((await plimsollWith(both, folder, 'audit', '--format', 'markdown')).stdout).not.toContain(escape);
    expect((await plimsoll(folder, 'audit')).stdout).not.toContain(escape);
  });
});

describe('progress', () => {
  const files = Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`${at}.yaml`, pod.replace('x}', `x${at}}`)]));

  /** The same in a terminal of its own, by script of util-linux, which prints all that the terminal shows. */
  function onTerminal(folder: string, ...args: readonly string[]): string {
    const command = [process.execPath, cli, ...args].map((word) => `'${word}'`).join(' ');
    const env = { ...process.env, TERM: 'xterm', FORCE_COLOR: undefined, NO_COLOR: undefined };
    return spawnSync('script', ['-qec', command, '/dev/null'], { cwd: folder, env, encoding: 'utf8' }).stdout;
  }
  const hasScript = spawnSync('script', ['--version']).status === 0;

  test.skipIf(!hasScript)('is one line that counts, and is gone before the report', () => {
    const shown = onTerminal(temporaryFolder(files), 'audit');

    expect(shown).toContain('\r\u001b[2KRendered 1 of 5 sources');
    const last = shown.lastIndexOf('\r\u001b[2K');
    expect(shown.slice(0, last)).toContain('Rendered 5 of 5 sources');
    expect(shown.slice(0, last)).not.toContain('\n');
    expect(shown.slice(last)).not.toContain('Rendered');
  });

  test.skipIf(!hasScript)('is not there with --quiet', () => {
    expect(onTerminal(temporaryFolder(files), 'audit', '--quiet')).not.toContain('Rendered');
  });

  test('is not there in a pipe', async () => {
    expect((await plimsoll(temporaryFolder(files), 'audit')).stderr).toBe('');
  });

  test('never breaks the line, nor lets a name write anywhere else', () => {
    const written: string[] = [];
    const line = statusLine({ columns: 20, write: (text) => written.push(text) });

    line.say('Rendered 1 of 5 sources of the base');
    line.say('\u001b[1Ax');
    line.clear();
    line.clear();

    expect(written[0]).toBe('\r\u001b[2KRendered 1 of 5 so…');
    expect(written[1]).not.toMatch(/\u001b\[1A/);
    expect(written.slice(2)).toEqual(['\r\u001b[2K']);
  });
});

describe('--quiet', () => {
  test('prints the findings, and neither counts nor posture', async () => {
    const folder = temporaryFolder({ 'x.yaml': pod });

    const { code, stdout, stderr } = await plimsoll(folder, 'audit', '--quiet');

    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('pod-security-baseline/host-namespaces');
    for (const words of ['Looked at', 'fail:', 'Pod Security level']) expect(stdout).not.toContain(words);
  });

  test('prints nothing where there is nothing to say', async () => {
    expect(await plimsoll(temporaryFolder({ 'x.yaml': map }), 'audit', '--quiet')).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  test('prints what could not be checked, and that there was nothing to check', async () => {
    const broken = temporaryFolder({ 'x.yaml': map, 'y.yaml': 'apiVersion: v1\nkind: Pod\nspec: [\n' });

    const failed = await plimsoll(broken, 'audit', '--quiet');
    const nothing = await plimsoll(temporaryFolder({ 'README.md': 'x' }), 'audit', '--quiet');

    expect(failed.code).toBe(3);
    expect(failed.stdout).toMatch(/^Could not be checked\n {2}y\.yaml/);
    expect(nothing.code).toBe(4);
    expect(nothing.stdout).toMatch(/^error: /);
  });

  test('leaves out hints, and what fix did', async () => {
    const repository = temporaryRepository({ 'x.yaml': map });
    commit(repository, { 'y.yaml': map.replace('x}', 'y}') });
    write(repository, { 'y.yaml': map.replace('x}', 'z}') });
    const hinted = await plimsoll(repository, 'review', '--base', 'HEAD~1');

    expect(hinted.stderr).toContain('--head WORKTREE');
    expect(await plimsoll(repository, 'review', '--base', 'HEAD~1', '--quiet')).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect((await plimsoll(repository, 'fix', '--quiet')).stdout).toBe('');
  });

  test('does not change JSON', async () => {
    const folder = temporaryFolder({ 'x.yaml': pod });

    const [loud, quiet] = await Promise.all([
      plimsoll(folder, 'audit', '--format', 'json'),
      plimsoll(folder, 'audit', '--format', 'json', '--quiet'),
    ]);

    expect(quiet).toEqual(loud);
  });
});

test.each(['review', 'audit', 'fix', 'render', 'test', 'rules'])(
  '%s --help says what it does, and each example is of a command and flags that exist',
  async (command) => {
    const { code, stdout } = await plimsoll(temporaryFolder(), command, '--help');

    const examples = [...stdout.matchAll(/^ {2}\$ plimsoll (\S+)(.*)$/gm)];
    const flags = examples.flatMap(([, , rest = '']) => rest.match(/--[\w-]+/g) ?? []);
    expect(code).toBe(0);
    expect(examples.length).toBeGreaterThan(1);
    expect(examples.map(([, name]) => name)).toEqual(examples.map(() => command));
    for (const flag of flags) expect(stdout.split('Examples:')[0]).toContain(flag);
  },
);
