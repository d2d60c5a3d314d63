/** Matches what stands with the baseline: by fingerprint, or as what moved to another source. */
import { groupBy } from '../foundation/groups.ts';
import { isWithin } from '../findings/identity/extent.ts';
import { type BaselineEntry } from './baseline.ts';

export interface BaselineMatch {
  /** For findings, the entry that is about them. */
  readonly entryOf: ReadonlyMap<BaselineEntry, BaselineEntry>;
  /** The entries that nothing stands for any more, in their order. */
  readonly fixed: readonly BaselineEntry[];
}

/**
 * Matches findings with entries; each is matched at most once. A finding whose fingerprint no entry has is matched with one
 * that is equal but for its source, if that source does not exist any more: the file or folder was moved.
 *
 * @param sources ids of the sources that exist; null if not all are known: then nothing moved.
 */
export function matchBaseline(
  baseline: readonly BaselineEntry[],
  standing: readonly BaselineEntry[],
  sources: ReadonlySet<string> | null,
): BaselineMatch {
  const byFingerprint = new Map(baseline.map((entry) => [entry.fingerprint, entry]));
  const entryOf = new Map<BaselineEntry, BaselineEntry>();
  for (const finding of standing) {
    const entry = byFingerprint.get(finding.fingerprint);
    if (entry !== undefined && isSame(entry, finding) && entry.source === finding.source) entryOf.set(finding, entry);
  }
  const matched = new Set(entryOf.values());
  const moved = groupBy(
    baseline.filter((entry) => sources !== null && !sources.has(entry.source) && !matched.has(entry)).toReversed(),
    placeless,
  );
  for (const finding of standing) {
    const entry = entryOf.has(finding) ? undefined : moved.get(placeless(finding))?.pop();
    if (entry === undefined) continue;
    entryOf.set(finding, entry);
    matched.add(entry);
  }
  return { entryOf, fixed: baseline.filter((entry) => !matched.has(entry)) };
}

/** Whether a finding reaches no further than its entry. */
export function isCovered({ extent = {} }: BaselineEntry, entry: BaselineEntry): boolean {
  return isWithin(extent, entry.extent ?? {});
}

/** What an entry says is what a reviewer read: a fingerprint alone covers nothing. */
function isSame(entry: BaselineEntry, finding: BaselineEntry): boolean {
  return placeless(entry) === placeless(finding);
}

function placeless({ rule, object, target, path }: BaselineEntry): string {
  return JSON.stringify([rule, object, target ?? null, path]);
}
