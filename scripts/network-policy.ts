/**
 * Compares what NetworkPolicies select and allow, as the facts say it, with Cyclonus. Needs Go.
 *
 *     npx tsx scripts/network-policy.ts [--count 2000] [--seed 1] [--dist dist] [--fixtures FOLDER] [--write FILE]
 *
 * `--write` stores a few worlds and what upstream says, in the form of __tests__/relate/golden/network-policies.json.
 */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { networkLines, networkRun } from './conformance/network-policy.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      dist: { type: 'string', default: 'dist' },
      write: { type: 'string' },
      fixtures: { type: 'string', default: '../shared/fixtures' },
    },
  });
  const fixtures = resolve(import.meta.dirname, '..', values.fixtures);
  const run = await networkRun(Number(values.count), Number(values.seed), values.dist, fixtures);
  const samples = run.samples.map((sample) => JSON.stringify(sample));
  if (values.write !== undefined) await writeFile(values.write, `[\n${samples.join(',\n')}\n]\n`);
  process.stdout.write(`${networkLines(run).join('\n')}\n`);
  process.exitCode = run.different.length === 0 ? 0 : 1;
}

await main();
