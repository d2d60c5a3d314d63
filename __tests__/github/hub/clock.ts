/** The time that limits are counted in. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How long a second of waiting is, in milliseconds: it is shorter where the client waits so. */
  readonly second: number;
}

export function machineClock(second = 1000): Clock {
  return { now: Date.now, second };
}

/** A clock on which waiting takes no time. */
export interface SkippingClock extends Clock {
  readonly sleep: (seconds: number) => void;
}

export function skippingClock(): SkippingClock {
  let skipped = 0;
  return {
    now: () => Date.now() + skipped,
    second: 1000,
    sleep: (seconds) => {
      skipped += seconds * 1000;
    },
  };
}
