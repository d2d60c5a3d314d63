/**
 * Compares what NetworkPolicies select and allow, as the facts say it, with Cyclonus. Needs Go.
 *
 *     npx tsx scripts/network-policy.ts [--count 2000] [--seed 1] [--dist dist] [--fixtures FOLDER]
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { networkLines, networkRun } from './conformance/network-policy.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      dist: { type: 'string', default: 'dist' },
      fixtures: { type: 'string', default: '../shared/fixtures' },
    },
  });
  const fixtures = resolve(import.meta.dirname, '..', values.fixtures);
  const run = await networkRun(Number(values.count), Number(values.seed), values.dist, fixtures);
  process.stdout.write(`${networkLines(run).join('\n')}\n`);
  process.exitCode = run.different.length === 0 ? 0 : 1;
}

await main();
