import { type Engines } from './engine/engines.ts';
import { type Pack } from './evaluate/evaluate.ts';
import { type Rule } from './model.ts';

/** What the commands need of the machine, passed in as a value. */
export interface World {
  readonly engines: Engines;
  /** The built-in rules, then those of `--policies`. */
  readonly packs: readonly Pack[];
  /** Of all packs. */
  readonly rules: readonly Rule[];
  readonly version: string;
  /** Says what is being done, for people who wait. */
  readonly progress: (message: string) => void;
}
