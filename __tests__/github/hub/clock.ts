/** A clock on which waiting takes no time, and all other time is real. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Seconds. */
  readonly sleep: (seconds: number) => Promise<void>;
}

export function skippingClock(start = Date.parse('2026-05-01T12:00:00Z')): Clock & { readonly slept: number[] } {
  const began = Date.now();
  const slept: number[] = [];
  let skipped = 0;
  return {
    slept,
    now: () => start + (Date.now() - began) + skipped,
    sleep: (seconds) => {
      slept.push(seconds);
      skipped += seconds * 1000;
      return Promise.resolve();
    },
  };
}

/** For processes, whose clock is the machine's. */
export const realClock: Clock = {
  now: Date.now,
  sleep: (seconds) => new Promise((done) => setTimeout(done, seconds * 1000)),
};
