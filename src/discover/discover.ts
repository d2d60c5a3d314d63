import ignore from 'ignore';
import { posix } from 'node:path';
import { type Config } from '../config/config.ts';
import {
  type HelmSource,
  type KustomizeSource,
  type PlainSource,
  type Problem,
  type Source,
  type Tree,
} from '../model.ts';
import { type Texts } from '../texts.ts';
import { type Chart, filesOfChart, findCharts } from './charts.ts';
import { filesOfBuild, findKustomizations, type Kustomization } from './kustomizations.ts';
import { looksLikeManifest, mayBeManifest } from './plain.ts';

/** Where the repository does not say which cluster a source goes to, all go to one. */
export const commonTarget = 'default';

export interface Discovery {
  /** Sorted by id. */
  readonly sources: readonly Source[];
  readonly problems: readonly Problem[];
}

/** What one chart is to be rendered with, beside what the repository says: the command line's flags. */
export interface ChartFlags {
  readonly values: readonly string[];
  readonly set: readonly string[];
  readonly release: { readonly name: string; readonly namespace: string };
  readonly skipSchemaValidation: boolean;
}

/** Everything in the tree that renders to manifests. */
export async function discover(tree: Tree, texts: Texts, config: Config, flags: ChartFlags | null): Promise<Discovery> {
  const excluded = ignore({ allowRelativePaths: true }).add(config.exclude);
  const looksAt = (path: string): boolean => config.exclude.length === 0 || !excluded.ignores(path);

  const { charts, problems } = await findCharts(tree, texts, looksAt);
  const inChart = chartTest([...charts.keys()]);
  const kustomizations = await findKustomizations(tree, texts, (path) => looksAt(path) && !inChart(path));
  const named = new Set([...kustomizations.values()].flatMap(({ refersTo }) => refersTo));

  const helm = [...charts.values()]
    .filter(({ type }) => type === 'application')
    .flatMap((chart) => helmSources(tree, charts, chart, config, flags));
  const builds = [...kustomizations.values()].filter(
    ({ kind, folder }) => kind === 'Kustomization' && !named.has(folder),
  );
  const built = builds.map((build) => kustomizeSource(tree, kustomizations, build));
  const unbuilt = unbuiltResources(kustomizations, built);
  const plain = await plainSources(
    tree,
    texts,
    (path) =>
      looksAt(path) &&
      !inChart(path) &&
      (!named.has(path) || unbuilt.has(path)) &&
      !kustomizationFile(kustomizations, path),
  );
  const sources = [...plain, ...helm, ...built];
  return { sources: sources.sort((a, b) => (a.id < b.id ? -1 : 1)), problems };
}

function helmSources(
  tree: Tree,
  charts: ReadonlyMap<string, Chart>,
  chart: Chart,
  config: Config,
  flags: ChartFlags | null,
): HelmSource[] {
  const files = filesOfChart(tree, charts, chart);
  const configured = config.charts.filter(({ path }) => posix.normalize(path).replace(/\/$/, '') === chart.folder);
  const [settings] = configured;
  const inChart = (file: string): string => posix.join(chart.folder, file);
  const named = configured.flatMap(({ values }) => values.map((names) => names.map(inChart)));
  // Whoever says how a chart is rendered wants that one render.
  const combinations = flags === null ? [[], ...ciValues(tree, chart.folder), ...named] : [flags.values];
  return combinations.map((values) => ({
    kind: 'helm',
    id: values.length === 0 ? chart.folder : `${chart.folder}#${values.join(',')}`,
    path: chart.folder,
    target: commonTarget,
    files,
    values,
    release: flags?.release ?? {
      name: settings?.release ?? 'release-name',
      namespace: settings?.namespace ?? 'default',
    },
    set: flags?.set ?? [],
    skipSchemaValidation: flags?.skipSchemaValidation === true || settings?.skipSchemaValidation === true,
    reads: [...new Set([...files.values(), ...values])].sort(),
  }));
}

/** chart-testing's value files: each is one way in which the chart must work. */
function ciValues(tree: Tree, folder: string): string[][] {
  const ci = posix.join(folder, 'ci');
  return [...tree.files.keys()]
    .filter((path) => posix.dirname(path) === ci && path.endsWith('-values.yaml'))
    .map((path) => [path]);
}

/** The kustomization of a folder, whether others build on it or not; null where there is none. */
export async function kustomizationAt(tree: Tree, texts: Texts, folder: string): Promise<KustomizeSource | null> {
  const all = await findKustomizations(tree, texts, () => true);
  const found = all.get(folder);
  return found === undefined ? null : kustomizeSource(tree, all, found);
}

function kustomizeSource(
  tree: Tree,
  all: ReadonlyMap<string, Kustomization>,
  { folder }: Kustomization,
): KustomizeSource {
  return { kind: 'kustomize', id: folder, path: folder, target: commonTarget, reads: filesOfBuild(tree, all, folder) };
}

async function plainSources(tree: Tree, texts: Texts, looksAt: (path: string) => boolean): Promise<PlainSource[]> {
  const candidates = [...tree.files.keys()].filter((path) => mayBeManifest(path) && looksAt(path));
  const looked = await Promise.all(candidates.map(async (path) => ({ path, text: await texts.of(path) })));
  // What can't be read may be a manifest: rendering it says so.
  return looked
    .filter(({ path, text }) => !text.ok || looksLikeManifest(path, text.text))
    .map(({ path }) => ({ kind: 'plain', id: path, path, target: commonTarget, reads: [path] }));
}

function kustomizationFile(all: ReadonlyMap<string, Kustomization>, path: string): boolean {
  return all.get(posix.dirname(path))?.file === path;
}

/** Whole objects that only a component names which nothing builds: looked at as they are, rather than not at all. */
function unbuiltResources(
  all: ReadonlyMap<string, Kustomization>,
  built: readonly KustomizeSource[],
): ReadonlySet<string> {
  const read = new Set(built.flatMap(({ reads }) => reads));
  const idle = [...all.values()].filter(({ file }) => !read.has(file));
  return new Set(idle.flatMap(({ resources }) => resources).filter((path) => !read.has(path)));
}

/** Whether a path belongs to one of the charts: all below its folder; of a chart in the root, what Helm itself uses. */
function chartTest(charts: readonly string[]): (path: string) => boolean {
  const below = folderTest(charts.filter((folder) => folder !== '.'));
  if (!charts.includes('.')) return below;
  return (path) => below(path) || /^((templates|charts|crds|ci)\/|(Chart|values[^/]*|requirements)\.ya?ml$)/.test(path);
}

/** Whether a path lies in one of the folders. */
function folderTest(folders: readonly string[]): (path: string) => boolean {
  const known = new Set(folders);
  return (path) => {
    for (let at = posix.dirname(path); ; at = posix.dirname(at)) {
      if (known.has(at)) return true;
      if (at === '.' || at === '..' || at === '/') return false;
    }
  };
}
