/** Finds the merge base of two commits by their histories, which are fetched without files, where GitHub does not tell it. */
import { rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchHistoriesArgs, whyGitFailed } from '../snapshot/fetching.ts';
import { git } from '../snapshot/run-git.ts';
import { askServer, type GitServer } from './git-server.ts';
import { bareStore } from './object-store.ts';

/** Where histories are fetched from, and the runner's folder for temporary files. */
export interface HistoryPlaces {
  readonly server: GitServer;
  readonly temporary: string;
}

/** `none`: the two have no commit in common. `why` says what went wrong, without a final period. */
export type MergeBase =
  | { readonly kind: 'known'; readonly commit: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string };

/** Numbers of commits from each of the two, one after the other until the answer is certain. */
const depths = [50, 1000, 20_000];

/** For all of it, in milliseconds. */
const mostTime = 120_000;

/** Fetches commits only: no trees, no files, into a repository of its own, which is deleted at the end. */
export async function mergeBaseByHistory(
  base: string,
  head: string,
  { server, temporary }: HistoryPlaces,
): Promise<MergeBase> {
  const store = await bareStore(temporary);
  const end = Date.now() + mostTime;
  try {
    for (const depth of depths) {
      const time = Math.max(1, end - Date.now());
      await askServer(store, server, fetchHistoriesArgs(server.address, depth, [base, head]), time);
      const found = await certainMergeBase(store, base, head);
      if (found.kind !== 'unknown') return found;
    }
    return { kind: 'unknown', why: `it is more than ${depths.at(-1) ?? 0} commits back` };
  } catch (thrown) {
    return { kind: 'unknown', why: whyGitFailed(thrown) };
  } finally {
    await rm(store, { recursive: true, force: true });
  }
}

/**
 * The merge base where it can't be another one in the whole history; unknown where it can. A better one could only be reached through
 * a commit whose parents were not fetched; where all of these are ancestors of those found, there is none.
 */
async function certainMergeBase(store: string, base: string, head: string): Promise<MergeBase> {
  const found = await mergeBasesIn(store, base, head);
  const cut = cutIn(store);
  const [commit] = found;
  if (commit === undefined) return cut.size === 0 ? { kind: 'none' } : cutShort;
  const since = await git(store, ['rev-list', base, head, '--not', ...found]);
  return since.split('\n').some((one) => cut.has(one)) ? cutShort : { kind: 'known', commit };
}

const cutShort = { kind: 'unknown', why: 'the history is cut' } as const;

async function mergeBasesIn(store: string, base: string, head: string): Promise<string[]> {
  try {
    return (await git(store, ['merge-base', '--all', base, head])).trim().split('\n');
  } catch (thrown) {
    // git exits with 1 where there is none.
    if ((thrown as { readonly code?: unknown }).code === 1) return [];
    throw thrown;
  }
}

/** Commits whose parents were not fetched. */
function cutIn(store: string): ReadonlySet<string> {
  try {
    return new Set(readFileSync(join(store, 'shallow'), 'utf8').trim().split('\n'));
  } catch {
    return new Set();
  }
}
