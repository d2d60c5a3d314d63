/**
 * Compares the rules with what the test suites of other policy tools expect. The exit code is 1 if a check is not mapped,
 * or a disagreement is not judged.
 *
 *     npx tsx scripts/peers.ts [--fixtures FOLDER] [--dist FOLDER] [--page docs/conformance.md]
 *
 * With `--page` the section of that page is replaced. Checks are mapped in scripts/conformance/peers/map.tsv, and
 * disagreements judged in judged.yaml beside it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { peersLines, peersSection, withPeersSection } from './conformance/peers/report.ts';
import { peersRun } from './conformance/peers/run.ts';

const root = resolve(import.meta.dirname, '..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      fixtures: { type: 'string', default: '../shared/fixtures' },
      dist: { type: 'string', default: 'dist' },
      page: { type: 'string' },
    },
  });
  const run = await peersRun(resolve(root, values.fixtures), resolve(root, values.dist));
  if (run === null) throw new Error(`${values.fixtures} has no folder peers`);
  process.stdout.write(`${peersLines(run).join('\n')}\n`);
  if (values.page !== undefined) {
    const page = resolve(root, values.page);
    await writeFile(page, withPeersSection(await readFile(page, 'utf8'), peersSection(run)));
  }
  process.exitCode = run.faults.length === 0 ? 0 : 1;
}

await main();
