/**
 * `npm run bench`: measures whole processes (median of five runs), and compares with other tools that are installed.
 *
 *     npm run bench [-- --runs 5] [--only WORD] [--fixtures FOLDER]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { canMeasureMemory, isInstalled, measure, type Measurement } from './bench/measure.ts';
import type { Contender } from './bench/tools.ts';
import { workloads, type Workload } from './bench/workloads.ts';
import { plainTable } from './plain-table.ts';

const root = resolve(import.meta.dirname, '..');

interface Options {
  readonly runs: number;
  readonly withMemory: boolean;
}

function megabytes(bytes: number | null): string {
  return bytes === null ? '-' : (bytes / 1e6).toFixed(0);
}

/** Measures a tool, or returns the reason why it can't: a row of the table says so. */
async function attempt({ process: command }: Contender, options: Options): Promise<Measurement | string> {
  if (!(await isInstalled(command.command))) return 'not installed';
  try {
    return await measure(command, options.runs, options.withMemory);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function rowsOf({ contenders }: Workload, options: Options): Promise<readonly (readonly string[])[]> {
  const rows: string[][] = [];
  let ours: number | null = null;
  for (const contender of contenders) {
    const result = await attempt(contender, options);
    if (typeof result === 'string') {
      rows.push([contender.name, '-', '-', result.slice(0, 300)]);
      continue;
    }
    ours ??= result.seconds;
    const times = `${(result.seconds / ours).toFixed(2)} x`;
    rows.push([contender.name, result.seconds.toFixed(3), megabytes(result.bytes), times]);
  }
  return rows;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '5' },
      only: { type: 'string', default: '' },
      fixtures: { type: 'string', default: '../shared/fixtures' },
    },
  });
  const scratch = await mkdtemp(join(tmpdir(), 'plimsoll-bench-'));
  try {
    const options = { runs: Number.parseInt(values.runs, 10), withMemory: await canMeasureMemory() };
    const all = await workloads({ root, scratch, fixtures: resolve(root, values.fixtures) });
    for (const workload of all.filter(({ name }) => name.includes(values.only))) {
      const head = [workload.name, 'seconds', 'peak MB', 'of ours'];
      process.stdout.write(`${plainTable(head, await rowsOf(workload, options))}\n\n`);
    }
  } finally {
    await rm(scratch, { recursive: true });
  }
}

await main();
