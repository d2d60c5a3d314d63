import { type Digest } from './digest.ts';

/** A chart's archive, as its registry has it. */
export interface Fetched {
  readonly ok: true;
  /** One version, whatever range was asked for. */
  readonly version: string;
  /** Of the archive. Checked against what the registry says, where it says it. */
  readonly digest: Digest;
  /** The .tgz. */
  readonly archive: Uint8Array;
  /** Where it comes from, for people. */
  readonly from: string;
}
