/** Makes sources out of deployments, and gives each source a unique id. */
import { valuesSetAt } from './set-at.ts';
import { posix } from 'node:path';
import {
  type ChartRef,
  type Deployment,
  type DeploymentLayer,
  type HelmPart,
  type KustomizePart,
  type SetValue,
} from './deployment.ts';
import { type Folders } from '../../snapshot/folders.ts';
import { strings } from '../../foundation/json.ts';
import {
  type DeployedBy,
  type Finishing,
  type HelmSource,
  type KustomizeSource,
  type PlainSource,
  type Source,
  type UnseenDeployment,
  type ValueLayer,
} from '../../model/source.ts';
import { type Tree } from '../../model/tree.ts';
import { type Chart, filesOfChart } from '../helm/discover/charts.ts';
import { filesOfBuild, type Kustomization } from '../kustomize/discover/kustomizations.ts';

/** Everything in the tree that can be deployed. */
export interface Deployable {
  readonly tree: Tree;
  readonly folders: Folders;
  readonly charts: ReadonlyMap<string, Chart>;
  readonly kustomizations: ReadonlyMap<string, Kustomization>;
  /** All paths that any kustomization names. */
  readonly named: ReadonlySet<string>;
  /** Files of plain manifests. */
  readonly manifests: ReadonlySet<string>;
  /**
   * The manifests that may use YAML merge keys (`<<`). With kubectl the merged value wins, with kustomize the map's own
   * value.
   */
  readonly merging: ReadonlySet<string>;
}

/** A source for each part of a deployment. Ids are not yet unique: see `withOwnIds`. */
export function deployedSources(deployment: Deployment, deployable: Deployable): Source[] {
  const deployedBy = deployedByOf(deployment);
  const common: Common = {
    target: deployment.target,
    namespace: deployment.namespace ?? 'default',
    deployment: deployedBy,
    finishing: null,
  };
  return deployment.parts.flatMap((part): Source[] => {
    switch (part.kind) {
      case 'helm':
        return [helmSource(part, common, deployable)];
      case 'kustomize':
        return part.generated ? generatedSources(part, common, deployable) : [buildSource(part, common, deployable)];
      case 'directory':
        return plainSources(part.files, common, deployable);
    }
  });
}

/** A deployment of which no source can be made; empty where some can. */
export function unseen(deployment: Deployment, deployable: Deployable): UnseenDeployment[] {
  return deployedSources(deployment, deployable).length > 0
    ? []
    : [{ ...deployedByOf(deployment), target: deployment.target, declaredIn: deployment.declaredIn }];
}

export function deployedByOf({ name, place, unknown, declaredBy }: Deployment): DeployedBy {
  const isArgo = declaredBy === 'argocd-application' || declaredBy === 'argocd-applicationset';
  return {
    name,
    place,
    unknown,
    ...(isArgo ? { installsOnly: true } : {}),
  };
}

type Common = Pick<Source, 'target' | 'namespace' | 'finishing'> & { readonly deployment: DeployedBy };

/** The source that a deployment makes of a chart. */
export function helmSource(part: HelmPart, common: Common, { tree, folders, charts }: Deployable): HelmSource {
  const { chart, release, skipSchemaValidation, apiVersions, kubeVersion, skipCrds, postRender, commonMetadata } = part;
  const own = chart.kind === 'folder' ? charts.get(chart.path) : undefined;
  const files = own === undefined ? new Map<string, string>() : filesOfChart(folders, charts, own);
  const layers = part.layers.flatMap((layer) => layerOf(layer, tree));
  const values = layers.flatMap((layer) => (layer.kind === 'file' ? [layer.file] : []));
  const path = chart.kind === 'folder' ? chart.path : common.deployment.place.file;
  const expressions = (flag: SetValue['flag']): string[] =>
    part.set.flatMap((set) => (set.flag !== 'unknown' && set.flag === flag ? [set.expression] : []));
  return {
    kind: 'helm',
    ...common,
    id: idOf(path, values),
    path,
    namespace: release.namespace,
    files,
    values,
    layers,
    release,
    set: expressions('set'),
    setString: expressions('set-string'),
    setFile: expressions('set-file'),
    ...(part.set.length === 0 ? {} : { setAt: valuesSetAt(part.set) }),
    apiVersions,
    kubernetesVersion: kubeVersion,
    skipCrds,
    finishing: finishingOf({ postRender, substitute: null, commonMetadata }),
    skipSchemaValidation,
    setUnknown: part.set.flatMap((set) => (set.flag === 'unknown' ? [{ name: set.name, of: set.of }] : [])),
    ...remoteOf(chart),
    reads: [...new Set([...files.values(), ...values, ...filesSet(part), ...unfollowed(part)])].sort(),
  };
}

