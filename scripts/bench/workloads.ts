/** The workloads of the benchmark, with the tools that can do each. */
import { existsSync } from 'node:fs';
import { cp, readdir } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { run } from '../command.ts';
import { writeDeployments } from './deployments.ts';
import {
  checkov,
  conftest,
  helmTemplate,
  helmTemplateLoop,
  kubeScore,
  parseOnly,
  plimsoll,
  writeConftestAdapter,
  type Contender,
} from './tools.ts';

/** A task, and the tools that can do it; Plimsoll is first. */
export interface Workload {
  readonly name: string;
  readonly contenders: readonly Contender[];
}

export interface Folders {
  /** The repository. */
  readonly root: string;
  /** For generated files. */
  readonly scratch: string;
  /** May be missing. */
  readonly fixtures: string;
}

const deployments = 3000;

async function audit({ root, scratch }: Folders, share: number): Promise<Workload> {
  const folder = join(scratch, `deployments-${share}`);
  await writeDeployments(folder, deployments, share);
  const policies = await writeConftestAdapter(root, join(scratch, 'conftest'));
  return {
    name: `audit of ${deployments} Deployments, ${share * 100} % with findings`,
    contenders: [
      plimsoll(root, folder, 'audit'),
      parseOnly(root, folder),
      conftest(policies, folder),
      kubeScore(folder, await readdir(folder)),
      checkov(folder, 'kubernetes'),
    ],
  };
}

async function git(cwd: string, ...args: readonly string[]): Promise<void> {
  const env = { GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' };
  const who = ['-c', 'user.name=Robin', '-c', 'user.email=robin@shop.example'];
  const { code, stderr } = await run('git', [...who, ...args], { cwd, env });
  if (code !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
}

/** A pull request that changes the shop's chart: template, values and the values of one of its two deployments. */
async function chartReview({ root, scratch }: Folders): Promise<Workload> {
  const folder = join(scratch, 'review');
  const chart = join(folder, 'charts/web');
  for (const [state, branch] of [
    ['base', 'main'],
    ['head', 'change'],
  ] as const) {
    await cp(join(root, 'examples/shop', state, 'charts'), join(folder, 'charts'), { recursive: true });
    if (state === 'base')
      await cp(join(root, 'examples/shop/base/.github'), join(folder, '.github'), { recursive: true });
    if (state === 'base') await git(folder, 'init', '--quiet', '--initial-branch', branch);
    else await git(folder, 'switch', '--quiet', '--create', branch);
    await git(folder, 'add', '--all');
    await git(folder, 'commit', '--quiet', '--message', state);
  }
  return {
    name: 'review of one chart, two deployments of it, base and head',
    contenders: [
      plimsoll(root, folder, 'review', '--base', 'main', '--head', 'change'),
      checkov(chart, 'helm'),
      helmTemplate(chart, '.', '--values', 'values-production.yaml'),
    ],
  };
}

/** Renders one small chart: measures the start, loading the engine and the first render. */
function chartRender({ root }: Folders): Workload {
  const chart = join(root, 'examples/shop/base/charts/web');
  const { name, process } = plimsoll(root, chart, 'render', '.');
  return {
    name: 'render of one small chart',
    contenders: [{ name, process: { ...process, codes: [0] } }, helmTemplate(chart, '.')],
  };
}

function fixtureCharts({ root, fixtures }: Folders): Workload {
  const folder = join(fixtures, 'charts');
  return {
    name: "audit of the fixtures' charts with all their ci values",
    contenders: [plimsoll(root, folder, 'audit'), helmTemplateLoop(folder), checkov(folder, 'helm')],
  };
}

/** All workloads; those of the fixtures only if these exist. */
export async function workloads(folders: Folders): Promise<readonly Workload[]> {
  return [
    chartRender(folders),
    await chartReview(folders),
    await audit(folders, 0.1),
    await audit(folders, 1),
    ...(existsSync(folders.fixtures) ? [fixtureCharts(folders)] : []),
  ];
}
