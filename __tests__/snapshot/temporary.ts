import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** What is written at a path: text, bytes, or a symbolic link. */
export type Content = string | Uint8Array | { readonly link: string };

/** A folder that is removed when the test ends. Links resolved, as git names it. */
export function temporaryFolder(contents: Readonly<Record<string, Content>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-')));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  write(folder, contents);
  return folder;
}

export function write(folder: string, contents: Readonly<Record<string, Content>>): void {
  for (const [path, content] of Object.entries(contents)) {
    const at = join(folder, path);
    mkdirSync(dirname(at), { recursive: true });
    if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, at);
    else writeFileSync(at, content);
  }
}

/** Whoever runs the tests may have hooks, signing and line endings of their own. */
const settings = ['user.name=T', 'user.email=t@example.test', 'commit.gpgsign=false', 'core.autocrlf=false'];

export function git(folder: string, ...args: readonly string[]): string {
  const all = [...settings, 'core.hooksPath=/dev/null', 'protocol.file.allow=always'].flatMap((each) => ['-c', each]);
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync('git', [...all, ...args], { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** A repository with one commit on `main`. */
export function temporaryRepository(contents: Readonly<Record<string, Content>> = {}): string {
  const folder = temporaryFolder(contents);
  git(folder, 'init', '--quiet', '--initial-branch=main');
  commit(folder, {});
  return folder;
}

/** Writes, commits everything, and gives the commit's id. */
export function commit(folder: string, contents: Readonly<Record<string, Content>>): string {
  write(folder, contents);
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'a commit');
  return git(folder, 'rev-parse', 'HEAD');
}
