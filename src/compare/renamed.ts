import { isJsonList, isJsonMap } from '../json.ts';
import { type Json, type KubernetesObject } from '../model.ts';
import { groupOf, objectName } from '../names.ts';

/**
 * Whether an object is another one with a new name: of the same kind and namespace, and the same in every field, but that
 * a text may have the new name where it had the old one.
 */
export function isRenamed(before: KubernetesObject, after: KubernetesObject): boolean {
  const [old, now] = [objectName(before), objectName(after)];
  if (old.kind !== now.kind || old.namespace !== now.namespace || old.name === '' || now.name === '') return false;
  if (groupOf(old.apiVersion) !== groupOf(now.apiVersion)) return false;
  return isSame(before, after, (text) => text.replaceAll(old.name, now.name));
}

function isSame(before: Json, after: Json, renamed: (text: string) => string): boolean {
  if (typeof before === 'string') return before === after || renamed(before) === after;
  if (isJsonList(before)) {
    const { length } = before;
    return (
      isJsonList(after) && after.length === length && before.every((one, at) => isSame(one, after[at] ?? null, renamed))
    );
  }
  if (!isJsonMap(before)) return before === after;
  const keys = Object.keys(before);
  return (
    isJsonMap(after) &&
    Object.keys(after).length === keys.length &&
    keys.every((key) => Object.hasOwn(after, key) && isSame(before[key] ?? null, after[key] ?? null, renamed))
  );
}
