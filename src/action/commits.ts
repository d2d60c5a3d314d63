/** Makes the commits of a review readable: fetches those that the checkout lacks, each without its history. */
import { ConfigurationError } from '../foundation/errors.ts';
import { shortId } from '../foundation/kubernetes/names.ts';
import type { Problem } from '../model/problem.ts';
import { whyGitFailed } from '../snapshot/fetching.ts';
import { commitId, mergeBase as ancestorOf } from '../snapshot/git.ts';
import { git } from '../snapshot/run-git.ts';
import { type BranchTip, defaultBranchTip, fetchWithoutHistory, type GitServer } from './git-server.ts';
import type { GitHubAnswers } from './github-answers.ts';
import { type MergeBase, mergeBaseByHistory } from './merge-base-by-history.ts';
import { bareStore, checkoutAt, nameOrigin } from './object-store.ts';
import type { Comparison } from './task.ts';

/** Where commits are, and where they can be had. */
export interface CommitPlaces {
  /** A folder of the checkout, if there is one. */
  readonly directory: string;
  readonly workspace: string;
  /** The runner's folder for temporary files. */
  readonly temporary: string;
  /** Null outside of GitHub Actions: nothing is fetched. */
  readonly server: GitServer | null;
  readonly mergeBaseOf: GitHubAnswers['mergeBaseOf'];
}

/** Commits as full ids. */
export interface ReadyCommits {
  /** A folder of the repository that has them all. */
  readonly directory: string;
  readonly base: string;
  readonly head: string;
  /** Null: there is none, or it is not known, which is a problem then. The tips are compared. */
  readonly mergeBase: string | null;
  readonly problems: readonly Problem[];
  /** The tip of the default branch. */
  readonly trustRoot: string;
}

/**
 * Fetches at most four commits: the merge base, head, the tip of the default branch, and that of the base branch where
 * this is another. Work tree, index, HEAD and branches of a checkout stay as they are; without a checkout, nothing has a
 * work tree.
 *
 * @param named the name of the default branch when the event happened.
 * @throws {ConfigurationError} for a commit that can't be had.
 */
export async function readyCommits(
  wanted: Comparison,
  named: string | null,
  places: CommitPlaces,
): Promise<ReadyCommits> {
  const checkout = await checkoutAt(places.directory, places.workspace);
  const repository = checkout ?? (await bareStore(places.temporary));
  const trusted = await trustedTip(repository, named, places);
  const tip = wanted.base ?? trusted.commit;
  const { head } = wanted;
  const found = await mergeBaseIn(repository, { ...wanted, base: tip }, places);
  const mergeBase = found.kind === 'known' ? found.commit : null;
  // The tip of the event is not needed: its branch is the default branch, whose tip is here.
  const isTrusted = wanted.base === null || (mergeBase !== null && wanted.baseBranch === trusted.branch);
  const base = isTrusted ? trusted.commit : tip;
  await fetchMissing(repository, [mergeBase, base, head, trusted.commit], places.server);
  await Promise.all([
    requireFetched(repository, head, 'head', places),
    requireFetched(repository, base, 'base', places),
    requireFetched(repository, trusted.commit, `the tip of ${trusted.branch}`, places),
  ]);
  if (checkout === null && places.server !== null) await nameOrigin(repository, places.server, trusted);
  const directory = checkout === null ? repository : places.directory;
  const ready = { directory, base, head, trustRoot: trusted.commit };
  if (mergeBase !== null && (await commitId(repository, mergeBase)) === null)
    return { ...ready, mergeBase: null, problems: [unknownMergeBase(base, head, `${mergeBase} can't be fetched`)] };
  return { ...ready, mergeBase, problems: found.kind === 'unknown' ? [unknownMergeBase(base, head, found.why)] : [] };
}

/**
 * The tip of the default branch of a checkout, fetched if need be: for an audit of another branch.
 *
 * @throws {ConfigurationError} if it can't be had.
 */
export async function readyTrustRoot(
  checkout: string,
  named: string | null,
  places: Pick<CommitPlaces, 'server'>,
): Promise<string> {
  const { branch, commit } = await trustedTip(checkout, named, places);
  await fetchMissing(checkout, [commit], places.server);
  await requireFetched(checkout, commit, `the tip of ${branch}`, places);
  return commit;
}

