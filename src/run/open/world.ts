import { createHash } from 'node:crypto';
import { type Engines } from '../../engine/engines.ts';
import { renderingApart } from '../../engine/apart.ts';
import { renderingOnce } from '../../engine/repeats.ts';
import { type Pack } from '../../rules/evaluate.ts';
import { type Memory } from '../memory/memory.ts';
import { type Rule } from '../../model/rule.ts';
import { type Tree } from '../../model/tree.ts';
import { type Charts } from '../../sources/remote/charts.ts';

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

/**
 * The world in which what stands for keys and chance is drawn from all of a tree's content. It is the same in every
 * render of a run, and nothing that the tree holds can name it.
 */
export function seededBy({ files }: Pick<Tree, 'files'>, world: World): World {
  const hash = createHash('sha256');
  for (const { path, digest } of files.values()) hash.update(`${path}\0${digest}\0`);
  const seed = hash.digest('hex');
  const { helm } = world.engines;
  const seeded: typeof helm = { ...helm, render: (request) => helm.render({ ...request, seed }) };
  return { ...world, engines: { ...world.engines, helm: seeded } };
}

/** The world in which a chart is rendered once for the same files and values, at base, at head and after edits. */
export function withoutRepeats(world: World): World {
  return { ...world, engines: { ...world.engines, helm: renderingOnce(renderingApart(world.engines.helm)) } };
}
