/** Runs git in an environment that does not execute what a repository configures. */
import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * The only access to git. A repository may contain what a stranger wrote, and git runs programs that configuration and
 * environment name. So git gets an environment that is made here, and the repository's path, so that it does not search
 * for one.
 */

const run = promisify(execFile);

/** Enough for the files of a large repository; a server that does not answer must not block the job. Milliseconds. */
const ONLINE_TIME = 300_000;

/**
 * Overrides of the repository's own configuration: each of these keys runs a program or reads files from elsewhere.
 * `core.excludesFile` and `core.attributesFile` belong to the user, and would hide files on one machine only.
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

/** The only variables that git gets from this process: not `GIT_DIR`, `GIT_SSH_COMMAND` and others. */
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

/**
 * @param protocols the protocols that git may use, whatever is configured: `https:http`; empty for none.
 * @param settings configuration for this one process, as keys and values. It is in the environment: other users cannot
 * read it, as they can read arguments, and it is in no file.
 */
export function gitEnvironment(
  repository: string,
  protocols: string,
  { env }: Pick<typeof process, 'env'> = process,
  settings: readonly GitSetting[] = [],
): Record<string, string> {
  const own = workTreeEntry(repository);
  const taken = [...kept, ...proxies].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return {
    ...Object.fromEntries(taken),
    ...fixed,
    // A relative folder in PATH would be inside the checkout.
    PATH: (env['PATH'] ?? '').split(delimiter).filter(isAbsolute).join(delimiter),
    ...configuration(settings),
    // An unknown protocol, because an empty list would leave the decision to the configuration.
    GIT_ALLOW_PROTOCOL: protocols === '' ? 'none' : protocols,
    // With an explicit path, git does not check the owner of the repository, who is another user in a container.
    ...(own === null ? { GIT_DIR: repository } : { GIT_DIR: own, GIT_WORK_TREE: repository }),
  };
}

/** A key of git's configuration and its value. A key may occur several times. */
export type GitSetting = readonly [key: string, value: string];

function configuration(settings: readonly GitSetting[]): Record<string, string> {
  const entries = [...Object.entries(overrides), ...settings];
  const pairs = entries.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key] as const,
    [`GIT_CONFIG_VALUE_${index}`, value] as const,
  ]);
  return { ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(entries.length) };
}

/** The output of git. @throws the error of `execFile` if git fails. */
export async function git(repository: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run('git', [...args], {
    cwd: repository,
    env: gitEnvironment(repository, ''),
    maxBuffer: 1 << 30,
  });
  return stdout;
}

/** Starts a git process with open standard input and output. */
export function startGit(repository: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn('git', [...args], { cwd: repository, env: gitEnvironment(repository, '') });
}

/**
 * The output of a git command that talks to a server. Of the repository's configuration git uses `http`, where
 * actions/checkout stores the header with its token. It follows no redirect: headers would be sent there too.
 *
 * @param time how long it may take, in milliseconds.
 * @throws the error of `execFile` if git fails.
 */
export async function gitOnline(
  repository: string,
  args: readonly string[],
  settings: readonly GitSetting[] = [],
  time: number = ONLINE_TIME,
): Promise<string> {
  const { stdout } = await run('git', [...args], {
    cwd: repository,
    env: gitEnvironment(repository, 'https:http:file', process, [['http.followRedirects', 'false'], ...settings]),
    maxBuffer: 1 << 30,
    timeout: time,
  });
  return stdout;
}

/** The work tree that contains a path: the nearest folder above with a `.git`, which a commit cannot contain. */
export function workTreeAt(path: string): string | null {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (workTreeEntry(folder) !== null) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/**
 * The work tree, or the folder itself where it is a bare repository. A commit may contain a bare repository, so none
 * inside a work tree counts, and none is searched in the folders above.
 */
export function repositoryAt(path: string): string | null {
  const isBare = () => ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(path, name)));
  return workTreeAt(path) ?? (isBare() ? resolve(path) : null);
}

/** The `.git` of a work tree: the repository, or the file of a linked work tree or submodule that refers to it. */
function workTreeEntry(folder: string): string | null {
  const entry = join(folder, '.git');
  const status = lstatSync(entry, { throwIfNoEntry: false });
  if (status === undefined) return null;
  if (status.isFile()) return readFileSync(entry, 'utf8').startsWith('gitdir:') ? entry : null;
  return existsSync(join(entry, 'HEAD')) ? entry : null;
}
