import { groupBy } from '../../foundation/groups.ts';
import { type Source } from '../../model/source.ts';

/**
 * Sources in groups that share no file: what is found in a group, and what is suggested for it, hangs on no other but by
 * facts. In the order of their first members.
 */
export function partsOf(sources: readonly Source[]): (readonly Source[])[] {
  const leaders = new Map<Source, Source>();
  const leaderOf = (source: Source): Source => {
    let leader = source;
    for (let next = leaders.get(leader); next !== undefined; next = leaders.get(leader)) leader = next;
    if (leader !== source) leaders.set(source, leader); // so that the way is short the next time
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
