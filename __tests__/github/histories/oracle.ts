/** What any history must come to: the threads that a first run on a fresh pull request of the same commits has. */
import type { Pull, Thread } from '../hub/state.ts';
import { snapshot } from '../hub/snapshot.ts';
import { pullRequestEvent } from './events.ts';
import type { History, RunOptions } from './history.ts';

/** `file:line what it says`, sorted. Of ours: those that are neither resolved, nor hidden, nor outdated. */
export function openThreads(history: History, pull: Pull = history.pull): readonly string[] {
  return pull.threads
    .filter((thread) => isOpen(history, pull, thread))
    .map((thread) => {
      const { line, startLine } = history.hub.setting.places.of(pull, thread);
      const lines = startLine === null ? String(line ?? '') : `${startLine}-${line ?? ''}`;
      return `${thread.path}:${lines} ${firstWords(thread)}`;
    })
    .sort();
}

function isOpen({ hub, foreign }: History, pull: Pull, thread: Thread): boolean {
  const [first] = thread.comments;
  if (first === undefined || !foreign.isOurs(first)) return false;
  return thread.resolvedBy === null && first.minimized === null && !hub.setting.places.of(pull, thread).isOutdated;
}

/** The first line that a reader sees. */
export function firstWords({ comments: [first] }: Pick<Thread, 'comments'>): string {
  return firstLine(first?.body ?? '');
}

export function firstLine(body: string): string {
  const lines = body.replaceAll(/<!--[^]*?-->/gu, '').split('\n');
  return lines.find((line) => line.trim() !== '')?.trim() ?? '';
}

/** Runs on a fresh pull request of the same branches, and goes back to what stood before. */
export async function freshThreads(history: History, options: RunOptions = {}): Promise<readonly string[]> {
  const { hub, pull, repository } = history;
  const back = snapshot(hub.state);
  const runs = history.runs.length;
  const opened = { head: pull.head.ref, from: pull.head.repository, base: pull.base.ref, draft: pull.draft };
  const fresh = hub.people.openPull(repository, opened);
  await history.run({ ...options, event: pullRequestEvent(hub, fresh, 'opened') });
  const threads = openThreads(history, fresh);
  back();
  history.runs.length = runs;
  return threads;
}

/** Threads that stand open twice. */
export function doubles(threads: readonly string[]): readonly string[] {
  return threads.filter((thread, at) => threads.indexOf(thread) !== at);
}
