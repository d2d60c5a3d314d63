/** Reads from the workflow's event which commits or pull request to review. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** What the workflow runs for. Commits are full ids; null where the event does not name one. */
export type Subject =
  | { readonly kind: 'pull-request'; readonly number: number; readonly base: string; readonly head: string }
  | { readonly kind: 'commits'; readonly event: string; readonly base: string | null; readonly head: string | null };

const commit = z.object({ sha: z.string() });
const payloads = {
  pullRequest: z.object({ pull_request: z.object({ number: z.int(), base: commit, head: commit }) }),
  mergeGroup: z.object({ merge_group: z.object({ base_sha: z.string(), head_sha: z.string() }) }),
  push: z.object({ before: z.string(), after: z.string() }),
};

/** The `before` of a push that creates a branch is all zeros. */
const NO_COMMIT = /^0+$/;

/** Reads the event's payload. Events without commits mean the checked-out commit. */
export async function readSubject(env: Readonly<Record<string, string | undefined>>): Promise<Subject> {
  const event = env['GITHUB_EVENT_NAME'] ?? 'unknown';
  const file = env['GITHUB_EVENT_PATH'] ?? '';
  const payload: unknown = file === '' ? {} : JSON.parse(await readFile(file, 'utf8'));
  return subjectOf(event, payload);
}

export function subjectOf(event: string, payload: unknown): Subject {
  // pull_request, pull_request_target and pull_request_review all contain the pull request.
  const pull = payloads.pullRequest.safeParse(payload).data?.pull_request;
  if (pull !== undefined) {
    return { kind: 'pull-request', number: pull.number, base: pull.base.sha, head: pull.head.sha };
  }
  const group = payloads.mergeGroup.safeParse(payload).data?.merge_group;
  if (group !== undefined) return { kind: 'commits', event, base: group.base_sha, head: group.head_sha };
  const push = event === 'push' ? payloads.push.safeParse(payload).data : undefined;
  const before = push === undefined || NO_COMMIT.test(push.before) ? null : push.before;
  return { kind: 'commits', event, base: before, head: push?.after ?? null };
}
