/** What a run needs from the machine: engines, rules, charts, cache and progress. */
import { createHash } from 'node:crypto';
import { type Engines } from '../../engine/engines.ts';
import { renderingApart } from '../../engine/apart.ts';
import { renderingOnce } from '../../engine/repeats.ts';
import { type Pack } from '../../rules/evaluate.ts';
import { type PolicyReference } from '../../policy/config/policy-reference.ts';
import { type GivenOrganisation } from '../../policy/trusted-config.ts';
import { type Memory } from '../memory/memory.ts';
import { type Rule } from '../../model/rule.ts';
import { type Tree } from '../../model/tree.ts';
import { type Charts } from '../../sources/remote/charts.ts';

/** What the commands need from the machine, passed in as a value. */
export interface World {
  readonly engines: Engines;
  /** The built-in rules, then those of `--policies`. */
  readonly packs: readonly Pack[];
  /** The rules of all packs. */
  readonly rules: readonly Rule[];
  readonly version: string;
  /**
   * Opens access to remote charts, at these hosts only. When the signal aborts, nothing more is fetched.
   *
   * @throws {ConfigurationError} if a login can't be read.
   */
  readonly openCharts: (hosts: readonly string[], signal: AbortSignal) => Promise<Charts>;
  /**
   * The organisation's rules at a commit of one of its repositories, on the server of this one.
   *
   * @throws {ConfigurationError} if they can't be fetched.
   */
  readonly organisationAt: (reference: PolicyReference) => Promise<GivenOrganisation>;
  /** The cache of earlier runs. */
  readonly memory: Memory;
  /** Reports progress. */
  readonly progress: (message: string) => void;
}

/**
 * A world in which generated keys and random values derive from the content of a tree. They are the same in every
 * render of a run, and no file of the tree can contain them.
 */
export function seededBy({ files }: Pick<Tree, 'files'>, world: World): World {
  const hash = createHash('sha256');
  for (const { path, digest } of files.values()) hash.update(`${path}\0${digest}\0`);
  const seed = hash.digest('hex');
  const { helm } = world.engines;
  const seeded: typeof helm = { ...helm, render: (request, signal) => helm.render({ ...request, seed }, signal) };
  return { ...world, engines: { ...world.engines, helm: seeded } };
}

/** A world in which a chart is rendered only once for the same files and values, at base, at head and after edits. */
export function withoutRepeats(world: World): World {
  return { ...world, engines: { ...world.engines, helm: renderingOnce(renderingApart(world.engines.helm)) } };
}
