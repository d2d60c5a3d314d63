/**
 * Lines, by mutation: of the rendered lines of the fixture charts, some are drawn. The source line that each is said to
 * come from is changed, and rendered by native Helm: exactly the lines that are said to come from it have to change.
 *
 *     npx tsx scripts/conformance/lines.ts [--seed N] [--claims N] [--only WORD] [--dist FOLDER] [--verbose]
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { groupBy } from '../../src/groups.ts';
import { plainTable } from '../plain-table.ts';
import { helmCases } from './cases.ts';
import { openEngines } from './mutation/open-chart.ts';
import { type Claim, tryLines } from './mutation/try-lines.ts';

const root = resolve(import.meta.dirname, '../..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      claims: { type: 'string', default: '2000' },
      only: { type: 'string', default: '' },
      dist: { type: 'string', default: 'dist' },
      fixtures: { type: 'string', default: '../shared/fixtures' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const fixtures = resolve(root, values.fixtures);
  const all = await helmCases(fixtures);
  const cases = all.filter(({ name, args }) => name.includes(values.only) && !args.includes('--values'));
  const engines = openEngines(resolve(root, values.dist));
  const share = Math.ceil(Number(values.claims) / cases.length);
  const claims: Claim[] = [];
  for (const each of cases) {
    const tried = await tryLines(fixtures, each, share, Number(values.seed), engines);
    claims.push(...tried);
    const exact = tried.filter(({ outcome }) => outcome === 'exact').length;
    process.stderr.write(`${each.name}: ${exact} of ${tried.length} exact\n`);
  }
  await engines.close();
  const wrong = claims.filter(({ outcome }) => outcome === 'different');
  process.stdout.write(`seed ${values.seed}\n${table(claims)}\n`);
  for (const { chart, claim, why } of values.verbose ? wrong : wrong.slice(0, 40)) {
    process.stdout.write(`${chart}: ${claim}: ${why}\n`);
  }
}

function table(claims: readonly Claim[]): string {
  const row = (name: string, group: readonly Claim[]): string[] => {
    const of = (outcome: Claim['outcome']): number => group.filter((claim) => claim.outcome === outcome).length;
    const tried = of('exact') + of('different');
    const share = tried === 0 ? '-' : `${((100 * of('exact')) / tried).toFixed(2)} %`;
    return [name, ...[group.length, of('no change known'), of('refused'), tried, of('exact')].map(String), share];
  };
  const classes = [...groupBy(claims, (claim) => claim.class)].map(([name, group]) => row(name, group));
  return plainTable(
    ['class', 'claims', 'not changed', 'refused', 'tried', 'exact', ''],
    [...classes, row('all', claims)],
  );
}

void main();
