/** Finds everything in a tree that renders to manifests, as it is deployed. */
import { notExcluded } from './excluded.ts';
import { type Problem } from '../../model/problem.ts';
import { type KustomizeSource, type Source, type UnseenDeployment } from '../../model/source.ts';
import { type Tree } from '../../model/tree.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { foldersAround, foldersOf } from '../../snapshot/folders.ts';
import { isDuplicate } from '../render/duplicate-key.ts';
import { type ChartFiles, chartFiles, isNamedObject } from '../helm/discover/chart-files.ts';
import { findCharts } from '../helm/discover/charts.ts';
import { findKustomizations, namedBy, topOf } from '../kustomize/discover/kustomizations.ts';
import { type Deployable, deployedSources, unseen, withOwnIds } from '../deployments/deployed.ts';
import { type Deployment } from '../deployments/deployment.ts';
import { parseManifests } from '../../yaml/values.ts';
import { tooManyCiValues } from '../helm/discover/undeployed.ts';
import { isKustomizationOf } from '../kustomize/discover/undeployed.ts';
import { sourceKinds } from '../kinds.ts';
import { none } from '../deployments/found.ts';
import { deploymentsIn } from '../deployments/all-deployments.ts';
import { madeSources, type NamespaceOf, namespacesMade, withManaged } from '../deployments/made-namespaces.ts';
import { type DiscoverOptions } from './options.ts';
import { holdsManifests, mayBeManifest, mayMerge } from '../plain/discover.ts';
import { kustomizeSource } from '../deployments/undeployed.ts';

export interface Discovery {
  /** Sorted by id. */
  readonly sources: readonly Source[];
  /** Deployments of which no source can be rendered. */
  readonly unseen: readonly UnseenDeployment[];
  /** Namespaces that deployments create. */
  readonly namespaces: readonly NamespaceOf[];
  /** Files that declare deployments. */
  readonly declaredIn: readonly string[];
  /** Files and kustomizations that declare something, and that nothing else deploys or builds on. */
  readonly standalone: ReadonlySet<string>;
  /** Manifest files that are treated as parts of charts: only what the chart renders of them is reviewed. */
  readonly claimed: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Finds everything in the tree that renders to manifests, as it is deployed where the repository declares that.
 *
 * @param kept files and kustomizations whose declarations count even if something deploys these or builds on them.
 */
export async function discover(
  tree: Tree,
  texts: Texts,
  options: DiscoverOptions,
  kept: ReadonlySet<string> = new Set(),
): Promise<Discovery> {
  const { config, flags } = options;
  const isAsked = notExcluded(config);
  const looksAt = (path: string): boolean => isAsked(path) || isBelow(path, options.deployed ?? []);

  const { charts, folders: chartFolders, problems } = await findCharts(tree, texts, looksAt);
  const folders = foldersOf(tree);
  const libraries = new Set([...charts.values()].flatMap(({ type, folder }) => (type === 'library' ? [folder] : [])));
  const inCharts = chartFiles(folders, { charts: chartFolders, libraries }, texts);
  const isFree = (path: string): boolean => looksAt(path) && !inCharts.isTemplate(path);
  const kustomizations = await findKustomizations(tree, texts, isFree);
  const named = namedBy(kustomizations);
  const isClaimed = (path: string): boolean =>
    sourceKinds.some((kind) => kind.claims(path, { inCharts, kustomizations }));
  const mayBePlain = (path: string): boolean => looksAt(path) && !isClaimed(path);
  const isIdle = (path: string): boolean => looksAt(path) && inCharts.isIdle(path);
  const { manifests, claimed } = await manifestFiles(tree, texts, { mayBePlain, isIdle }, inCharts, kept);

  const merging = new Set(await mergingAmong(manifests, texts));
  const found = { tree, folders, charts, kustomizations, named };
  const deployable: Deployable = { ...found, manifests: new Set(manifests), merging };
  const deployments =
    flags === null
      ? await deploymentsIn(texts, deployable, looksAt, options, kept)
      : { ...none, standalone: new Set<string>() };
  const excluded = deployments.deployments.flatMap(foldersOfParts).filter((folder) => !looksAt(`${folder}/any.yaml`));
  // Files of a deployed folder are reviewed even if they are excluded.
  if (excluded.length > 0)
    return discover(tree, texts, { ...options, deployed: [...(options.deployed ?? []), ...excluded] }, kept);
  // Files that a deployment of a folder reads are deployed even if they are inside a chart.
  const inFolders = await claimedByCharts(deployments.deployments, {
    tree,
    texts,
    inCharts,
    known: new Set(manifests),
  });
  const asTheyStand = inFolders.filter((path) => looksAt(path) && !isKustomizationOf(kustomizations, path));
  const folderwise: Deployable = {
    ...deployable,
    manifests: new Set([...manifests, ...asTheyStand]),
    merging: new Set([...merging, ...(await mergingAmong(asTheyStand, texts))]),
  };
  const deployed = deployments.deployments.map((deployment) => ({
    declaredBy: deployment.declaredBy,
    sources: deployedSources(deployment, folderwise),
  }));
  // Value files beside a chart do not mean that it is never deployed without them.
  const declared = deployed.filter(({ declaredBy }) => declaredBy !== 'values-pattern');
  const isDeployed = new Set(
    declared
      .flatMap(({ sources: each }) => each)
      .flatMap((source) => {
        if (source.kind !== 'helm') return [source.path, ...source.reads];
        // The path of a remote chart is the file that declares its deployment, which is a manifest itself.
        return source.remote === null ? [source.path] : [];
      }),
  );

  const builds = topOf(kustomizations).map((build) => kustomizeSource({ tree, folders }, kustomizations, build));
  const searched = { ...deployable, texts, config, flags, looksAt, builds, isDeployed };
  const alone = (await Promise.all(sourceKinds.map(async (kind) => kind.undeployed(searched)))).flat();
  const made = deployments.deployments.flatMap(madeSources);
  const rendered = [...alone, ...deployed.flatMap(({ sources: each }) => each)];
  const sources = withOwnIds([...(await withManaged(rendered, made, texts)), ...made]);
  return {
    sources: sources.sort((a, b) => (a.id < b.id ? -1 : 1)),
    unseen: deployments.deployments.flatMap((deployment) => unseen(deployment, folderwise)),
    claimed: claimed.filter((path) => !isDeployed.has(path)),
    standalone: deployments.standalone,
    declaredIn: [...new Set(deployments.deployments.flatMap(({ declaredIn }) => declaredIn))],
    namespaces: namespacesMade(deployments.deployments),
    problems: [...problems, ...(flags === null ? tooManyCiValues(folders, charts) : []), ...deployments.problems],
  };
}

/** The kustomization of a folder, whether or not others build on it; null where there is none. */
export async function kustomizationAt(tree: Tree, texts: Texts, folder: string): Promise<KustomizeSource | null> {
  const all = await findKustomizations(tree, texts, () => true);
  const found = all.get(folder);
  return found === undefined ? null : kustomizeSource({ tree, folders: foldersOf(tree) }, all, found);
}

async function manifestFiles(
  tree: Tree,
  texts: Texts,
  { mayBePlain, isIdle }: Readonly<Record<'mayBePlain' | 'isIdle', (path: string) => boolean>>,
  inCharts: ChartFiles,
  kept: ReadonlySet<string>,
): Promise<{ readonly manifests: string[]; readonly claimed: string[] }> {
  const claimed: string[] = [];
  const isWanted = (path: string): boolean => kept.has(path) || mayBePlain(path) || isIdle(path);
  const candidates = [...tree.files.keys()].filter((path) => mayBeManifest(path) && isWanted(path));
  const looked = await Promise.all(
    candidates.map(async (path): Promise<string[]> => {
      const text = await texts.of(path);
      // A template that Helm does not print belongs to other templates, unless it contains no actions.
      if (!kept.has(path) && !mayBePlain(path) && (!text.ok || text.text.includes('{{'))) return [];
      // A file that cannot be read may be a manifest: rendering it reports the problem.
      if (!text.ok || isEncoded(tree, path)) return [path];
      if (!holdsManifests(path, text.text)) return [];
      if (kept.has(path) || !(await inCharts.isOwn(path, text.text))) return [path];
      claimed.push(path);
      return [];
    }),
  );
  return { manifests: looked.flat(), claimed: claimed.sort() };
}

/** The folders of a declared deployment's parts. */
function foldersOfParts({ declaredBy, parts }: Deployment): string[] {
  if (declaredBy === 'values-pattern') return [];
  return parts.flatMap((part) => {
    if (part.kind !== 'helm') return [part.folder];
    return part.chart.kind === 'folder' ? [part.chart.path] : [];
  });
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => folder === '.' || path === folder || path.startsWith(`${folder}/`));
}

