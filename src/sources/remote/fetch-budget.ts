/** Limits the bytes and the time of everything that a run fetches. */
import { type Refusal, type RefusalCode } from '../../fetch/refusal.ts';

/** Limits of what a run fetches, for all charts together. */
export interface FetchBudget {
  /** Of all files, unpacked, since they stay in memory. */
  readonly bytes: number;
  /** From the first fetch. */
  readonly seconds: number;
}

/** About a hundred large charts, and as long as people wait for a check. */
export const defaultBudget: FetchBudget = { bytes: 512 * 1024 * 1024, seconds: 300 };

interface Fetched {
  readonly ok: true;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Fetches what has a label for people; refused once the budget is spent. */
export type FetchWithin = <T extends Fetched>(label: string, fetch: () => Promise<T | Refusal>) => Promise<T | Refusal>;

/**
 * @param of what is fetched, in the plural.
 * @param now milliseconds of any clock.
 */
export function spending(budget: FetchBudget, of: string, now: () => number): FetchWithin {
  let bytes = 0;
  let end: number | null = null;
  return async (label, fetch) => {
    end ??= now() + budget.seconds * 1000;
    if (now() > end) return spent(label, 'timed-out', `the limit of ${budget.seconds} s for fetching ${of} has passed`);
    if (bytes > budget.bytes)
      return spent(label, 'too-large', `other ${of} already have more than ${budget.bytes} bytes`);
    const fetched = await fetch();
    if (fetched.ok) for (const content of fetched.files.values()) bytes += content.length;
    return fetched;
  };
}

function spent(label: string, code: RefusalCode, why: string): Refusal {
  return { ok: false, code, chart: label, host: '', message: `${label} was not fetched: ${why}.` };
}
