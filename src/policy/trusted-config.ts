import { type Config } from './config/config.ts';
import { type Path } from '../model/json.ts';

export interface TrustedConfig {
  /** Where it stands, for messages. */
  readonly file: string;
  readonly value: Config;
  readonly lineOf: (path: Path) => number;
}

/** A configuration that is trusted whatever the repository has; null: the repository's own, from the trust root. */
export type GivenConfiguration = { readonly file: string; readonly text: string } | null;
