/** Reports entries of the baseline that are fixed or exceeded, and what a pull request changes in it. */
import { messageOf } from '../foundation/errors.ts';
import { type Notice, type Problem } from '../model/problem.ts';
import { type Tree } from '../model/tree.ts';
import { type BaselineEntry, baselineFile, readBaseline } from './baseline.ts';

/** Maximum number of entries that a message names. */
const mostNamed = 3;

const wholeFile = { kind: 'file', file: baselineFile, why: 'It concerns the file as a whole.' } as const;

/** A notice that entries are fixed; none if there are none. */
export function fixedNotices(fixed: readonly BaselineEntry[], all: number): Notice[] {
  if (fixed.length === 0) return [];
  const entries = `${fixed.length} of ${all} ${all === 1 ? 'entry' : 'entries'} of ${baselineFile}`;
  const message = `${entries} ${fixed.length === 1 ? 'is' : 'are'} fixed: ${named(fixed)}. \`plimsoll baseline --update\` drops them.`;
  return [{ code: 'baseline-fixed', subject: baselineFile, message, place: wholeFile }];
}

/** A notice that findings reach further than their entries; none if there are none. */
export function exceededEntries(exceeded: readonly BaselineEntry[]): Notice[] {
  if (exceeded.length === 0) return [];
  const many = exceeded.length === 1 ? '1 finding counts' : `${exceeded.length} findings count`;
  const message = `${many}, though ${baselineFile} has them, because they reach further now: ${named(exceeded)}.`;
  return [{ code: 'baseline-exceeded', subject: baselineFile, message, place: wholeFile }];
}

/** A notice that entries cover nothing, because their rules are mandatory; none if there are none. */
export function mandatoryEntries(overruled: readonly BaselineEntry[]): Notice[] {
  if (overruled.length === 0) return [];
  const many = overruled.length === 1 ? '1 finding counts' : `${overruled.length} findings count`;
  const message = `${many}, though ${baselineFile} has them, because the organisation made their rules mandatory: ${named(overruled)}. \`plimsoll baseline --update\` drops these entries.`;
  return [{ code: 'baseline-mandatory', subject: baselineFile, message, place: wholeFile }];
}

function named(entries: readonly BaselineEntry[]): string {
  const first = entries.slice(0, mostNamed).map(({ rule, object, source }) => `${rule} on ${object} in ${source}`);
  const more = entries.length - first.length;
  return `${first.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What a pull request changes in the baseline. It covers nothing in a review, before or after the merge. */
export async function baselineSaid({
  base,
  head,
  trustRoot,
}: {
  readonly base: Tree;
  readonly head: Tree;
  readonly trustRoot: Tree;
}): Promise<{ readonly notices: readonly Notice[]; readonly problems: readonly Problem[] }> {
  const [before, now, tip] = [base, head, trustRoot].map(({ files }) => files.get(baselineFile)?.digest);
  if (now === before || now === tip) return { notices: [], problems: [] };
  try {
    const after = await readBaseline(head);
    const known = new Set((await readBaseline(trustRoot).catch(() => [])).map(({ fingerprint }) => fingerprint));
    const kept = after.filter(({ fingerprint }) => known.has(fingerprint)).length;
    const message = `This pull request changes ${baselineFile}: it adds ${after.length - kept} and drops ${known.size - kept}. In audits, the findings of new entries would not count any more; in a pull request, a baseline covers nothing.`;
    const place = now === undefined ? {} : { place: wholeFile };
    return { notices: [{ code: 'baseline-changed', subject: baselineFile, message, ...place }], problems: [] };
  } catch (thrown) {
    const message = `After the merge, every audit would end with this error: ${messageOf(thrown).split('\n')[0] ?? ''}`;
    return {
      notices: [],
      problems: [{ stage: 'config', code: 'configuration', subject: baselineFile, message, place: wholeFile }],
    };
  }
}
