/** Adds what charts declare that no declaration deploys. */
import { type Deployment, type HelmPart } from './deployment.ts';
import { type FoundDeployments } from './found.ts';
import { unnamedTarget } from './target.ts';
import { plainPart, releaseOf, valueFileDeployments } from './value-files.ts';
import { posix } from 'node:path';
import { folderPath } from '../helm/discover/charts.ts';
import { type Find, follow, type Followed } from './follow.ts';
import { chartParts, declarationsOfPart, type Workplace } from './parts-that-declare.ts';
import { type Declared } from './rendered-declarations.ts';

/**
 * Adds the declarations of charts that nobody deploys: rendered with the value files beside them or configured for
 * them, else with their own values. Where charts deploy each other in a circle, the first counts as the one that is
 * installed.
 */
export async function chartsAlone(followed: Followed, world: Workplace, find: Find): Promise<FoundDeployments> {
  // Charts that a kustomization inflates are followed when the kustomization is built.
  const inflated = new Set([...world.deployable.kustomizations.values()].flatMap(({ charts }) => charts));
  const alone = new Map<string, Declared>();
  let all = followed;
  for (;;) {
    const deployed = deployedCharts(all.found, world);
    const left = [...world.charts]
      .filter((chart) => !deployed.has(chart) && !inflated.has(chart) && !alone.has(chart))
      .sort();
    if (left.length === 0) break;
    for (const chart of await topOf(left, world, find)) alone.set(chart.folder, chart.declared);
    all = await follow(together([followed.start, ...alone.values()]), world, find, all);
  }
  // A chart that deploys itself, or that another chart deploys after all, counts as deployed.
  const deployed = deployedCharts(all.found, world);
  const kept = [...alone].filter(([chart]) => !deployed.has(chart));
  if (kept.length === alone.size) return all.found;
  const start = together([followed.start, ...kept.map(([, declared]) => declared)]);
  return (await follow(start, world, find, all)).found;
}

function together(all: readonly Declared[]): Declared {
  return {
    declarations: all.flatMap(({ declarations }) => declarations),
    problems: all.flatMap(({ problems }) => problems),
  };
}

function deployedCharts(found: FoundDeployments, world: Workplace): ReadonlySet<string> {
  return new Set(chartParts(found, world).map(({ part }) => folderOf(part)));
}

function folderOf({ chart }: HelmPart): string {
  return chart.kind === 'folder' ? chart.path : '';
}

interface ChartAlone {
  readonly folder: string;
  readonly declared: Declared;
}

/** The charts that no other of these charts deploys; the first one where every chart is deployed by another. */
async function topOf(charts: readonly string[], world: Workplace, find: Find): Promise<ChartAlone[]> {
  const all = await Promise.all(charts.map(async (folder) => ({ folder, declared: await declaredBy(folder, world) })));
  const deployed = await Promise.all(
    all.map(async ({ folder, declared }) => {
      const others = deployedCharts(await find(declared.declarations), world);
      return [...others].filter((other) => other !== folder);
    }),
  );
  const below = new Set(deployed.flat());
  const top = all.filter(({ folder }) => !below.has(folder));
  return top.length > 0 ? top : all.slice(0, 1);
}

async function declaredBy(folder: string, world: Workplace): Promise<Declared> {
  const parts = partsAlone(folder, world);
  const declared = await Promise.all(
    parts.map(async (part) => declarationsOfPart({ part, deployment: nobodys(folder, part) }, world)),
  );
  return together(declared);
}

function partsAlone(folder: string, { config, deployable }: Workplace): HelmPart[] {
  const settings = config.charts.filter(({ path }) => folderPath(path) === folder);
  const [first] = settings;
  const release = releaseOf(first);
  const configured = settings.flatMap(({ values }) =>
    values.map((names) =>
      plainPart(
        folder,
        release,
        names.map((name) => posix.join(folder, name)),
      ),
    ),
  );
  if (configured.length > 0) return configured;
  const beside = valueFileDeployments(deployable.folders, folder, release).deployments.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.kind === 'helm' ? [part] : [])),
  );
  return beside.length > 0 ? beside : [plainPart(folder, release, [])];
}

function nobodys(folder: string, part: HelmPart): Deployment {
  return {
    name: '',
    declaredBy: 'values-pattern',
    target: unnamedTarget,
    namespace: part.release.namespace,
    place: { kind: 'lines', file: posix.join(folder, 'Chart.yaml'), first: 1, last: 1 },
    declaredIn: [],
    parts: [part],
    createsNamespace: null,
    unknown: [],
  };
}