/** The server's word is taken before the clone's, which on a runner that keeps its folders can be an old one. */
async function trustedTip(
  repository: string,
  named: string | null,
  { server }: Pick<CommitPlaces, 'server'>,
): Promise<BranchTip> {
  let why = 'this is no workflow run';
  try {
    if (server !== null) return await defaultBranchTip(repository, server, named);
  } catch (thrown) {
    why = whyGitFailed(thrown);
  }
  const commit = named === null ? null : await commitId(repository, `refs/remotes/origin/${named}`);
  if (named !== null && commit !== null) return { branch: named, commit };
  const which = named === null ? 'The default branch' : `The default branch ${named}`;
  const message = `${which}, which has the configuration, can't be asked for at ${server?.address ?? 'a server'} (${why}). ${needs}`;
  throw new ConfigurationError('token', message, 'base-missing');
}

const needs = 'The input token needs the permission `contents: read`.';

/**
 * The merge base that the event tells, or git knows, where it can't be wrong; else the one that GitHub knows; else the one of the
 * histories, which are fetched for it. In a clone without the whole history, git can miss it and answer an older one, which can hide
 * what head brings back; but one of the two commits themselves is right in any case.
 */
async function mergeBaseIn(
  repository: string,
  { base, head, mergeBase }: Comparison & { readonly base: string },
  { mergeBaseOf, server, temporary }: CommitPlaces,
): Promise<MergeBase> {
  if (mergeBase !== null) return { kind: 'known', commit: mergeBase };
  const areHere = (await Promise.all([base, head].map((one) => commitId(repository, one)))).every((id) => id !== null);
  const here = areHere ? await ancestorOf(repository, base, head) : null;
  if (here === base || here === head) return { kind: 'known', commit: here };
  if (areHere && !(await isShallow(repository)))
    return here === null ? { kind: 'none' } : { kind: 'known', commit: here };
  const told = await mergeBaseOf(base, head);
  if (told !== null) return { kind: 'known', commit: told };
  if (server === null) return { kind: 'unknown', why: 'this is no workflow run' };
  return mergeBaseByHistory(base, head, { server, temporary });
}

/** Without the merge base, what others merged can look like changes of the pull request. */
function unknownMergeBase(base: string, head: string, why: string): Problem {
  const message = `The merge base of ${shortId(base)} and ${shortId(head)} is not known: GitHub does not tell it, and it is not found in their histories (${why}). The tips are compared, so what others merged meanwhile can look like a change of this pull request. Run it again, or check out with fetch-depth: 0.`;
  return { stage: 'snapshot', code: 'base-missing', subject: base, message };
}

async function isShallow(repository: string): Promise<boolean> {
  return (await git(repository, ['rev-parse', '--is-shallow-repository'])).trim() === 'true';
}

/** What can't be fetched is left out here, and reported by who needs it. */
async function fetchMissing(
  repository: string,
  commits: readonly (string | null)[],
  server: GitServer | null,
): Promise<void> {
  const wanted = [...new Set(commits.filter((one) => one !== null))];
  const here = await Promise.all(wanted.map((one) => commitId(repository, one)));
  const missing = wanted.filter((_, index) => here[index] === null);
  if (missing.length === 0 || server === null) return;
  try {
    await fetchWithoutHistory(repository, server, missing);
  } catch {
    // One that the server does not have makes it refuse all.
    if (missing.length > 1)
      for (const one of missing) await fetchWithoutHistory(repository, server, [one]).catch(() => undefined);
  }
}

async function requireFetched(
  repository: string,
  commit: string,
  what: string,
  { server }: Pick<CommitPlaces, 'server'>,
): Promise<void> {
  if ((await commitId(repository, commit)) !== null) return;
  const where = server === null ? '' : `, and can't be fetched from ${server.address}`;
  const message = `The commit ${commit} (${what}) is not in this clone${where}. ${needs}`;
  throw new ConfigurationError('token', message, 'base-missing');
}
