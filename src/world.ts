import { type Engines } from './engine/engines.ts';
import { type Pack } from './evaluate/evaluate.ts';
import { type Memory } from './memory.ts';
import { type Rule } from './model.ts';
import { type Charts } from './remote/charts.ts';

/** What the commands need of the machine, passed in as a value. */
export interface World {
  readonly engines: Engines;
  /** The built-in rules, then those of `--policies`. */
  readonly packs: readonly Pack[];
  /** Of all packs. */
  readonly rules: readonly Rule[];
  readonly version: string;
  /** Opens the way to charts elsewhere, at these hosts only. @throws {ConfigurationError} when a login can't be read. */
  readonly openCharts: (hosts: readonly string[]) => Promise<Charts>;
  /** What earlier runs found out. */
  readonly memory: Memory;
  /** Says what is being done, for people who wait. */
  readonly progress: (message: string) => void;
}
