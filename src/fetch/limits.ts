/** How much is taken from others, and how long is waited for them. Bytes and seconds. */
export interface FetchLimits {
  /** Of a chart repository's index, expanded. */
  readonly indexBytes: number;
  /** Of a chart's archive, packed. */
  readonly archiveBytes: number;
  /** From a request to a connection, names resolved and certificates shown. */
  readonly connectSeconds: number;
  /** Between two pieces of an answer. */
  readonly idleSeconds: number;
  /** For a chart, with all that has to be asked for it. */
  readonly totalSeconds: number;
  /** Seconds to wait before each further attempt, where a server is overloaded or broke off. */
  readonly pauses: readonly number[];
}

/** The largest public index, Bitnami's, has 20 MB; the largest charts some 5. */
export const defaultFetchLimits: FetchLimits = {
  indexBytes: 64 * 1024 * 1024,
  archiveBytes: 32 * 1024 * 1024,
  connectSeconds: 10,
  idleSeconds: 15,
  totalSeconds: 60,
  pauses: [0.5, 2],
};
