/** How much a run takes from elsewhere, however many charts it names. */
export interface ChartBudget {
  /** Of all files, unpacked: they stay in memory. */
  readonly bytes: number;
  /** From the first chart that is asked for. */
  readonly seconds: number;
}

/** A hundred large charts, and as long as people wait for a check. */
export const defaultBudget: ChartBudget = { bytes: 512 * 1024 * 1024, seconds: 300 };
