import { createHash } from 'node:crypto';
import { type Finding } from '../model/report.ts';

/**
 * Hidden marks at the end of our comments, by which later runs find them again. They count only as the last line of a
 * comment that we wrote: outside text is escaped or stands in a fence, and is followed by our own mark.
 */

const SUMMARY = '<!-- plimsoll:summary -->';
const FINDINGS = /<!-- plimsoll:findings ([0-9a-f]+(?:,[0-9a-f]+)*) -->\s*$/;

/** What is said of a finding: the same while fingerprint and message are. A finding that reaches further is said anew. */
export function sayingKey({ fingerprint, message }: Pick<Finding, 'fingerprint' | 'message'>): string {
  return createHash('sha256').update(`${fingerprint}\0${message}`).digest('hex').slice(0, 16);
}

export function findingsMark(keys: readonly string[]): string {
  return `<!-- plimsoll:findings ${keys.join(',')} -->`;
}

/** The keys that a comment of ours speaks for; empty for other comments. */
export function markedKeys(body: string): readonly string[] {
  return FINDINGS.exec(body)?.[1]?.split(',') ?? [];
}

export function withSummaryMark(body: string): string {
  return `${body.trimEnd()}\n\n${SUMMARY}`;
}

export function isSummary(body: string): boolean {
  return body.trimEnd().endsWith(SUMMARY);
}

/** Room that the mark of a summary takes, in characters. */
export const SUMMARY_MARK_ROOM = SUMMARY.length + 2;

const RESOLVED = '**Resolved**';

/** The comment once nothing that it says holds any more. Its mark goes: if a finding comes back, it is said again. */
export function asResolved(body: string, commit: string): string {
  return `${RESOLVED} at ${commit.slice(0, 10)}.\n\n${body.replace(FINDINGS, '').trimEnd()}`;
}
