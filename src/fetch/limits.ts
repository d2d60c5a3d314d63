/** Limits for fetching: sizes in bytes, times in seconds. */
export interface FetchLimits {
  /** Size of a chart repository's index, decompressed. */
  readonly indexBytes: number;
  /** Size of a chart's archive, compressed. */
  readonly archiveBytes: number;
  /** From a request to a connection, including DNS and TLS. */
  readonly connectSeconds: number;
  /** Between two chunks of an answer. */
  readonly idleSeconds: number;
  /** For a chart, including all requests it needs. */
  readonly totalSeconds: number;
  /** Pauses before each retry, where a server is overloaded or closed the connection. */
  readonly pauses: readonly number[];
}

/** The largest public index, Bitnami's, has 20 MB; the largest charts have about 5 MB. */
export const defaultFetchLimits: FetchLimits = {
  indexBytes: 64 * 1024 * 1024,
  archiveBytes: 32 * 1024 * 1024,
  connectSeconds: 10,
  idleSeconds: 15,
  totalSeconds: 60,
  pauses: [0.5, 2],
};