function layerOf(layer: DeploymentLayer, { files }: Tree): ValueLayer[] {
  switch (layer.kind) {
    case 'file':
      return layer.ignoreMissing && !files.has(layer.file) ? [] : [{ kind: 'file', file: layer.file }];
    case 'inline':
      return [layer];
    case 'unknown': {
      const { why, place, value, leaves } = layer;
      return [{ kind: 'unknown', file: place.file, of: { what: 'values', why }, value, leaves }];
    }
  }
}

function remoteOf(chart: ChartRef): Pick<HelmSource, 'chosenAt' | 'remote'> {
  switch (chart.kind) {
    case 'folder':
      return { chosenAt: null, remote: null };
    case 'http':
    case 'oci':
    case 'git': {
      const { place, ...reference } = chart;
      return { chosenAt: place, remote: reference };
    }
  }
}

/**
 * Value files that are not read. They count as read, so that a change in them counts as a change of the unknown values.
 */
function unfollowed({ layers }: HelmPart): string[] {
  return layers.flatMap((layer) => (layer.kind === 'unknown' ? (layer.files ?? []) : []));
}

function filesSet({ set }: HelmPart): string[] {
  return set.flatMap((each) =>
    each.flag === 'set-file' ? [each.expression.slice(each.expression.indexOf('=') + 1)] : [],
  );
}

function finishingOf(finishing: Omit<Finishing, 'namespaces'>): Finishing | null {
  const { postRender, substitute, commonMetadata } = finishing;
  const isNothing = postRender.length === 0 && substitute === null && commonMetadata === null;
  return isNothing ? null : { ...finishing, namespaces: [] };
}

/** The source for a kustomization that a deployment builds. */
export function buildSource(
  part: KustomizePart,
  common: Pick<Source, 'target' | 'namespace' | 'deployment' | 'finishing'>,
  { tree, folders, kustomizations }: Pick<Deployable, 'tree' | 'folders' | 'kustomizations'>,
): KustomizeSource {
  const { folder, overrides, substitute, commonMetadata } = part;
  return {
    kind: 'kustomize',
    ...common,
    id: folder,
    path: folder,
    overrides,
    ...patchesAt(part),
    ...toldVersion(part),
    resources: null,
    finishing: finishingOf({ postRender: [], substitute, commonMetadata }),
    reads: filesOfBuild({ tree, folders }, kustomizations, folder, ...componentsOf(part)),
  };
}

function toldVersion({ kubeVersion }: KustomizePart): Pick<KustomizeSource, 'kubernetesVersion'> {
  return kubeVersion === undefined ? {} : { kubernetesVersion: kubeVersion };
}

function patchesAt({ patchesAt: places }: KustomizePart): Pick<KustomizeSource, 'patchesAt'> {
  return places === undefined ? {} : { patchesAt: places };
}

/** Components that the deployment adds to those of the folder. */
function componentsOf({ folder, overrides }: KustomizePart): string[] {
  return strings(overrides['components']).map((component) => posix.join(folder, component));
}

/**
 * Plain files where a build would change nothing; else the kustomization that Flux generates from all manifests below
 * the folder.
 */
