/**
 * Rewrites expected.json and fixed.yaml of every case with the results of the compiled pack. Read the diff before you
 * commit it.
 *
 *     npx tsx scripts/policies/update-cases.ts
 */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { casesOf, ruleIds } from '../../src/rules/cases/cases.ts';
import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { openEvaluator } from './evaluator.ts';
import { outcomeOf, textsOf } from './outcome.ts';

const evaluator = await openEvaluator(await loadPack('dist'));
for (const rule of await ruleIds('policies')) {
  for (const test of await casesOf('policies', rule)) {
    const { expected, fixed } = await textsOf(outcomeOf(evaluator, test));
    await writeFile(join(test.directory, 'expected.json'), expected);
    if (fixed === null) await rm(join(test.directory, 'fixed.yaml'), { force: true });
    else await writeFile(join(test.directory, 'fixed.yaml'), fixed);
  }
}
