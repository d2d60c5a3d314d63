/** Bare git repositories on disk: commits, branches and merges without a work tree. */
import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The content of a file by its path; null deletes it. */
export type Files = Readonly<Record<string, string | null>>;

const ENVIRONMENT: NodeJS.ProcessEnv = {
  ...{ PATH: process.env['PATH'], HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
  ...{ GIT_AUTHOR_NAME: 'Ann', GIT_AUTHOR_EMAIL: 'ann@mail.example' },
  ...{ GIT_COMMITTER_NAME: 'Ann', GIT_COMMITTER_EMAIL: 'ann@mail.example' },
};

export function bareGit(directory: string, args: readonly string[], options: ExecFileSyncOptions = {}): string {
  const printed = execFileSync('git', ['--git-dir', directory, ...args], {
    ...{ stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 1 << 30, env: ENVIRONMENT },
    ...options,
    encoding: 'utf8',
  });
  return printed.trimEnd();
}

/** The ref of new commits, which no client sees. */
const NEW = 'refs/plimsoll/new';

const CONFIGURATION = `
[uploadpack]
  allowAnySHA1InWant = true
  allowFilter = true
[http]
  receivepack = true
[gc]
  auto = 0
[transfer]
  hideRefs = refs/plimsoll
`;

/** As GitHub's: any commit can be fetched by its id, and partial clones are possible. Nothing is ever collected. */
export function createBare(directory: string, branch: string): void {
  mkdirSync(directory, { recursive: true });
  bareGit(directory, ['init', '--quiet', '--bare', `--initial-branch=${branch}`, directory]);
  appendFileSync(join(directory, 'config'), CONFIGURATION);
}

/** A new commit. `time` is in seconds since 1970. Without a parent it has only these files. Resolves to its id. */
export function writeCommit(
  directory: string,
  { parent, files, message, time }: { parent: string | null; files: Files; message: string; time: number },
): string {
  const lines = [
    ...[`commit ${NEW}`, 'mark :1', `committer Ann <ann@mail.example> ${time} +0000`],
    ...[`data ${Buffer.byteLength(message)}`, message],
    ...(parent === null ? [] : [`from ${parent}`]),
    ...Object.entries(files).flatMap(([path, text]) =>
      text === null
        ? [`D ${quoted(path)}`]
        : [`M 100644 inline ${quoted(path)}`, `data ${Buffer.byteLength(text)}`, text],
    ),
    ...['', 'get-mark :1', 'done', ''],
  ];
  return bareGit(directory, ['fast-import', '--quiet', '--done', '--force'], { input: lines.join('\n') });
}

function quoted(path: string): string {
  return `"${path
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)}"`;
}

export function setRef(directory: string, ref: string, commit: string | null): void {
  bareGit(directory, commit === null ? ['update-ref', '-d', ref] : ['update-ref', ref, commit]);
}

const ID = /^[0-9a-f]{40}$/u;
const known = new Map<string, string>();

/** What git says of commits that are named by their ids: it never changes, so git is asked once. */
export function bareGitOnce(directory: string, args: readonly string[], ids: readonly string[]): string {
  const key = JSON.stringify([directory, args, ids]);
  const printed = known.get(key) ?? bareGit(directory, [...args, ...ids]);
  known.set(key, printed);
  return printed;
}

/** The commit that a revision names; null if there is none. */
export function commitAt(directory: string, revision: string): string | null {
  const ask = ['rev-parse', '--verify', '--quiet', '--end-of-options'];
  const named = `${revision}^{commit}`;
  try {
    return ID.test(revision) ? bareGitOnce(directory, ask, [named]) : bareGit(directory, [...ask, named]);
  } catch {
    return null;
  }
}

/** Of two commits by their ids. Null for histories that share no commit. */
export function mergeBaseOf(directory: string, one: string, other: string): string | null {
  try {
    return bareGitOnce(directory, ['merge-base'], [one, other]);
  } catch {
    return null;
  }
}

/** The commit that merges `head` into `base`; null where they conflict. */
export function mergeCommit(directory: string, base: string, head: string, time: number): string | null {
  const date = `${time} +0000`;
  try {
    const [tree = ''] = bareGit(directory, ['merge-tree', '--write-tree', base, head]).split('\n');
    const message = ['-m', `Merge ${head} into ${base}`];
    return bareGit(directory, ['commit-tree', tree, '-p', base, '-p', head, ...message], {
      env: { ...ENVIRONMENT, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    });
  } catch {
    return null;
  }
}

/** Takes a commit over from another repository: GitHub keeps the objects of forks with those of the original. */
export function takeOver(directory: string, from: string, commit: string): void {
  if (directory === from || commitAt(directory, commit) !== null) return;
  bareGit(directory, ['-c', 'protocol.file.allow=always', 'fetch', '--quiet', '--no-tags', from, commit]);
}
