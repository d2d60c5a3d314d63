/** What `plimsoll baseline` writes: the first baseline, and how a later run changes it. */
import { type BaselineEntry } from './baseline.ts';
import { isCovered, matchBaseline } from './baseline-match.ts';

export interface BaselineEdit {
  readonly entries: readonly BaselineEntry[];
  readonly added: number;
  readonly dropped: number;
  /** Entries that moved, or whose extent changed. */
  readonly changed: number;
}

export interface BaselineChange {
  /** Add what is not in it yet, and what reaches further. */
  readonly grow: boolean;
  /** Drop what is fixed, and reduce what reaches less far. */
  readonly update: boolean;
}

export interface StandingToday {
  readonly standing: readonly BaselineEntry[];
  /** Ids of the sources that exist. */
  readonly sources: ReadonlySet<string>;
  /** The standing findings that may be added: not those that a waiver covers. */
  readonly accepted: ReadonlySet<BaselineEntry>;
}

export function editedBaseline(
  baseline: readonly BaselineEntry[],
  { standing, sources, accepted }: StandingToday,
  { grow, update }: BaselineChange,
): BaselineEdit {
  const { entryOf, fixed } = matchBaseline(baseline, standing, sources);
  const kept = update ? [] : fixed;
  let [added, changed] = [0, 0];
  const now = standing.flatMap((finding): readonly BaselineEntry[] => {
    const entry = entryOf.get(finding);
    if (entry === undefined) {
      if (!grow || !accepted.has(finding)) return [];
      added += 1;
      return [finding];
    }
    const next = nextEntry(entry, finding, { grow, update });
    if (JSON.stringify(next) !== JSON.stringify(entry)) changed += 1;
    return [next];
  });
  return { entries: [...now, ...kept], added, dropped: fixed.length - kept.length, changed };
}

function nextEntry(entry: BaselineEntry, finding: BaselineEntry, { grow, update }: BaselineChange): BaselineEntry {
  const isWithin = isCovered(finding, entry);
  if (isWithin ? update || isCovered(entry, finding) : grow) return finding;
  // Moved, and otherwise as before.
  const { source, fingerprint } = finding;
  return { ...entry, source, fingerprint };
}
