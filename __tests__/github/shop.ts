/** A repository with one pull request on a hub of its own for each test, and what the tests of the hub ask of it. */
import { afterEach, beforeEach, expect } from 'vitest';
import { ask, query } from './asking.ts';
import { skippingClock, type SkippingClock } from './hub/clock.ts';
import { Hub } from './hub/hub.ts';
import type { Pull, Repository } from './hub/state.ts';

const TEXT = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n'];

export function lines(change: (line: string) => string | readonly string[] = (line) => line): string {
  return `${TEXT.flatMap(change).join('\n')}\n`;
}

/** New for each test; the bindings are live. */
export let hub: Hub;
export let clock: SkippingClock;
export let shop: Repository;
export let pull: Pull;
export const PULL = '/repos/shop/deploy/pulls/7';
export const BOT = 'bot';
let expected: readonly RegExp[] = [];

/** Says what the hub is to find wrong; otherwise it is to find nothing. */
export function expectViolation(violation: RegExp): void {
  expected = [violation];
}

beforeEach(async () => {
  clock = skippingClock();
  hub = await Hub.open({ clock });
  shop = hub.addRepository('shop/deploy');
  hub.addToken(BOT, { contents: 'read', pull_requests: 'write', checks: 'write' });
  hub.people.push(shop, 'main', { 'a.txt': lines(), 'other.txt': 'x\n' });
  hub.people.push(shop, 'change', { 'a.txt': lines((line) => (line === 'c' ? 'C' : line)) }, { from: tip('main') });
  pull = hub.people.openPull(shop, { head: 'change' });
  expected = [];
});

afterEach(async () => {
  await hub.close();
  for (const one of expected) expect(hub.violations.some((fault) => one.test(fault))).toBe(true);
  if (expected.length === 0) expect(hub.violations).toEqual([]);
});

export function tip(branch: string): string {
  return shop.branches.get(branch)!;
}

export function review(comments: readonly object[], body = 'One finding.') {
  return ask(hub, BOT, 'POST', `${PULL}/reviews`, { event: 'COMMENT', body, comments });
}

export async function aComment(line = 3, body = 'Look.'): Promise<number> {
  const { body: posted } = await ask(hub, BOT, 'POST', `${PULL}/comments`, {
    ...{ commit_id: pull.head.sha, path: 'a.txt', line, side: 'RIGHT', body },
  });
  return (posted as { id: number }).id;
}

const THREADS = `query($n: Int!) { repository(owner: "shop", name: "deploy") { pullRequest(number: $n) {
  headRefOid reviewThreads(first: 50) { pageInfo { hasNextPage endCursor } nodes {
    id isResolved isOutdated path line startLine originalLine subjectType diffSide viewerCanResolve viewerCanUnresolve
    resolvedBy { login }
    comments(first: 10) { nodes { id databaseId fullDatabaseId body isMinimized minimizedReason viewerDidAuthor
      viewerCanUpdate viewerCanDelete viewerCanMinimize lastEditedAt author { __typename login } editor { login } } }
  } } } } }`;

export interface ShownThread {
  readonly id: string;
  readonly line: number | null;
  readonly isOutdated: boolean;
  readonly isResolved: boolean;
  readonly comments: { readonly nodes: readonly Record<string, unknown>[] };
}

export async function threads(secret = BOT): Promise<readonly ShownThread[]> {
  const { data } = await query(hub, secret, THREADS, { n: pull.number });
  const { repository } = data as { repository: { pullRequest: { reviewThreads: { nodes: ShownThread[] } } } };
  return repository.pullRequest.reviewThreads.nodes;
}
