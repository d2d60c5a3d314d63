/** Runs work on many items with limited concurrency. */
import pMap from 'p-map';

/** Runs at most `width` items at a time. Results are in the order of the items. */
export async function inTurns<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  return pMap(items, work, { concurrency: width });
}

/** Number of renders of one chart that start at the same time: the engine gets waiting renders as one batch. */
const many = 32;

/** Like `inTurns`, but the first items run alone: their results can make most of the work on the others unnecessary. */
export async function firstFewThenMany<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const few = 2;
  const first = await inTurns(items.slice(0, few), few, work);
  return [...first, ...(await inTurns(items.slice(few), many, work))];
}
