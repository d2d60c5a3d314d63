/** Finds the pod specifications in an object, by its kind or else by their shape. */
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type KubernetesObject } from '../../model/manifest.ts';
import { groupBy } from '../groups.ts';
import { at, isJsonList, isJsonMap } from '../json.ts';
import { groupOf } from './names.ts';
import { customKinds, kubernetesKinds, ownGroups } from './pod-kinds.ts';
import { containerLists } from './workloads.ts';

/** A pod that an object creates. */
export interface PodAt {
  readonly spec: Path;
  /** Path of the pod's metadata; null if unknown. */
  readonly metadata: Path | null;
  /** `shape`: the kind is not known to create pods, but the value looks like a pod's specification. */
  readonly by: 'kind' | 'shape';
}

/** A kind whose pods the configuration names. */
export interface ConfiguredKind {
  /** `*`: any group but those of Kubernetes. */
  readonly group: string;
  readonly kind: string;
  /** Paths of pod templates or pod specifications: `spec.roles[*].template`. */
  readonly pods: readonly string[];
}

/** Which objects create pods, and where. */
export interface PodKinds {
  /** Whether an object is of a kind that is known to create pods, and has one. */
  readonly isWorkload: (object: KubernetesObject) => boolean;
  /** All pods that an object creates: those by kind first, in the order of the table, then those by shape. */
  readonly podsIn: (object: KubernetesObject) => PodAt[];
}

export function podKindsWith(configured: readonly ConfiguredKind[]): PodKinds {
  const byKind = groupBy(configured, ({ kind }) => kind);
  const podsByKind = (object: KubernetesObject): PodAt[] => {
    const named = (byKind.get(object.kind) ?? []).filter((entry) => isOfGroup(entry, object));
    return [
      ...knownPods(object, templatesOf(groupOf(object.apiVersion), object.kind) ?? []),
      ...named.flatMap(({ pods }) => pods.flatMap((path) => configuredPods(object, path))),
    ];
  };
  return {
    isWorkload: (object) => podsByKind(object).length > 0,
    podsIn: (object) => {
      const known = podsByKind(object);
      return ownGroups.has(groupOf(object.apiVersion)) ? known : eachOnce([...known, ...podsByShape(object)]);
    },
  };
}

/** Whether an entry of the configuration is about the group of an object. */
export function isOfGroup({ group }: Pick<ConfiguredKind, 'group'>, { apiVersion }: KubernetesObject): boolean {
  const own = groupOf(apiVersion);
  return !ownGroups.has(own) && (group === '*' || group === own);
}

/** Without any configuration. */
export const builtInPodKinds: PodKinds = podKindsWith([]);

/** The pods at a path of the configuration; none where nothing stands there. */
export function configuredPods(object: KubernetesObject, path: string): PodAt[] {
  return pathsTo(object, partsOf(path)).flatMap((found): PodAt[] => {
    const value = at(object, found);
    if (!isJsonMap(value)) return [];
    const isSpec = !isJsonMap(value['spec']) && Object.keys(value).some((key) => containerLists.has(key));
    if (!isSpec) return [{ spec: [...found, 'spec'], metadata: [...found, 'metadata'], by: 'kind' }];
    return [{ spec: found, metadata: metadataBeside(found), by: 'kind' }];
  });
}

/** The parts of a path as the configuration writes it; `*` for every item or key. */
export function partsOf(path: string): string[] {
  return path.replaceAll('[*]', '.*').split('.');
}

function templatesOf(group: string, kind: string): readonly string[] | null {
  for (const table of [kubernetesKinds, customKinds]) {
    const kinds = Object.hasOwn(table, group) ? table[group] : undefined;
    if (kinds !== undefined && Object.hasOwn(kinds, kind)) return kinds[kind] ?? null;
  }
  return null;
}

/** A kind with one template has it even if the object leaves it out; of several templates, an object may use some. */
function knownPods(object: KubernetesObject, templates: readonly string[]): PodAt[] {
  const found = templates.flatMap((path) => pathsTo(object, path === '' ? [] : path.split('.')));
  const used = templates.length === 1 ? found : found.filter((path) => at(object, path) !== undefined);
  return used.map((path) => ({ spec: [...path, 'spec'], metadata: [...path, 'metadata'], by: 'kind' }));
}

/** Paths to all values at a path, `*` for every item or key; at most one more than are checked. */
export function pathsTo(object: KubernetesObject, parts: readonly string[]): Path[] {
  let paths: Path[] = [[]];
  for (const part of parts)
    paths = paths.flatMap((path) => (part === '*' ? keysAt(at(object, path)) : [part]).map((key) => [...path, key]));
  return paths.slice(0, mostPods + 1);
}

function keysAt(value: Json | undefined): (string | number)[] {
  if (isJsonList(value)) return value.map((_, index) => index);
  return isJsonMap(value) ? Object.keys(value) : [];
}

/** The first of several that stand in one place. */
function eachOnce(pods: readonly PodAt[]): PodAt[] {
  const bySpec = new Map<string, PodAt>();
  for (const pod of pods) {
    const key = JSON.stringify(pod.spec);
    if (!bySpec.has(key)) bySpec.set(key, pod);
  }
  return [...bySpec.values()];
}

/** Maximum depth of the search: what is deeper is refused when it is read. */
const deepest = 500;
/** Maximum number of pods of an object that are checked. */
export const mostPods = 100;

/** Groups of policies: what looks like a pod in one is a pattern of what is allowed, and no pod. */
const policyGroups = /(?:^|\.)(?:kyverno\.io|gatekeeper\.sh|kubewarden\.io|jspolicy\.com)$/;

/** Finds maps with a list `containers`, in which one item has an image. Such a map may contain others. */
function podsByShape(object: KubernetesObject): PodAt[] {
  if (policyGroups.test(groupOf(object.apiVersion))) return [];
  const found: PodAt[] = [];
  const visit = (value: Json | undefined, path: Path): void => {
    if (path.length > deepest || found.length > mostPods) return;
    if (isJsonMap(value) && isPodShaped(value)) found.push({ spec: path, metadata: metadataBeside(path), by: 'shape' });
    for (const key of keysAt(value)) visit(at(value, [key]), [...path, key]);
  };
  for (const key of Object.keys(object)) if (key !== 'metadata' && key !== 'status') visit(object[key], [key]);
  return found;
}

/** The metadata of a template whose specification stands at a path; null where that is none, or the object's own. */
function metadataBeside(spec: Path): Path | null {
  return spec.at(-1) === 'spec' && spec.length > 1 ? [...spec.slice(0, -1), 'metadata'] : null;
}

function isPodShaped({ containers }: JsonObject): boolean {
  return isJsonList(containers) && containers.some((each) => isJsonMap(each) && typeof each['image'] === 'string');
}
