import { isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type KubernetesObject } from '../../model/manifest.ts';
import { groupOf, objectName } from '../../foundation/kubernetes/names.ts';
import { containerLists } from '../../foundation/kubernetes/workloads.ts';

/** Whether any of what a text, or the key of a map, may be after a renaming is what is looked for. */
type Renaming = (text: string, isIt: (renamed: string) => boolean) => boolean;

/** Whether a path of the one object leads to the same field as a path of the other. */
export type SamePath = (path: Path, other: Path) => boolean;

/**
 * Which paths lead to the same field, where an object is another one with a new name, or the same with new names in it: of
 * the same kind and namespace, and the same in every field, but that containers may have new names, and that a text (no
 * image) may have a new name where it had the old one. Null where it is another object.
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

/** Most pairs differ elsewhere: then nobody asks. */
function onceNeeded<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** The name of a container as a whole, or at the end of the key of an annotation. */
function underName(text: string, from: string, to: string): string {
  return text === from || text.endsWith(`/${from}`) ? text.slice(0, text.length - from.length) + to : text;
}

/** The names of containers that stand in the same places, where the old ones are gone and the new ones were not there. */
function renamedContainers(before: Json, after: Json): (readonly [string, string])[] {
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

/** As the API server wants it: another text is no name of a container. */
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

/** What runs is no matter of names. */
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
