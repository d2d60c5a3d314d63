/** Decides whether two objects differ in names only, and which of their paths are the same field. */
import { isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type KubernetesObject } from '../../model/manifest.ts';
import { groupOf, objectName } from '../../foundation/kubernetes/names.ts';
import { containerLists } from '../../foundation/kubernetes/workloads.ts';

/** Whether `isIt` is true for one of the texts that a text or map key may have become by renaming. */
type Renaming = (text: string, isIt: (renamed: string) => boolean) => boolean;

/** Whether a path of one object and a path of the other lead to the same field. */
export type SamePath = (path: Path, other: Path) => boolean;

/**
 * Which paths lead to the same field, if one object is the other with a new name or with new names in it. Both must be
 * of the same kind and namespace and have the same fields, except that containers may be renamed, and that texts (not
 * images) may contain the new name in place of the old one. Null if they are different objects.
 */
export function renamedFrom(before: KubernetesObject, after: KubernetesObject): SamePath | null {
  const [old, now] = [objectName(before), objectName(after)];
  if (old.kind !== now.kind || old.namespace !== now.namespace || old.name === '' || now.name === '') return null;
  if (groupOf(old.apiVersion) !== groupOf(now.apiVersion)) return null;
  const containers = onceNeeded(() => renamedContainers(before, after));
  const renaming: Renaming = (text, isIt) =>
    isIt(text.replaceAll(old.name, now.name)) || containers().some(([from, to]) => isIt(underName(text, from, to)));
  if (!isSame(before, after, renaming)) return null;
  return (path, other) =>
    path.length === other.length && path.every((part, at) => isSamePart(part, other[at], renaming));
}

/** Computed on first use: most pairs differ elsewhere. */
function onceNeeded<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** Replaces the name of a container if it is the whole text or the end of an annotation's key. */
function underName(text: string, from: string, to: string): string {
  return text === from || text.endsWith(`/${from}`) ? text.slice(0, text.length - from.length) + to : text;
}

/**
 * Old and new names of containers in the same positions, if the old name is gone and the new name did not exist before.
 */
export function renamedContainers(before: Json, after: Json): (readonly [string, string])[] {
  if (isJsonList(before) && isJsonList(after))
    return before.flatMap((one, at) => renamedContainers(one, after[at] ?? null));
  if (!isJsonMap(before) || !isJsonMap(after)) return [];
  return Object.entries(before).flatMap(([key, member]) => {
    const other = after[key] ?? null;
    const own = containerLists.has(key) && isJsonList(member) && isJsonList(other) ? newNames(member, other) : [];
    return [...own, ...renamedContainers(member, other)];
  });
}

function newNames(before: readonly Json[], after: readonly Json[]): (readonly [string, string])[] {
  const [old, now] = [new Set(before.map(nameOf)), new Set(after.map(nameOf))];
  return before.flatMap((one, at) => {
    const [from, to] = [nameOf(one), nameOf(after[at])];
    const isNew = from !== null && to !== null && !now.has(from) && !old.has(to);
    return isNew ? [[from, to] as const] : [];
  });
}

/** Null for a name that the API server does not accept. */
function nameOf(container: Json | undefined): string | null {
  const name = isJsonMap(container) ? container['name'] : null;
  return typeof name === 'string' && /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name) ? name : null;
}

function isSame(before: Json, after: Json, renaming: Renaming): boolean {
  if (typeof before === 'string') return before === after || renaming(before, (text) => text === after);
  if (isJsonList(before)) {
    const { length } = before;
    return (
      isJsonList(after) &&
      after.length === length &&
      before.every((one, at) => isSame(one, after[at] ?? null, renaming))
    );
  }
  if (!isJsonMap(before)) return before === after;
  return isJsonMap(after) && areSameMembers(before, after, renaming);
}

/** A different image is a different workload, whatever the names. */
const neverRenamed: ReadonlySet<string> = new Set(['image']);

function areSameMembers(before: JsonObject, after: JsonObject, renaming: Renaming): boolean {
  const keys = Object.keys(before);
  return (
    Object.keys(after).length === keys.length &&
    keys.every((key) => {
      const now = keyIn(after, key, renaming);
      if (now === null) return false;
      const [one, other] = [before[key] ?? null, after[now] ?? null];
      return neverRenamed.has(key) && typeof one === 'string' ? one === other : isSame(one, other, renaming);
    })
  );
}

function keyIn(after: JsonObject, key: string, renaming: Renaming): string | null {
  if (Object.hasOwn(after, key)) return key;
  let found: string | null = null;
  renaming(key, (renamed) => {
    if (Object.hasOwn(after, renamed)) found = renamed;
    return found !== null;
  });
  return found;
}

function isSamePart(part: string | number, now: string | number | undefined, renaming: Renaming): boolean {
  return part === now || (typeof part === 'string' && renaming(part, (text) => text === now));
}
