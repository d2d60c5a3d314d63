import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * The only way to git. A repository may hold what a stranger wrote, and git runs programs that configuration and
 * environment name. So it gets an environment made here, and is told where the repository is: it looks for none itself.
 */

const run = promisify(execFile);

/** Long enough for the history of a large repository; a server that does not answer must not hold the job. Milliseconds. */
const FETCH_TIME = 300_000;

/**
 * Over what the repository's own configuration says: each of these keys runs a program, or takes files from elsewhere.
 * `core.excludesFile` and `core.attributesFile` are of whoever runs this, and would hide files on one machine alone.
 */
const overrides: Readonly<Record<string, string>> = {
  'core.fsmonitor': 'false',
  'core.untrackedCache': 'false',
  'core.hooksPath': '/dev/null',
  'core.attributesFile': '/dev/null',
  'core.excludesFile': '/dev/null',
  'core.alternateRefsCommand': 'true',
  'core.sshCommand': 'false',
  'core.gitProxy': '',
  'core.askPass': '',
  'core.pager': 'cat',
  'credential.helper': '',
  'safe.bareRepository': 'explicit',
  'submodule.recurse': 'false',
  'fetch.recurseSubmodules': 'false',
  'fetch.writeCommitGraph': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
};

/** What git does not get from the environment of this process: everything else, `GIT_DIR` and `GIT_SSH_COMMAND` too. */
const kept = ['HOME', 'TMPDIR', 'TMP', 'TEMP', 'SystemRoot', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO'];
const proxies = ['http_proxy', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'];

const fixed = {
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: '/dev/null',
  GIT_NO_LAZY_FETCH: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_PROTOCOL_FROM_USER: '0',
  GIT_SSH_COMMAND: 'false',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
};

/** @param protocols those that git may speak, over what any configuration allows: `https:http`; empty for none. */
export function gitEnvironment(
  repository: string,
  protocols: string,
  { env }: Pick<typeof process, 'env'> = process,
): Record<string, string> {
  const own = workTreeEntry(repository);
  const taken = [...kept, ...proxies].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return {
    ...Object.fromEntries(taken),
    ...fixed,
    // A relative folder of PATH would be one of the checkout.
    PATH: (env['PATH'] ?? '').split(delimiter).filter(isAbsolute).join(delimiter),
    ...configuration(),
    // An unknown name: an empty list would leave it to the configuration.
    GIT_ALLOW_PROTOCOL: protocols === '' ? 'none' : protocols,
    // Where git is told the place it also asks nobody who owns it: in a container that is another user.
    ...(own === null ? { GIT_DIR: repository } : { GIT_DIR: own, GIT_WORK_TREE: repository }),
  };
}

function configuration(): Record<string, string> {
  const entries = Object.entries(overrides);
  const pairs = entries.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key] as const,
    [`GIT_CONFIG_VALUE_${index}`, value] as const,
  ]);
  return { ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(entries.length) };
}

/** What git prints. @throws what `execFile` throws when git ends with an error. */
export async function git(repository: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run('git', [...args], {
    cwd: repository,
    env: gitEnvironment(repository, ''),
    maxBuffer: 1 << 30,
  });
  return stdout;
}

/** A git that is talked to while it runs. */
export function startGit(repository: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn('git', [...args], { cwd: repository, env: gitEnvironment(repository, '') });
}

/**
 * Fetches from an address. Of the repository's configuration git takes what `http` says: the header that
 * actions/checkout keeps its token in. The address stands for itself: nothing under a remote's name is read.
 */
export async function gitFetch(repository: string, from: string, args: readonly string[]): Promise<void> {
  const quiet = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head'];
  await run('git', ['fetch', ...quiet, ...args.filter(isOption), '--', from, ...args.filter((arg) => !isOption(arg))], {
    cwd: repository,
    env: gitEnvironment(repository, 'https:http:file'),
    maxBuffer: 1 << 30,
    timeout: FETCH_TIME,
  });
}

function isOption(arg: string): boolean {
  return arg.startsWith('--');
}

/** The work tree that a path lies in: the nearest folder above with a `.git` of its own, which no commit can bring. */
export function workTreeAt(path: string): string | null {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (workTreeEntry(folder) !== null) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/**
 * The work tree, or the folder itself where it is a bare repository. Those can come with a commit, so nothing inside of a
 * work tree is taken for one, and none is looked for in the folders above.
 */
export function repositoryAt(path: string): string | null {
  const isBare = () => ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(path, name)));
  return workTreeAt(path) ?? (isBare() ? resolve(path) : null);
}

/** The `.git` of a work tree: the repository, or the file of a linked work tree or submodule that names it. */
function workTreeEntry(folder: string): string | null {
  const entry = join(folder, '.git');
  const status = lstatSync(entry, { throwIfNoEntry: false });
  if (status === undefined) return null;
  if (status.isFile()) return readFileSync(entry, 'utf8').startsWith('gitdir:') ? entry : null;
  return existsSync(join(entry, 'HEAD')) ? entry : null;
}
