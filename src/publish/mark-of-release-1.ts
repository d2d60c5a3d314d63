/** Reads the marks of the first release, so that what it posted is not posted again. */
import { createHash } from 'node:crypto';
import { type Finding } from '../model/report.ts';

/**
 * These marks have no digest. Instead, a comment must begin as ours did, and have one mark, on a line of its own: a quotation has neither. Those that a
 * person edited are told by who edited them.
 */
const COMMENT =
  /^\*\*(?:critical|high|medium|low)\*\*[\s\S]*\n\n<!-- plimsoll:findings ([0-9a-f]{16}(?:,[0-9a-f]{16})*) -->$/;
const SUMMARY = /^## Plimsoll: [\s\S]*\n\n<!-- plimsoll:summary -->$/;
const ANY = /<!-- plimsoll:/g;

/** Of a comment that a person edited: there may be words before and after ours. */
const EDITED = /^<!-- plimsoll:findings ([0-9a-f]{16}(?:,[0-9a-f]{16})*) -->$/m;

/** The keys of the findings in a comment of the first release; null for any other comment. `isEdited`: a person edited it. */
export function keysOfRelease1(body: string, isEdited = false): readonly string[] | null {
  const mark = isEdited ? EDITED : COMMENT;
  return hasOneMark(body) ? (mark.exec(body.trimEnd())?.[1]?.split(',') ?? null) : null;
}

/** Whether a comment is a summary of the first release. */
export function isSummaryOfRelease1(body: string): boolean {
  return hasOneMark(body) && SUMMARY.test(body.trimEnd());
}

function hasOneMark(body: string): boolean {
  return [...body.matchAll(ANY)].length === 1;
}

/** The first release's key of a finding. */
export function keyOfRelease1({ fingerprint, message }: Pick<Finding, 'fingerprint' | 'message'>): string {
  return createHash('sha256').update(`${fingerprint}\0${message}`).digest('hex').slice(0, 16);
}
