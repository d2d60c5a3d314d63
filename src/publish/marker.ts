/** Hidden marks in posted comments, by which later runs recognize them. */
import { createHash } from 'node:crypto';
import { type Finding } from '../model/report.ts';

/**
 * A mark counts only as the last line of a comment that Plimsoll wrote. Outside text is escaped or in a fence, and
 * comes before that line, so it can't forge one.
 */

const SUMMARY = '<!-- plimsoll:summary -->';
const FINDINGS = /<!-- plimsoll:findings ([0-9a-f]+(?:,[0-9a-f]+)*) -->\s*$/;

/**
 * Identifies the statement about a finding by fingerprint and message. A worsened finding has another message, so it is
 * posted again.
 */
export function sayingKey({ fingerprint, message }: Pick<Finding, 'fingerprint' | 'message'>): string {
  return createHash('sha256').update(`${fingerprint}\0${message}`).digest('hex').slice(0, 16);
}

export function findingsMark(keys: readonly string[]): string {
  return `<!-- plimsoll:findings ${keys.join(',')} -->`;
}

/** The keys of the findings in one of our comments; empty for other comments. */
export function markedKeys(body: string): readonly string[] {
  return FINDINGS.exec(body)?.[1]?.split(',') ?? [];
}

export function withSummaryMark(body: string): string {
  return `${body.trimEnd()}\n\n${SUMMARY}`;
}

export function isSummary(body: string): boolean {
  return body.trimEnd().endsWith(SUMMARY);
}

/** Length of the summary's mark in characters. */
export const SUMMARY_MARK_ROOM = SUMMARY.length + 2;

const RESOLVED = '**Resolved**';

/**
 * The body of a comment whose findings are all fixed. Its mark is removed, so that a finding that comes back is posted
 * again.
 */
export function asResolved(body: string, commit: string): string {
  return `${RESOLVED} at ${commit.slice(0, 10)}.\n\n${body.replace(FINDINGS, '').trimEnd()}`;
}
