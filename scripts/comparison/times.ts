/** Measures the time and memory of the tools of docs/comparison.md. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeChart, writeDeployments } from '../bench/deployments.ts';
import { canMeasureMemory, measureInTurn, type Measurement } from '../bench/measure.ts';
import { checkov, conftest, kubeScore, plimsoll, writeConftestAdapter, type Contender } from '../bench/tools.ts';
import { markdownTable } from './markdown-table.ts';

export interface Options {
  /** The repository. */
  readonly root: string;
  /** For what is generated. */
  readonly scratch: string;
  /** How often each command is run; one more run of each before these is not counted. */
  readonly runs: number;
  /** How many Deployments the large folder has. */
  readonly deployments: number;
}

interface Input {
  readonly name: string;
  readonly contenders: readonly Contender[];
}

/** A folder of Deployments, a tenth of them with findings; of one alone, that one. */
async function folderOf({ root, scratch }: Options, count: number): Promise<Input> {
  const folder = join(scratch, `deployments-${count}`);
  await writeDeployments(folder, count, 0.1);
  const adapter = await writeConftestAdapter(root, join(scratch, 'conftest'));
  return {
    name: count === 1 ? 'one Deployment' : `${count} Deployments`,
    contenders: [
      plimsoll(root, folder, 'audit', '--sets', 'all'),
      checkov(folder, 'kubernetes'),
      conftest(adapter, folder),
      kubeScore(folder, await readdir(folder)),
    ],
  };
}

/** `helm template` first, for those that render no charts. */
function rendered(chart: string, contender: Contender, ...words: readonly string[]): Contender {
  const { command, codes } = contender.process;
  const script = `set -o pipefail; helm template release-name . | ${command} ${words.join(' ')} >/dev/null`;
  return {
    name: `helm template, ${contender.name}`,
    process: { command: 'bash', args: ['-c', script], cwd: chart, codes },
  };
}

async function chart({ root, scratch }: Options, templates: number): Promise<Input> {
  const folder = join(scratch, 'chart');
  await writeChart(folder, templates);
  const policies = await writeConftestAdapter(root, join(scratch, 'conftest'));
  const given = [
    'test',
    '--no-fail',
    '--policy',
    policies.policies,
    '--policy',
    policies.adapter,
    '--output',
    'json',
    '-',
  ];
  return {
    name: `a chart of ${templates} Deployments`,
    contenders: [
      plimsoll(root, folder, 'audit', '--sets', 'all'),
      checkov(folder, 'helm'),
      rendered(folder, conftest(policies, folder), ...given),
      rendered(folder, kubeScore(folder, []), 'score', '--output-format', 'ci', '-'),
    ],
  };
}

function row({ name }: Contender, measured: Measurement, ours: Measurement): readonly string[] {
  const megabytes = measured.bytes === null ? '-' : (measured.bytes / 1e6).toFixed(0);
  const cpu = measured.cpuSeconds === null ? '-' : measured.cpuSeconds.toFixed(2);
  return [name, measured.seconds.toFixed(2), `${(measured.seconds / ours.seconds).toFixed(2)} x`, cpu, megabytes];
}

async function table({ name, contenders }: Input, runs: number): Promise<string> {
  const processes = contenders.map((contender) => contender.process);
  await measureInTurn(processes, 1, false);
  const measured = await measureInTurn(processes, runs, await canMeasureMemory());
  const [ours] = measured;
  if (ours === undefined) throw new Error(`${name}: nothing was measured`);
  const rows = contenders.map((contender, index) => row(contender, measured[index] ?? ours, ours));
  return markdownTable([name, 'seconds', 'of Plimsoll', 'CPU seconds', 'peak MB'], rows);
}

/** A table for each input: medians of whole processes, each tool in turn. */
export async function timeTables(options: Options): Promise<string> {
  const inputs = [await folderOf(options, 1), await folderOf(options, options.deployments), await chart(options, 100)];
  const tables: string[] = [];
  for (const input of inputs) tables.push(await table(input, options.runs));
  return `${tables.join('\n\n')}\n`;
}
