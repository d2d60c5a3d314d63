import { execFile } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, statSync, chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { leadsInto, writeAsked } from '../../src/foundation/replace-file.ts';
import { temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';

const cli = join(import.meta.dirname, '../../dist/cli.js');
const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {hostNetwork: true, containers: []}\n';
const privileged = `apiVersion: v1
kind: Pod
metadata: {name: x}
spec:
  containers:
    - name: x
      image: x
      securityContext:
        privileged: true
`;

async function plimsoll(directory: string, ...args: readonly string[]): Promise<{ code: number; stderr: string }> {
  return new Promise((ended) => {
    execFile(process.execPath, [cli, ...args], { cwd: directory }, (error, _, stderr) => {
      ended({ code: error === null ? 0 : Number(error.code), stderr });
    });
  });
}

describe('a file that was asked for', () => {
  test.each(['report.json', 'new/folder/report.json', './a/../report.json'])('is written at %s', async (file) => {
    const checkout = temporaryFolder();

    await writeAsked(checkout, file, 'ours');

    expect(readFileSync(join(checkout, file.replace('a/../', '')), 'utf8')).toBe('ours');
  });

  test('takes the place of a link, and what the link leads to stays as it is', async () => {
    const elsewhere = temporaryFolder({ theirs: 'theirs' });
    const checkout = temporaryFolder({ 'report.json': { link: join(elsewhere, 'theirs') } });

    await writeAsked(checkout, 'report.json', 'ours');

    expect(lstatSync(join(checkout, 'report.json')).isSymbolicLink()).toBe(false);
    expect(readFileSync(join(elsewhere, 'theirs'), 'utf8')).toBe('theirs');
  });

  test('takes the place of a link to nothing, and nothing comes to be there', async () => {
    const elsewhere = temporaryFolder();
    const checkout = temporaryFolder({ 'report.json': { link: join(elsewhere, 'new') } });

    await writeAsked(checkout, 'report.json', 'ours');

    expect(existsSync(join(elsewhere, 'new'))).toBe(false);
  });

  test.each([
    ['out', 'out/report.json', 'out is a link'],
    ['a/b', 'a/b/c/report.json', 'a/b is a link'],
  ])('is refused through the linked folder %s', async (link, file, why) => {
    const elsewhere = temporaryFolder();
    const checkout = temporaryFolder({ [link]: { link: elsewhere } });

    await expect(writeAsked(checkout, file, 'ours')).rejects.toThrow(why);
    expect(existsSync(join(elsewhere, 'report.json'))).toBe(false);
  });

  test('is refused through a link to the checkout itself, and through a link inside of it', async () => {
    const checkout = temporaryFolder({ self: { link: '.' }, to: { link: 'real' }, 'real/x': '' });

    await expect(writeAsked(checkout, 'self/report.json', 'ours')).rejects.toThrow('self is a link');
    await expect(writeAsked(checkout, 'to/report.json', 'ours')).rejects.toThrow('to is a link');
  });

  test.each(['.git/config', '.GIT/config', 'sub/.git/hooks/pre-commit', '.git./config', 'GIT~1/config', '.git'])(
    'is refused at %s',
    async (file) => {
      const checkout = temporaryFolder({ '.git/config': 'theirs' });

      await expect(writeAsked(checkout, file, 'ours')).rejects.toThrow('own folder');
      expect(readFileSync(join(checkout, '.git/config'), 'utf8')).toBe('theirs');
    },
  );

  test('is known to be in the checkout under every name that the checkout has', async () => {
    const elsewhere = temporaryFolder();
    const checkout = temporaryFolder({ out: { link: elsewhere } });
    const names = temporaryFolder({ name: { link: checkout } });

    await expect(writeAsked(checkout, join(names, 'name/out/report.json'), 'ours')).rejects.toThrow('out is a link');
    await expect(writeAsked(join(names, 'name'), join(checkout, 'out/report.json'), '')).rejects.toThrow('is a link');
  });

  test('is written outside of the checkout as asked, also through links', async () => {
    const elsewhere = temporaryFolder();
    const links = temporaryFolder({ out: { link: elsewhere } });

    await writeAsked(temporaryFolder(), join(links, 'out/report.json'), 'ours');

    expect(readFileSync(join(elsewhere, 'report.json'), 'utf8')).toBe('ours');
  });

  test('keeps the mode of the file before it', async () => {
    const checkout = temporaryFolder({ 'run.sh': '' });
    chmodSync(join(checkout, 'run.sh'), 0o755);

    await writeAsked(checkout, 'run.sh', 'ours');

    expect(statSync(join(checkout, 'run.sh')).mode & 0o777).toBe(0o755);
  });
});

test('a folder that a link leads to lies where the link leads', () => {
  const workspace = temporaryFolder({ 'sub/x': '' });
  const elsewhere = temporaryFolder({ in: { link: workspace } });
  symlinkSync(elsewhere, join(workspace, 'out'));

  expect(leadsInto(workspace, join(workspace, 'sub'))).toBe(true);
  expect(leadsInto(workspace, join(workspace, 'not/there/yet'))).toBe(true);
  expect(leadsInto(workspace, join(elsewhere, 'in/cache'))).toBe(true);
  expect(leadsInto(workspace, join(workspace, 'out'))).toBe(false);
  expect(leadsInto(workspace, join(workspace, 'out/in/sub'))).toBe(true);
});

test('--output through a linked folder of the checkout ends with 2 and says why', async () => {
  const elsewhere = temporaryFolder();
  const repository = temporaryRepository({ 'x.yaml': pod, out: { link: elsewhere } });

  const { code, stderr } = await plimsoll(repository, 'audit', '--output', 'out/report.txt');

  expect(code).toBe(2);
  expect(stderr).toBe(
    "plimsoll: --output out/report.txt can't be written: out is a link, and links of the checkout are not followed; name the folder it leads to\n",
  );
  expect(existsSync(join(elsewhere, 'report.txt'))).toBe(false);
});

test('--cache through a link of the checkout ends with 2 and says why', async () => {
  const elsewhere = temporaryFolder();
  const repository = temporaryRepository({ 'x.yaml': pod, cache: { link: elsewhere } });

  const { code, stderr } = await plimsoll(repository, 'audit', '--cache', 'cache');

  expect(code).toBe(2);
  expect(stderr).toContain("--cache cache can't be used: cache is a link");
});

test.each(['cache', './cache/', '.'])(
  '--cache %s that the repository has files in ends with 2 and says why',
  async (folder) => {
    const repository = temporaryRepository({ 'x.yaml': pod, 'cache/told/ab/cd.json': '{}' });

    const { code, stderr } = await plimsoll(repository, 'audit', '--cache', folder);

    expect(code).toBe(2);
    expect(stderr).toBe(
      `plimsoll: --cache ${folder} can't be used: git tracks files in it, and the content of a cache is trusted; use a folder that git does not track\n`,
    );
  },
);

test('--cache in the checkout that git does not track is used', async () => {
  const repository = temporaryRepository({ 'x.yaml': pod, 'cached.txt': '' });

  const { code } = await plimsoll(repository, 'audit', '--fail-on', 'never', '--cache', 'cache');

  expect(code).toBe(0);
});

test('fix edits the file that a link of the tree leads to, and the link stays', async () => {
  const repository = temporaryRepository({ 'real/pod.yaml': privileged, 'pod.yaml': { link: 'real/pod.yaml' } });

  await plimsoll(repository, 'fix', '--unsafe', 'pod.yaml');

  expect(lstatSync(join(repository, 'pod.yaml')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(repository, 'real/pod.yaml'), 'utf8')).toContain('privileged: false');
});

test('fix writes nothing outside of the tree', async () => {
  const elsewhere = temporaryFolder({ 'pod.yaml': privileged });
  const repository = temporaryRepository({ 'pod.yaml': { link: join(elsewhere, 'pod.yaml') }, 'x.yaml': pod });

  await plimsoll(repository, 'fix', '--unsafe');

  expect(readFileSync(join(elsewhere, 'pod.yaml'), 'utf8')).toBe(privileged);
});
