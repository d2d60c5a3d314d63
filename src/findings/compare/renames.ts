/**
 * Finds the workloads of head that are workloads of base under another name, whatever else changed in them: a change that
 * renames and weakens is compared with what was there.
 */
import { groupBy } from '../../foundation/groups.ts';
import { onceEach } from '../../foundation/cache/once-each.ts';
import { at, canonical, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { imageReference } from '../../foundation/kubernetes/image-reference.ts';
import { objectKey } from '../../foundation/kubernetes/keys.ts';
import { groupOf, objectName } from '../../foundation/kubernetes/names.ts';
import { builtInPodKinds, type PodKinds } from '../../foundation/kubernetes/pods.ts';
import { containerLists } from '../../foundation/kubernetes/workloads.ts';
import { type Json, type JsonObject } from '../../model/json.ts';
import { type KubernetesObject, type Manifest } from '../../model/manifest.ts';
import { renamedContainers } from './renamed.ts';

/** A workload of head, and what it was at base. */
export interface Rename {
  /** Its `objectKey` at base. */
  readonly object: string;
  /** The named path of a field of head, with its containers under their names at base. */
  readonly pathAtBase: (path: string) => string;
  /** The same path, with the own name as `*`. */
  readonly maskedAtBase: (path: string) => string;
}

/** By source (its id at base) and `objectKey` at head; null for an object that was not renamed. */
export type RenameOf = (object: { readonly source: string; readonly object: string }) => Rename | null;

export const noRenames: RenameOf = () => null;

/**
 * Pairs workloads that are gone with those that are new. A pair has one source, kind and namespace, the same images but for
 * their tags, and labels that differ in names only. The most alike are paired first, and what is equally alike in the order
 * of the names. Takes about linear time.
 *
 * @param sourceOf the id of its source at base.
 */
export function pairRenamed(
  gone: readonly Manifest[],
  added: readonly Manifest[],
  sourceOf: (manifest: Manifest) => string = ({ source }) => source,
  pods: PodKinds = builtInPodKinds,
): Map<Manifest, Manifest> {
  const pairs = new Map<Manifest, Manifest>();
  if (gone.length === 0 || added.length === 0) return pairs;
  const [before, after] = [candidatesAmong(gone, pods), candidatesAmong(added, pods)];
  const groupOfPair = ({ manifest, place }: Candidate): string => JSON.stringify([sourceOf(manifest), place]);
  const byPlace = groupBy(before, groupOfPair);
  for (const [place, now] of groupBy(after, groupOfPair)) pairWithin(byPlace.get(place) ?? [], now, pairs);
  return pairs;
}

/** What `match` asks of pairs. */
export function renamesIn(pairs: ReadonlyMap<Manifest, Manifest>, sourceOf: (manifest: Manifest) => string): RenameOf {
  if (pairs.size === 0) return noRenames;
  const byKey = new Map(
    [...pairs].map(([after, before]) => [keyOf(sourceOf(after), objectKey(after)), { after, before }]),
  );
  const renameOf = onceEach((key: string) => {
    const pair = byKey.get(key);
    return { rename: pair === undefined ? null : renameBetween(pair.before, pair.after) };
  });
  return ({ source, object }) => renameOf(keyOf(source, object)).rename;
}

/** The path with the name of its object as `*`. */
export function maskedPath(path: string, { object }: Manifest): string {
  return masked(path, objectName(object).name);
}

function keyOf(source: string, object: string): string {
  return JSON.stringify([source, object]);
}

function renameBetween(before: Manifest, after: Manifest): Rename {
  const containers = new Map(renamedContainers(before.object, after.object).map(([from, to]) => [to, from]));
  const named = (part: string): string => {
    const [whole, name = ''] = /^\[name=(.+)\]$/s.exec(part) ?? [];
    if (whole !== undefined) return `[name=${containers.get(name) ?? name}]`;
    const end = part.slice(part.lastIndexOf('/') + 1);
    return part.includes('/') && containers.has(end) ? part.slice(0, -end.length) + (containers.get(end) ?? end) : part;
  };
  const pathAtBase = (path: string): string => {
    const parts: unknown = containers.size === 0 ? null : JSON.parse(path);
    return Array.isArray(parts) ? JSON.stringify(parts.map((part) => named(String(part)))) : path;
  };
  return { object: objectKey(before), pathAtBase, maskedAtBase: (path) => maskedPath(pathAtBase(path), after) };
}

/** A workload with what it is compared by. */
interface Candidate {
  readonly manifest: Manifest;
  readonly name: string;
  /** Kind, namespace and images: equal in each pair. */
  readonly place: string;
  readonly labels: ReadonlyMap<string, string>;
  /** Names of containers. */
  readonly containers: readonly string[];
}

function candidatesAmong(manifests: readonly Manifest[], pods: PodKinds): Candidate[] {
  const workloads = manifests.filter(({ object }) => pods.isWorkload(object) && objectName(object).name !== '');
  return workloads.map((manifest) => candidate(manifest, pods));
}

function candidate(manifest: Manifest, pods: PodKinds): Candidate {
  const { apiVersion, kind, namespace, name } = objectName(manifest.object);
  const place = JSON.stringify([groupOf(apiVersion), kind, namespace, imagesOf(manifest.object, pods)]);
  return {
    manifest,
    name,
    place,
    labels: labelsOf(manifest.object, pods),
    containers: containersOf(manifest.object, pods, 'name'),
  };
}

/** From the most alike to the least: what differs in its name alone comes first. */
const likenesses: readonly ((each: Candidate) => string | null)[] = [
  ({ manifest: { object } }) => canonical({ ...object, metadata: { ...metadataOf(object), name: '*' } }),
  ({ manifest: { object }, name }) => masked(canonical(object), name),
  (each) => JSON.stringify([shapeOf(each), lastPart(each)]),
  (each) => JSON.stringify([shapeOf(each), firstPart(each)]),
  (each) => shapeOf(each),
  (each) => (hasImages(each) ? lastPart(each) : null),
  (each) => (hasImages(each) ? firstPart(each) : null),
  (each) => (hasImages(each) ? '' : null),
];

function pairWithin(before: readonly Candidate[], after: readonly Candidate[], pairs: Map<Manifest, Manifest>): void {
  const [old, now] = [new Set(before.toSorted(byName)), new Set(after.toSorted(byName))];
  for (const likeness of likenesses) {
    if (old.size === 0 || now.size === 0) return;
    const waiting = groupBy(old, likeness);
    for (const each of [...now]) {
      const key = likeness(each);
      const alike = key === null ? [] : (waiting.get(key) ?? []);
      const place = alike.slice(0, mostLookedAt).findIndex((other) => haveSameLabels(other, each));
      const [other] = place === -1 ? [] : alike.splice(place, 1);
      if (other === undefined) continue;
      pairs.set(each.manifest, other.manifest);
      old.delete(other);
      now.delete(each);
    }
  }
}

/** Maximum number of workloads that are equally alike whose labels are compared. */
const mostLookedAt = 16;

function metadataOf(object: KubernetesObject): JsonObject {
  const metadata = at(object, ['metadata']) ?? null;
  return isJsonMap(metadata) ? metadata : {};
}

function byName(one: Candidate, other: Candidate): number {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}

function hasImages({ place }: Candidate): boolean {
  return !place.endsWith('[]]');
}

/** The labels and the names of the containers, without the own name. */
function shapeOf({ name, labels, containers }: Candidate): string {
  return masked(canonical([[...labels].map(([key, value]) => [key, value]), containers]), name);
}

function lastPart({ name }: Candidate): string {
  return name.slice(name.lastIndexOf('-') + 1);
}

function firstPart({ name }: Candidate): string {
  return name.split('-', 1)[0] ?? '';
}

/** Labels that name a version or whoever applies the object. */
const passing = new Set([
  'app.kubernetes.io/version',
  'app.kubernetes.io/managed-by',
  'chart',
  'helm.sh/chart',
  'version',
]);

function labelsOf(object: KubernetesObject, { podsIn }: PodKinds): ReadonlyMap<string, string> {
  const [pod] = podsIn(object);
  const labels = at(object, [...(pod?.metadata ?? ['metadata']), 'labels']);
  const all = isJsonMap(labels ?? null) ? Object.entries(labels ?? {}) : [];
  return new Map(
    all
      .flatMap(([key, value]) => (typeof value === 'string' && !passing.has(key) ? [[key, value] as const] : []))
      .sort(),
  );
}

/** A label may differ if both values have a part of the names: a release or a prefix that was renamed. */
function haveSameLabels(one: Candidate, other: Candidate): boolean {
  if (one.labels.size !== other.labels.size) return false;
  return [...one.labels].every(([key, value]) => {
    const now = other.labels.get(key);
    return now !== undefined && (now === value || (isOfName(value, one) && isOfName(now, other)));
  });
}

function isOfName(value: string, { name }: Candidate): boolean {
  const parts = new Set(value.split('-'));
  return name.split('-').some((part) => parts.has(part));
}

/** The images without tags and digests, sorted. */
function imagesOf(object: KubernetesObject, pods: PodKinds): string[] {
  return containersOf(object, pods, 'image')
    .map((image) => imageReference(image).name)
    .sort();
}

function containersOf(object: KubernetesObject, { podsIn }: PodKinds, field: string): string[] {
  return podsIn(object).flatMap(({ spec }) =>
    [...containerLists].flatMap((list) => {
      const items: Json | undefined = at(object, [...spec, list]);
      return isJsonList(items ?? null) ? textsIn(items ?? null, field) : [];
    }),
  );
}

function textsIn(items: Json, field: string): string[] {
  if (!isJsonList(items)) return [];
  return items.flatMap((item) => {
    const text = at(item, [field]);
    return typeof text === 'string' ? [text] : [];
  });
}

/** A text with a name as `*`, where it is not a part of another word. */
function masked(text: string, name: string): string {
  if (name === '' || !text.includes(name)) return text;
  return text.replace(new RegExp(`(?<![A-Za-z0-9])${escaped(name)}(?![A-Za-z0-9])`, 'g'), '*');
}

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
