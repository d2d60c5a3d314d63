/** Work on many items, some of them side by side. */
import pMap from 'p-map';

/** Runs at most `width` at a time, results in the order of the items. */
export async function inTurns<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  return pMap(items, work, { concurrency: width });
}

/** How many renders of one chart are begun side by side: an engine is given those that wait together. */
const many = 32;

/** As `inTurns`, but the first few by themselves: what they show may spare much of the work on the others. */
export async function firstFewThenMany<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const few = 2;
  const first = await inTurns(items.slice(0, few), few, work);
  return [...first, ...(await inTurns(items.slice(few), many, work))];
}
