/** Finds in a tree the sources of another tree, with the settings they have there. */
import { posix } from 'node:path';
import { type Folders, foldersOf } from '../../snapshot/folders.ts';
import { type HelmSource, type KustomizeSource, type PlainSource, type Source } from '../../model/source.ts';
import { type Tree } from '../../model/tree.ts';
import { wasMeantAsObject } from '../render/objects.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { parseManifests } from '../../yaml/values.ts';
import { type Chart, chartAt, filesOfChart } from '../helm/discover/charts.ts';
import { findKustomizations, type Kustomization, namedBy } from '../kustomize/discover/kustomizations.ts';
import { holdsManifests } from '../plain/discover.ts';
import { kustomizeSource } from '../deployments/undeployed.ts';
import { whyUnfilled } from './unread.ts';

/** The tree in which the sources are searched, whatever deploys them there. */
interface Place {
  readonly tree: Tree;
  readonly texts: Texts;
  readonly folders: Folders;
  readonly kustomizations: ReadonlyMap<string, Kustomization>;
  /** All paths that any kustomization names. */
  readonly named: ReadonlySet<string>;
}

/**
 * The sources of another tree, rendered with the same settings but with the files of this tree. Left out: sources with
 * a missing file, and those that are no longer sources.
 */
export async function retainedSources(sources: readonly Source[], tree: Tree, texts: Texts): Promise<Source[]> {
  if (sources.length === 0) return [];
  const isBuilt = sources.some(({ kind }) => kind === 'kustomize');
  const kustomizations = isBuilt ? await findKustomizations(tree, texts, () => true) : new Map<string, never>();
  const place: Place = { tree, texts, folders: foldersOf(tree), kustomizations, named: namedBy(kustomizations) };
  const found = await Promise.all(sources.map(async (source) => retained(source, place)));
  return found.filter((source) => source !== null);
}

async function retained(source: Source, place: Place): Promise<Source | null> {
  switch (source.kind) {
    case 'plain':
      return retainedPlain(source, place);
    case 'kustomize':
      return retainedBuild(source, place);
    case 'helm':
      return retainedChart(source, place);
  }
}

/** A file that became a template is no longer a source. */
async function retainedPlain(source: PlainSource, { tree, texts }: Place): Promise<PlainSource | null> {
  if (source.makes !== null || !tree.files.has(source.path)) return null;
  const text = await texts.of(source.path);
  const isManifest = !text.ok || (holdsManifests(source.path, text.text) && whyUnfilled(text.text) === null);
  return isManifest ? source : null;
}

/**
 * Files that held objects in another tree and here hold only parts of objects, or no YAML. Deploying them fails or
 * changes nothing. Files that are read otherwise, or that are now another tool's templates, are not among them.
 */
export async function brokenManifests(
  sources: readonly Source[],
  { files }: Tree,
  texts: Texts,
  read: ReadonlySet<string>,
): Promise<PlainSource[]> {
  const left = sources.filter(
    (source): source is PlainSource =>
      source.kind === 'plain' && source.makes === null && files.has(source.path) && !read.has(source.path),
  );
  const found = await Promise.all(
    left.map(async (source) => {
      const text = await texts.of(source.path);
      return text.ok && isBroken(source.path, text.text) ? [source] : [];
    }),
  );
  return found.flat();
}

function isBroken(path: string, text: string): boolean {
  if (holdsManifests(path, text) || whyUnfilled(text) !== null) return false;
  const { documents, faults } = parseManifests(text);
  return faults.some(({ code }) => code === 'yaml-syntax') || documents.some(({ value }) => wasMeantAsObject(value));
}

/** A component is built where it is used. Kustomize also builds an unused one if it has resources. */
function retainedBuild(
  source: KustomizeSource,
  { tree, folders, kustomizations, named }: Place,
): KustomizeSource | null {
  const own = kustomizations.get(source.path);
  if (own === undefined || source.resources !== null) return null;
  if (own.kind === 'Component' && (named.has(source.path) || own.resources.length === 0)) return null;
  const { reads } = kustomizeSource({ tree, folders }, kustomizations, own);
  return { ...source, reads };
}

async function retainedChart(source: HelmSource, { tree, texts, folders }: Place): Promise<HelmSource | null> {
  if (source.remote !== null || !tree.files.has(posix.join(source.path, 'Chart.yaml'))) return null;
  if (source.values.some((file) => !tree.files.has(file))) return null;
  const charts = new Map<string, Chart>();
  const waiting = [source.path];
  for (const folder of waiting) {
    const chart = charts.has(folder) ? null : await chartAt(tree, texts, folder);
    if (chart === null) continue;
    charts.set(folder, chart);
    waiting.push(...chart.fileDependencies.map((dependency) => dependency.folder)); // the iteration goes on to these
  }
  const chart = charts.get(source.path);
  if (chart?.type !== 'application') return null;
  const files = filesOfChart(folders, charts, chart);
  return { ...source, files, reads: [...new Set([...files.values(), ...source.values])].sort() };
}
