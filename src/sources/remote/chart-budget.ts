/** Limits of what a run fetches, for all charts together. */
export interface ChartBudget {
  /** Of all files, unpacked, since they stay in memory. */
  readonly bytes: number;
  /** From the first fetch. */
  readonly seconds: number;
}

/** About a hundred large charts, and as long as people wait for a check. */
export const defaultBudget: ChartBudget = { bytes: 512 * 1024 * 1024, seconds: 300 };
