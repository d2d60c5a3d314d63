/** Starts work when there is room for it, in the order of the calls. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** @param width number of tasks that may run at the same time. */
export function createGate(width: number): Gate {
  const waiting: (() => void)[] = [];
  let room = width;
  return async (work) => {
    if (room === 0) await new Promise<void>((enter) => waiting.push(enter));
    else room -= 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) room += 1;
      else next();
    }
  };
}
