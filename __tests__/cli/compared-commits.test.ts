import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commit, git, temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';

const cli = join(import.meta.dirname, '../../dist/cli.js');

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
}

async function review(directory: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((ended) => {
    execFile(process.execPath, [cli, 'review', ...args], { cwd: directory }, (_, stdout, stderr) => {
      ended({ stdout, stderr });
    });
  });
}

const pod = (name: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: []}\n`;
const short = (id: string): string => id.slice(0, 7);

/** A repository whose base and head both went on from a commit, and the tips of both. */
function forked(): { readonly directory: string; readonly base: string; readonly head: string } {
  const directory = temporaryRepository({ 'a.yaml': pod('a') });
  git(directory, 'checkout', '--quiet', '-b', 'work');
  const head = commit(directory, { 'b.yaml': pod('b') });
  git(directory, 'checkout', '--quiet', '-b', 'other', 'HEAD~1');
  const base = commit(directory, { 'c.yaml': pod('c') });
  git(directory, 'checkout', '--quiet', 'work');
  return { directory, base, head };
}

describe('a review', () => {
  test('names the commits that it compares', async () => {
    const { directory, base, head } = forked();
    const { stdout, stderr } = await review(directory, '--base', base);

    expect(stdout).toContain(
      `Compared base ${short(git(directory, 'rev-parse', 'HEAD~1').trim())} with head ${short(head)}.\n`,
    );
    expect(stderr).toBe('');
  });

  test('in a clone without a common ancestor says that it compares the tips, and what to do', async () => {
    const { directory, base, head } = forked();
    const shallow = temporaryFolder();
    git(shallow, 'clone', '--quiet', '--depth', '1', '--no-single-branch', `file://${directory}`, 'clone');
    const { stdout } = await review(join(shallow, 'clone'), '--base', base, '--format', 'json');

    expect((JSON.parse(stdout) as { readonly notices: unknown }).notices).toEqual([
      {
        code: 'tips-compared',
        subject: base,
        message: `The tips ${short(base)} (base) and ${short(head)} (head) are compared: this clone has no common ancestor of them. What others merged meanwhile can look as if it was reverted. Fetch the history (actions/checkout with fetch-depth: 0, or git fetch --unshallow).`,
      },
    ]);
  });

  test('of a merge of the base says nothing of the sort, however little history there is', async () => {
    const { directory, base } = forked();
    git(directory, 'merge', '--quiet', '--no-edit', 'other');
    const merge = git(directory, 'rev-parse', 'HEAD').trim();
    const shallow = temporaryFolder();
    git(shallow, 'clone', '--quiet', '--depth', '1', '--no-single-branch', `file://${directory}`, 'clone');
    const { stdout } = await review(join(shallow, 'clone'), '--base', base, '--head', merge, '--format', 'json');

    expect(JSON.parse(stdout)).not.toHaveProperty('notices');
  });

  test.each([
    ['an edited file', 'a.yaml'],
    ['a new file', 'new.yaml'],
  ])('says that %s in the working tree is not looked at before it is committed', async (_, file) => {
    const { directory, base } = forked();
    writeFileSync(join(directory, file), pod('edited'));
    writeFileSync(join(directory, 'notes.txt'), 'no source');

    const { stderr } = await review(directory, '--base', base);
    expect(stderr).toBe(
      'plimsoll: only commits are compared; 1 file in the working tree has uncommitted changes. To review the working tree, use --head WORKTREE.\n',
    );
    expect((await review(directory, '--base', base, '--head', 'WORKTREE')).stderr).toBe('');
  });

  test('takes what git itself changes in a checkout for no change', async () => {
    const { directory, base } = forked();
    writeFileSync(join(directory, 'a.yaml'), pod('a').replaceAll('\n', '\r\n'));

    expect((await review(directory, '--base', base)).stderr).toBe('');
  });
});