export function generatedSources(part: KustomizePart, common: Common, deployable: Deployable): Source[] {
  const { tree, folders, kustomizations, manifests, merging } = deployable;
  const { folder, overrides, substitute, commonMetadata } = part;
  const below = (path: string): boolean => isBelow(path, folder);
  const outermost = nestedBuilds(folder, deployable);
  const files = [...manifests].filter(
    (path) => below(path) && !outermost.some((other) => path.startsWith(`${other}/`)),
  );
  const deployed = { ...common, finishing: finishingOf({ postRender: [], substitute, commonMetadata }) };
  const isPlain = outermost.length === 0 && Object.keys(overrides).length === 0;
  if (isPlain && !files.some((file) => merging.has(file))) return plainSources(files, deployed, deployable);
  const resources = [...files, ...outermost];
  const builds = [...outermost, ...componentsOf(part)];
  return [
    {
      kind: 'kustomize',
      ...deployed,
      id: folder,
      path: folder,
      overrides,
      ...patchesAt(part),
      resources: resources.map((path) => posix.relative(folder, path)).sort(),
      reads: [...new Set([...files, ...filesOfBuild({ tree, folders }, kustomizations, ...builds)])].sort(),
    },
  ];
}

/** The kustomizations below a folder that are not inside another one below it. */
export function nestedBuilds(folder: string, { kustomizations }: Pick<Deployable, 'kustomizations'>): string[] {
  const nested = [...kustomizations.keys()].filter((path) => path !== folder && isBelow(path, folder));
  return nested.filter((path) => !nested.some((other) => path.startsWith(`${other}/`)));
}

function isBelow(path: string, folder: string): boolean {
  return folder === '.' || path.startsWith(`${folder}/`);
}

function plainSources(files: readonly string[], common: Common, { manifests }: Deployable): PlainSource[] {
  return files
    .filter((file) => manifests.has(file))
    .map((file) => ({ kind: 'plain', ...common, id: file, path: file, reads: [file], makes: null }));
}

/** The path, then `#` and the comma-joined value files if any. */
export function idOf(path: string, values: readonly string[]): string {
  return values.length === 0 ? path : `${path}#${values.join(',')}`;
}

/**
 * Makes ids unique. Sources with the same id get, one after the other and as far as needed: the deployment's name, its
 * cluster, its namespace, the name of the remote chart, the declaring file, and last a number. All that is known of a
 * source is stored under its id.
 */
export function withOwnIds(sources: readonly Source[]): Source[] {
  const longer: readonly ((source: Source) => string)[] = [
    ({ id, deployment }) => `${id}@${deployment?.name ?? ''}`,
    ({ id, target }) => `${id}.${target}`,
    ({ id, namespace }) => `${id}.${namespace}`,
    (source) => `${source.id}.${remoteName(source)}`,
    ({ id, deployment }) => `${id}.${deployment?.place.file ?? ''}`,
  ];
  return numbered(longer.reduce<readonly Source[]>(distinct, sources));
}

/** Appends a number to the second and later sources of an id. */
function numbered(sources: readonly Source[]): Source[] {
  const taken = new Set(sources.map(({ id }) => id));
  const seen = new Set<string>();
  const free = (id: string, count: number): string => {
    const longer = `${id}.${count}`;
    return taken.has(longer) || seen.has(longer) ? free(id, count + 1) : longer;
  };
  return sources.map((source) => {
    const id = seen.has(source.id) ? free(source.id, 2) : source.id;
    seen.add(id);
    return id === source.id ? source : { ...source, id };
  });
}

function remoteName(source: Source): string {
  if (source.kind !== 'helm' || source.remote === null) return '';
  const { remote } = source;
  if (remote.kind === 'http') return remote.name;
  return (remote.kind === 'oci' ? remote.reference : remote.path).split('/').at(-1) ?? '';
}

function distinct(sources: readonly Source[], longer: (source: Source) => string): Source[] {
  const count = new Map<string, number>();
  for (const { id } of sources) count.set(id, (count.get(id) ?? 0) + 1);
  return sources.map((source) =>
    (count.get(source.id) ?? 0) > 1 && source.deployment !== null ? { ...source, id: longer(source) } : source,
  );
}
