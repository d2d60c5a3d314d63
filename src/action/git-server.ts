/** The git server of the workflow's environment: the only one that commits are fetched from. */
import { setTimeout as sleep } from 'node:timers/promises';
import { authorizationFor } from '../snapshot/authorization.ts';
import { fetchWithoutHistoryArgs, saidByGit } from '../snapshot/fetching.ts';
import { git, gitOnline } from '../snapshot/run-git.ts';

/** The workflow's own repository on its server. */
export interface GitServer {
  /** `https://github.com/owner/name`. */
  readonly address: string;
  /** Null: only what the repository's configuration has is shown to the server. */
  readonly token: string | null;
  /** How long to wait before a request is tried again that the network or the server broke. Seconds; one for each time. */
  readonly waits: readonly number[];
}

/** As often as actions/checkout tries. */
const defaultWaits = [2, 8];

/** Null outside of GitHub Actions. */
export function gitServerOf(
  { GITHUB_SERVER_URL: server = '', GITHUB_REPOSITORY: repository = '' }: Readonly<Record<string, string | undefined>>,
  token: string | null,
): GitServer | null {
  return server === '' || repository === '' ? null : { address: `${server}/${repository}`, token, waits: defaultWaits };
}

/** Fetches commits by their ids, each with its files and without its history. @throws what git says. */
export async function fetchWithoutHistory(
  repository: string,
  server: GitServer,
  commits: readonly string[],
): Promise<void> {
  await askServer(repository, server, fetchWithoutHistoryArgs(server.address, commits));
}

/** A branch and the commit at its tip. */
export interface BranchTip {
  readonly branch: string;
  readonly commit: string;
}

/**
 * The default branch, as the server has it now. `named`: its name when the event happened; null, and a branch that is
 * gone since: the server's HEAD.
 *
 * @throws what git says, or that there is no such branch.
 */
export async function defaultBranchTip(
  repository: string,
  server: GitServer,
  named: string | null,
): Promise<BranchTip> {
  const refs = ['HEAD', ...(named === null ? [] : [`refs/heads/${named}`])];
  const printed = await askServer(repository, server, ['ls-remote', '--symref', '--', server.address, ...refs]);
  const tips = new Map(printed.split('\n').map((line) => line.split('\t').reverse() as [string, string | undefined]));
  const atEvent = named === null ? undefined : tips.get(`refs/heads/${named}`);
  if (named !== null && atEvent !== undefined) return { branch: named, commit: atEvent };
  const branch = /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(printed)?.[1];
  const commit = tips.get('HEAD');
  if (branch === undefined || commit === undefined) throw new Error(`${server.address} has no default branch`);
  return { branch, commit };
}

/** What git says of a network or a server that fails, and may not the next time. */
const PASSING =
  /returned error: (?:5\d\d|429)|Could not resolve host|Failed to connect|Connection (?:reset|refused|timed out)|Operation too slow|early EOF|RPC failed|unexpected disconnect|hung up|Empty reply|not closed cleanly/i;

/**
 * Lets git ask the server; again, where the network or the server fails.
 *
 * @param time how long one attempt may take, in milliseconds.
 * @throws what git says.
 */
export async function askServer(
  repository: string,
  server: GitServer,
  args: readonly string[],
  time?: number,
): Promise<string> {
  for (const seconds of server.waits) {
    try {
      return await askedOnce(repository, server, args, time);
    } catch (thrown) {
      if (!PASSING.test(saidByGit(thrown))) throw thrown;
      await sleep(seconds * 1000);
    }
  }
  return askedOnce(repository, server, args, time);
}

/**
 * Asks with the token first, then with what the repository's configuration has, such as the header that
 * actions/checkout stores there.
 */
async function askedOnce(
  repository: string,
  server: GitServer,
  args: readonly string[],
  time?: number,
): Promise<string> {
  const settings = authorizationFor(server.address, server.token);
  if (settings.length === 0) return gitOnline(repository, args, [], time);
  try {
    return await gitOnline(repository, args, settings, time);
  } catch (thrown) {
    if (PASSING.test(saidByGit(thrown)) || !(await hasHeader(repository, server))) throw thrown;
    return gitOnline(repository, args, [], time);
  }
}

async function hasHeader(repository: string, { address }: GitServer): Promise<boolean> {
  return git(repository, ['config', '--get-urlmatch', 'http.extraheader', address]).then(
    () => true,
    () => false,
  );
}
