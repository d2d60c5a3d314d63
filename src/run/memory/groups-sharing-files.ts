/** Splits sources into groups that share no file, which are cached separately. */
import { groupBy } from '../../foundation/groups.ts';
import { type Source } from '../../model/source.ts';

/**
 * Splits sources into groups that share no file, in the order of their first members. Findings and suggestions of a
 * group depend on other groups only through facts.
 */
export function groupsSharingFiles(sources: readonly Source[]): (readonly Source[])[] {
  const leaders = new Map<Source, Source>();
  const leaderOf = (source: Source): Source => {
    let leader = source;
    for (let next = leaders.get(leader); next !== undefined; next = leaders.get(leader)) leader = next;
    if (leader !== source) leaders.set(source, leader); // shortens the chain for the next lookup
    return leader;
  };
  const readers = new Map<string, Source>();
  for (const source of sources) {
    for (const path of source.reads) {
      const other = leaderOf(readers.get(path) ?? source);
      const own = leaderOf(source);
      if (other !== own) leaders.set(own, other);
      readers.set(path, source);
    }
  }
  return [...groupBy(sources, leaderOf).values()];
}
