import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { fetchWithoutHistory } from '../../src/action/git-server.ts';
import { repositoryOf } from '../../src/snapshot/git.ts';
import { git as plainGit, gitEnvironment } from '../../src/snapshot/run-git.ts';
import { auditedTree, reviewedTrees } from '../../src/run/open/trees.ts';
import { commit, git, temporaryFolder, temporaryRepository, write } from './temporary.ts';

/** A program that leaves a file behind when it is run. */
function trap(): { readonly program: string; readonly sprung: () => string[] } {
  const folder = temporaryFolder({ 'trap.sh': '#!/bin/sh\ntouch "$(dirname "$0")/sprung-$$"\nexit 1\n' });
  const program = join(folder, 'trap.sh');
  chmodSync(program, 0o755);
  return { program, sprung: () => readdirSync(folder).filter((name) => name.startsWith('sprung')) };
}

const programs = [
  'core.fsmonitor',
  'core.sshCommand',
  'core.gitProxy',
  'core.askPass',
  'core.alternateRefsCommand',
  'core.pager',
  'credential.helper',
  'diff.external',
  'filter.trap.clean',
  'filter.trap.smudge',
  'filter.trap.process',
  'diff.trap.textconv',
  'remote.origin.uploadpack',
];

function armed(repository: string, program: string): void {
  for (const key of programs) git(repository, 'config', key, program);
  git(repository, 'config', 'filter.trap.required', 'true');
  git(repository, 'config', 'protocol.ext.allow', 'always');
  git(repository, 'config', 'protocol.allow', 'always');
  for (const hook of ['post-index-change', 'reference-transaction', 'pre-auto-gc', 'post-checkout']) {
    write(repository, { [`.git/hooks/${hook}`]: `#!/bin/sh\n${program}\n` });
    chmodSync(join(repository, '.git/hooks', hook), 0o755);
  }
}

const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };

describe('no program that a repository names is run', () => {
  test.each(['WORKTREE', 'HEAD'])('by a review of %s', async (head) => {
    const { program, sprung } = trap();
    const repository = temporaryRepository({ 'a.yaml': 'a: 1\n', '.gitattributes': '* filter=trap diff=trap\n' });
    armed(repository, program);
    write(repository, { 'a.yaml': 'a: 2\n', 'b.yaml': 'b: 1\n' });

    const trees = await reviewedTrees({ ...common, directory: repository, base: 'main', head });
    onTestFinished(trees.close);
    const read = await trees.head.read('a.yaml');

    expect(read.toString()).toBe(head === 'HEAD' ? 'a: 1\n' : 'a: 2\n');
    expect(sprung()).toEqual([]);
  });

  test.each(['ext::PROGRAM', 'ssh://trap.example/x', 'git://127.0.0.1:1/x', 'trap.example:x', 'trap::x'])(
    'by a fetch from %s',
    async (address) => {
      const { program, sprung } = trap();
      const repository = temporaryRepository({});
      armed(repository, program);
      const server = { address: address.replace('PROGRAM', program), token: null, waits: [] };

      await expect(fetchWithoutHistory(repository, server, ['4'.repeat(40)])).rejects.toThrow();

      expect(sprung()).toEqual([]);
    },
  );

  test('by a fetch from an address that is written another way', async () => {
    const { program, sprung } = trap();
    const repository = temporaryRepository({});
    armed(repository, program);
    git(repository, 'config', `url.ext::${program} .insteadOf`, 'https://trap.invalid/');
    const server = { address: 'https://trap.invalid/x', token: 'token', waits: [] };

    await expect(fetchWithoutHistory(repository, server, ['4'.repeat(40)])).rejects.toThrow();

    expect(sprung()).toEqual([]);
  });

  test('by objects that only another repository has', async () => {
    const { program, sprung } = trap();
    const repository = temporaryRepository({});
    armed(repository, program);
    for (const [key, value] of [
      ['core.repositoryFormatVersion', '1'],
      ['extensions.partialClone', 'origin'],
      ['remote.origin.promisor', 'true'],
      ['remote.origin.url', `ext::${program}`],
    ] as const)
      git(repository, 'config', key, value);

    await expect(plainGit(repository, ['cat-file', 'blob', '4'.repeat(40)])).rejects.toThrow();

    expect(sprung()).toEqual([]);
  });

  test('of a bare repository that a commit brings', async () => {
    const { program, sprung } = trap();
    const repository = temporaryRepository({ 'x.yaml': 'x: 1\n' });
    const bare = join(repository, 'deploy');
    git(repository, 'init', '--quiet', '--bare', bare);
    for (const key of programs) git(bare, 'config', key, program);
    git(bare, 'config', 'core.bare', 'false');
    git(bare, 'config', 'core.worktree', bare);
    write(bare, { 'info/exclude': '*.yaml\n', 'pod.yaml': 'a: 1\n' });

    const { tree, repository: found, wanted } = await auditedTree({ directory: repository, paths: ['deploy'] });

    expect(found).toBe(repository);
    expect(await repositoryOf(join(bare, 'refs'))).toBe(repository);
    expect([...tree.files.keys()].filter(wanted).filter((path) => path.endsWith('.yaml'))).toEqual(['deploy/pod.yaml']);
    expect(sprung()).toEqual([]);
  });

  test('of a bare repository in a folder that is no work tree', async () => {
    const { program, sprung } = trap();
    const folder = temporaryFolder({ 'x.yaml': 'x: 1\n' });
    const bare = join(folder, 'deploy');
    git(folder, 'init', '--quiet', '--bare', bare);
    for (const key of programs) git(bare, 'config', key, program);
    git(bare, 'config', 'core.bare', 'false');
    git(bare, 'config', 'core.worktree', bare);
    write(bare, { 'info/exclude': '*.yaml\n', 'pod.yaml': 'a: 1\n' });

    const { tree, wanted } = await auditedTree({ directory: folder, paths: ['deploy'] });

    expect([...tree.files.keys()].filter(wanted)).toContain('deploy/pod.yaml');
    expect(sprung()).toEqual([]);
  });
});

