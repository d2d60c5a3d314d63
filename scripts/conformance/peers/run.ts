/** A run: the rules on all suites of peers. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadPack } from '../../../src/rules/headers/load-pack.ts';
import { openJudge } from './cluster.ts';
import { compareSuite, type SuiteResult } from './compare.ts';
import { type Judgement, judgementFaults, readJudgements } from './judgements.ts';
import { mapFaults, type Mapping, readMap } from './map.ts';
import { suitesIn } from './suites.ts';

export interface PeersRun {
  readonly results: readonly SuiteResult[];
  /** The lines of the map that are about these suites. */
  readonly map: readonly Mapping[];
  readonly judgements: readonly Judgement[];
  /** What has to be mended, a line each: in the map, in the judgements, or in a rule. */
  readonly faults: readonly string[];
  /** Checks without a rule for which there is one by now. */
  readonly hints: readonly string[];
}

/**
 * Null if there are no suites.
 *
 * @param dist the folder of the compiled rules.
 */
export async function peersRun(fixtures: string, dist: string): Promise<PeersRun | null> {
  const folder = join(fixtures, 'peers');
  if (!existsSync(folder)) return null;
  const pack = await loadPack(dist);
  const rules = pack.rules.map(({ id }) => id);
  const suites = suitesIn(folder);
  const [map, judgements, judge] = [readMap(), readJudgements(), await openJudge(pack)];
  const results = suites.map(({ root, suite }) => compareSuite(root, suite, map, judge));
  return {
    results,
    map: map.filter(({ suite }) => results.some(({ name }) => name === suite)),
    judgements,
    faults: [
      ...mapFaults(
        map,
        suites.map(({ suite }) => suite),
        rules,
      ),
      ...judgementFaults(
        results.flatMap(({ disagreements }) => disagreements),
        judgements,
      ),
    ],
    hints: map
      .filter(({ wanted }) => wanted !== null && rules.includes(wanted))
      .map(({ suite, check, wanted }) => `${suite} ${check}: there is a rule ${wanted ?? ''}`),
  };
}
