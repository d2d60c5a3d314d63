/** Runs work on items in parallel, with limited concurrency. */

/**
 * Does something with every item, at most `width` at a time, for work that runs in separate processes.
 *
 * @returns the results in the order of the items.
 */
export async function inParallel<Item, Result>(
  width: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) results.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: width }, worker));
  return [...results].sort(([left], [right]) => left - right).map(([, result]) => result);
}