/** Whether checking it out changes its encoding. */
function isEncoded({ files }: Tree, path: string): boolean {
  return files.get(path)?.rewritten?.attribute.startsWith('working-tree-encoding') === true;
}

/** Whether the text is YAML with a named object, which is rare for a template. */
function isManifest(text: string): boolean {
  const { documents, faults } = parseManifests(text);
  return faults.every(isDuplicate) && documents.some(({ value }) => isNamedObject(value));
}

/** Manifest files inside charts that deployments of a folder read as they are. */
async function claimedByCharts(
  deployments: readonly Deployment[],
  {
    tree,
    texts,
    inCharts,
    known,
  }: { readonly tree: Tree; readonly texts: Texts; readonly inCharts: ChartFiles; readonly known: ReadonlySet<string> },
): Promise<string[]> {
  const parts = deployments.flatMap((deployment) => deployment.parts);
  const named = new Set(parts.flatMap((part) => (part.kind === 'directory' ? part.files : [])));
  const folders = new Set(parts.flatMap((part) => (part.kind === 'kustomize' && part.generated ? [part.folder] : [])));
  const isRead = (path: string): boolean =>
    named.has(path) || foldersAround(path).some((folder) => folders.has(folder));
  const candidates = [...tree.files.keys()].filter(
    (path) => mayBeManifest(path) && !known.has(path) && inCharts.isInside(path) && isRead(path),
  );
  const found = await Promise.all(
    candidates.map(async (path) => {
      const text = await texts.of(path);
      return text.ok && isManifest(text.text) ? [path] : [];
    }),
  );
  return found.flat();
}

async function mergingAmong(files: readonly string[], texts: Texts): Promise<string[]> {
  const merging = await Promise.all(
    files.map(async (file) => {
      const text = await texts.of(file);
      return text.ok && mayMerge(text.text) ? [file] : [];
    }),
  );
  return merging.flat();
}
