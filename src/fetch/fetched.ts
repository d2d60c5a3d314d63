/** A fetched archive with its version and digest. */
import { type Digest } from './digest.ts';

/** A chart's archive from its registry. */
export interface Fetched {
  readonly ok: true;
  /** The exact version, whatever range was requested. */
  readonly version: string;
  /** Digest of the archive. Compared with the registry's digest if there is one. */
  readonly digest: Digest;
  /** The .tgz. */
  readonly archive: Uint8Array;
  /** Where it comes from, for messages. */
  readonly from: string;
}
