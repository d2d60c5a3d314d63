import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from '../snapshot/temporary.ts';
import type { Hosted } from './hosted.ts';

/** Files by path: a text, a symbolic link, a submodule, or null where the file is removed. */
export type Files = Readonly<Record<string, string | { readonly link: string } | { readonly commit: string } | null>>;

let marks = 0;

/**
 * Writes commits into a bare repository, one on the other, and moves a branch to the last. Their ids in order.
 *
 * @param onto the commit that the first one follows; null for none.
 */
export function history(repository: string, ref: string, onto: string | null, commits: readonly Files[]): string[] {
  const seconds = 1_700_000_000 + (marks += 1);
  const stream = commits.map((files, index) => {
    const changes = changesTo(files);
    const from = index === 0 && onto !== null ? `from ${onto}\n` : '';
    const who = `committer T <t@example.test> ${seconds + index} +0000\n`;
    const start = index === 0 && onto === null ? `reset ${ref}\n` : '';
    return `${start}commit ${ref}\nmark :${index + 1}\n${who}data 1\nc\n${from}${changes}\n`;
  });
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  const file = join(folder, 'marks');
  execFileSync('git', ['fast-import', '--quiet', '--force', `--export-marks=${file}`], {
    cwd: repository,
    input: stream.join(''),
    maxBuffer: 1 << 30,
  });
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  rmSync(folder, { recursive: true });
  const byMark = new Map(lines.map((line) => line.slice(1).split(' ') as [string, string]));
  return commits.map((_, index) => byMark.get(String(index + 1)) ?? '');
}

/** A merge of two commits with the files of the first and these, at a ref. */
export function merged(repository: string, ref: string, parents: readonly [string, string], files: Files = {}): string {
  const [first, second] = parents;
  const who = 'committer T <t@example.test> 1800000000 +0000\n';
  const stream = `commit ${ref}\n${who}data 1\nm\nfrom ${first}\nmerge ${second}\n${changesTo(files)}\n`;
  execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: repository, input: stream });
  return git(repository, 'rev-parse', ref);
}

function changesTo(files: Files): string {
  const lines = Object.entries(files).map(([path, content]) => {
    if (content === null) return `D ${path}\n`;
    if (typeof content === 'string') return `M 100644 inline ${path}\n${inline(content)}`;
    if ('link' in content) return `M 120000 inline ${path}\n${inline(content.link)}`;
    return `M 160000 ${content.commit} ${path}\n`;
  });
  return lines.join('');
}

function inline(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

/** A checkout as actions/checkout makes it without kept credentials: one ref, detached, `depth` commits deep; 0: all. */
export function checkout({ url, repository }: Hosted, workspace: string, ref: string, depth: number): void {
  mkdirSync(workspace, { recursive: true });
  git(workspace, 'init', '--quiet');
  git(workspace, 'remote', 'add', 'origin', `${url}/shop/deploy`);
  const refs = depth === 0 ? ['+refs/heads/*:refs/remotes/origin/*', '+refs/pull/*:refs/remotes/pull/*'] : [];
  const deep = depth === 0 ? [] : [`--depth=${depth}`];
  git(workspace, 'fetch', '--quiet', '--no-tags', ...deep, `file://${repository}`, ...refs, `+${ref}:refs/remotes/it`);
  git(workspace, '-c', 'advice.detachedHead=false', 'checkout', '--quiet', '--detach', 'refs/remotes/it');
  git(workspace, 'update-ref', '-d', 'refs/remotes/it');
}

/** The ids of all commits that a repository has, reachable or not. */
export function commitsIn(repository: string): string[] {
  const args = ['cat-file', '--batch-all-objects', '--batch-check=%(objecttype) %(objectname)'];
  const lines = git(repository, ...args).split('\n');
  return lines
    .filter((line) => line.startsWith('commit '))
    .map((line) => line.slice(7))
    .sort();
}
