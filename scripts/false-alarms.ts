/**
 * Draws findings in the fixtures by a seed for a person to read, and writes the page about those that were read.
 *
 *     npx tsx scripts/false-alarms.ts --draw --seed N --out FOLDER [--set default|all] [--count 200] [--fixtures FOLDER] [--keep]
 *     npx tsx scripts/false-alarms.ts [--page docs/false-alarms.md]
 *
 * `--draw` writes `FOLDER/default.md` and `FOLDER/all.md`, which are to be read, and empties the records in
 * scripts/conformance/false-alarms, unless `--keep` is given; the reader writes `kept: true`, or `kept: false` and
 * `because`, into the records. Without it the exit code is 1 if a finding of a record was not read.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { draw } from './conformance/false-alarms/draw.ts';
import { pageOf, shareOf } from './conformance/false-alarms/page.ts';
import { readRecord, readSets, writeEmptyRecord } from './conformance/false-alarms/record.ts';
import { sheetOf } from './conformance/false-alarms/sheet.ts';

const root = resolve(import.meta.dirname, '..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      draw: { type: 'boolean', default: false },
      seed: { type: 'string', default: '' },
      out: { type: 'string', default: join(tmpdir(), 'plimsoll-false-alarms') },
      set: { type: 'string', default: '' },
      count: { type: 'string', default: '200' },
      fixtures: { type: 'string', default: '../shared/fixtures' },
      scratch: { type: 'string', default: join(tmpdir(), 'plimsoll-prs') },
      keep: { type: 'boolean', default: false },
      page: { type: 'string' },
    },
  });
  if (!values.draw) {
    await sayRead(values.page);
    return;
  }
  if (!/^\d+$/.test(values.seed)) throw new Error('--draw needs --seed with a whole number');
  await mkdir(values.out, { recursive: true });
  await mkdir(values.scratch, { recursive: true });
  for (const set of readSets.filter((each) => values.set === '' || values.set === each)) {
    const given = { set, seed: Number(values.seed), count: Number(values.count) };
    const { drawn, amounts } = await draw({
      ...given,
      fixtures: resolve(root, values.fixtures),
      scratch: values.scratch,
    });
    await writeFile(join(values.out, `${set}.md`), sheetOf(drawn));
    if (!values.keep) await writeEmptyRecord(set, given.seed, drawn, amounts);
    process.stdout.write(`${set}: ${drawn.length} findings in ${join(values.out, `${set}.md`)}\n`);
  }
}

async function sayRead(page: string | undefined): Promise<void> {
  const records = await Promise.all(readSets.map(async (set) => [set, await readRecord(set)] as const));
  for (const [set, { findings }] of records) {
    const unread = findings.filter(({ kept, because }) => kept === null || (!kept && because === undefined));
    process.stdout.write(`${set}: ${shareOf(findings)}\n`);
    for (const { finding } of unread) process.stdout.write(`    not read, or no reason: ${finding}\n`);
    if (unread.length > 0) process.exitCode = 1;
  }
  if (page !== undefined) await writeFile(resolve(root, page), pageOf(records));
}

await main();
