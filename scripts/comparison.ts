/**
 * Makes the tables of docs/comparison.md, in Markdown, on standard output. It needs checkov, conftest, kube-score and helm on
 * the path, in the versions that the page names.
 *
 *     npx tsx scripts/comparison.ts --write FOLDER               # the manifests of the cases
 *     npx tsx scripts/comparison.ts --cases [--only NAME,NAME]   # what each tool says of them
 *     npx tsx scripts/comparison.ts --times [--runs 5] [--deployments 1000]
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cases } from './comparison/cases.ts';
import { markdownTable } from './comparison/markdown-table.ts';
import { withEdits } from './comparison/manifests.ts';
import { beyond, optionalTests, tools } from './comparison/said.ts';
import { timeTables } from './comparison/times.ts';

const root = resolve(import.meta.dirname, '..');

type Side = 'fault' | 'harmless';

function fileOf(folder: string, side: Side, name: string): string {
  return join(folder, side, `${name}.yaml`);
}

async function writeCases(folder: string): Promise<void> {
  const clean = await readFile(join(root, 'examples/comparison/clean.yaml'), 'utf8');
  for (const side of ['fault', 'harmless'] as const) {
    await mkdir(join(folder, side), { recursive: true });
    for (const one of cases) {
      await writeFile(fileOf(folder, side, one.name), withEdits(clean, one[side].edits));
    }
  }
  await writeFile(join(folder, 'clean.yaml'), clean);
}

/** A row for each case: what each tool says of it beyond what it says of the clean file. */
async function rowsOf(folder: string, side: Side, only: readonly string[]): Promise<readonly (readonly string[])[]> {
  const optional = new Set(await optionalTests());
  const marked = (id: string): string => `\`${id}\`${optional.has(id) ? ' †' : ''}`;
  const asked = await Promise.all(
    tools.map(async (tool) => ({ ...tool, ofClean: await tool.say(join(folder, 'clean.yaml')) })),
  );
  const rows: string[][] = [];
  const wanted = cases.filter(({ name }) => only.length === 0 || only.includes(name));
  for (const { name, source, [side]: variant } of wanted) {
    const cells: string[] = [];
    for (const { say, ofClean } of asked) {
      const ids = beyond(await say(fileOf(folder, side, name)), ofClean);
      cells.push(ids.length === 0 ? '-' : ids.map(marked).join(', '));
    }
    rows.push([`\`${name}\``, variant.says, ...(side === 'fault' ? [source] : []), ...cells]);
  }
  return rows;
}

/** How many rows have something in a column. */
function countRow(rows: readonly (readonly string[])[], columns: number): readonly string[] {
  const said = (column: number): string => `${rows.filter((row) => row[column] !== '-').length} of ${rows.length}`;
  return Array.from({ length: columns }, (_, column) => (column < columns - 3 ? '' : `**${said(column)}**`));
}

async function caseTables(folder: string, only: readonly string[]): Promise<void> {
  for (const { name, command } of tools) process.stdout.write(`${name}: ${command}\n`);
  process.stdout.write('\n');
  const names = tools.map(({ name }) => name);
  for (const [side, head] of [
    ['fault', ['case', 'the mistake', 'says', ...names]],
    ['harmless', ['case', 'what looks like it', ...names]],
  ] as const) {
    const rows = await rowsOf(folder, side, only);
    process.stdout.write(`${markdownTable(head, [...rows, countRow(rows, head.length)])}\n\n`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      write: { type: 'string' },
      cases: { type: 'boolean', default: false },
      only: { type: 'string' },
      times: { type: 'boolean', default: false },
      runs: { type: 'string', default: '5' },
      deployments: { type: 'string', default: '1000' },
    },
  });
  if (values.write !== undefined) await writeCases(resolve(values.write));
  const scratch = await mkdtemp(join(tmpdir(), 'plimsoll-comparison-'));
  try {
    if (values.cases) {
      await writeCases(scratch);
      await caseTables(scratch, values.only?.split(',') ?? []);
    }
    if (values.times) {
      const load = loadavg()[0]?.toFixed(1) ?? '?';
      process.stdout.write(`${cpus().length} cores, ${cpus()[0]?.model ?? '?'}, load ${load} at the start\n\n`);
      const counts = { runs: Number(values.runs), deployments: Number(values.deployments) };
      process.stdout.write(await timeTables({ root, scratch, ...counts }));
    }
  } finally {
    await rm(scratch, { recursive: true });
  }
}

await main();