test('what the environment says of git counts for nothing', async () => {
  const { program, sprung } = trap();
  const repository = temporaryRepository({ 'a.yaml': 'a: 1\n' });
  const other = temporaryRepository({ 'b.yaml': 'b: 1\n' });
  const hostile = {
    GIT_DIR: join(other, '.git'),
    GIT_WORK_TREE: other,
    GIT_INDEX_FILE: join(other, '.git/index'),
    GIT_OBJECT_DIRECTORY: join(other, '.git/objects'),
    GIT_CONFIG_PARAMETERS: `'core.fsmonitor=${program}'`,
    GIT_EXTERNAL_DIFF: program,
    GIT_SSH_COMMAND: program,
    GIT_TRACE: join(other, 'trace'),
    GIT_EXEC_PATH: other,
  };
  for (const [name, value] of Object.entries(hostile)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });

  const { tree } = await auditedTree({ directory: repository, paths: [] });

  expect([...tree.files.keys()]).toEqual(['a.yaml']);
  expect(existsSync(join(other, 'trace'))).toBe(false);
  expect(sprung()).toEqual([]);
});

test('git is not looked for in folders of the checkout', () => {
  const { PATH } = gitEnvironment('/nowhere', '', { env: { PATH: 'bin:/usr/bin::.' } });

  expect(PATH).toBe('/usr/bin');
});

test('replaced objects and grafts change nothing', async () => {
  const repository = temporaryRepository({ 'a.yaml': 'true\n' });
  const id = git(repository, 'rev-parse', 'HEAD:a.yaml');
  write(repository, { other: 'false\n' });
  git(repository, 'replace', id, git(repository, 'hash-object', '-w', 'other'));
  const head = commit(repository, {});
  write(repository, { '.git/info/grafts': `${head}\n` });

  expect(await plainGit(repository, ['cat-file', 'blob', id])).toBe('true\n');
  expect((await plainGit(repository, ['rev-list', '--count', 'HEAD'])).trim()).toBe('2');
});

test("the excludes of whoever runs it hide nothing; the repository's own .gitignore does", async () => {
  const home = temporaryFolder({ '.config/git/ignore': 'a.yaml\n' });
  vi.stubEnv('HOME', home);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const repository = temporaryRepository({ '.gitignore': 'build/\n' });
  write(repository, { 'a.yaml': 'a: 1\n', 'build/b.yaml': 'b: 1\n' });

  const { tree } = await auditedTree({ directory: repository, paths: [] });

  expect([...tree.files.keys()]).toEqual(['.gitignore', 'a.yaml']);
});

test('a linked work tree is a repository', async () => {
  const repository = temporaryRepository({ 'a.yaml': 'a: 1\n' });
  const linked = join(temporaryFolder(), 'linked');
  git(repository, 'worktree', 'add', '--quiet', linked);

  const { tree, repository: found } = await auditedTree({ directory: linked, paths: [] });

  expect(found).toBe(linked);
  expect([...tree.files.keys()]).toEqual(['a.yaml']);
});
