/**
 * Checks the origins of values by mutation: changes scalar leaves of each fixture chart's values.yaml, one at a time,
 * and renders with native Helm. The fields that change must trace back to that leaf, and no other field may.
 *
 *     npx tsx scripts/conformance/values.ts [--seed N] [--charts N] [--leaves N] [--only WORD] [--dist FOLDER] [--verbose]
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { inParallel } from '../in-parallel.ts';
import { helmCases } from './cases.ts';
import { openEngines } from './mutation/open-chart.ts';
import { shuffled, generator } from './mutation/random.ts';
import { traceValues } from './mutation/trace-values.ts';
import { tallyTable } from './mutation/tally.ts';

const root = resolve(import.meta.dirname, '../..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      charts: { type: 'string', default: '1000' },
      leaves: { type: 'string', default: '50' },
      only: { type: 'string', default: '' },
      dist: { type: 'string', default: 'dist' },
      fixtures: { type: 'string', default: '../shared/fixtures' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const fixtures = resolve(root, values.fixtures);
  const cases = (await helmCases(fixtures)).filter(
    ({ name, args }) => name.includes(values.only) && !args.includes('--values'),
  );
  const seed = Number(values.seed);
  const chosen = shuffled(cases, generator(seed)).slice(0, Number(values.charts));
  const engines = openEngines(resolve(root, values.dist));
  const tallies = await inParallel(2, chosen, async (each) => {
    const tally = await traceValues(fixtures, each, Number(values.leaves), seed, engines);
    process.stderr.write(`${tally.chart}: ${tally.traced}/${tally.fields} traced, ${tally.wrong.length} wrong\n`);
    return tally;
  });
  process.stdout.write(`seed ${seed}\n${tallyTable(tallies, values.verbose).join('\n')}\n`);
  await engines.close();
}

void main();
