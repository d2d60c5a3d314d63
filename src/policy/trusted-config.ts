/** The type of a trusted configuration, and of one given on the command line. */
import { type Config } from './config/config.ts';
import { type Path } from '../model/json.ts';

export interface TrustedConfig {
  /** The file, for messages. */
  readonly file: string;
  readonly value: Config;
  readonly lineOf: (path: Path) => number;
}

/** A configuration given by the user, which is trusted; null: the repository's own, from the trust root. */
export type GivenConfiguration = { readonly file: string; readonly text: string } | null;
