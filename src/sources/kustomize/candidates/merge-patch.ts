/** Writes the operations of a fix as a strategic merge patch. */
import { at, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { patchKeys } from '../../../foundation/kubernetes/merge-keys.ts';
import { type Json, type JsonObject, type Path } from '../../../model/json.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { type FixOperation } from '../../../model/rule.ts';

/**
 * A merge patch that applies the operations to the resource of a built object. Null where it leads through a list whose
 * items have no merge key, and for objects that no kustomization built.
 */
export function mergePatchFor({ object, origin }: Manifest, operations: readonly FixOperation[]): JsonObject | null {
  if (origin.kind !== 'kustomize') return null;
  const { apiVersion, kind, namespace, name } = origin.original;
  const metadata = namespace === null ? { name } : { name, namespace };
  return operations.reduce<JsonObject | null>(
    (patch, operation) =>
      patch === null ? null : withField(patch, object, operation.path, operation.op === 'set' ? operation.value : null),
    { apiVersion, kind, metadata },
  );
}

/** Null removes the field. */
function withField(patch: JsonObject, object: Json | undefined, path: Path, value: Json): JsonObject | null {
  const [name, next, ...rest] = path;
  if (typeof name !== 'string') return null;
  if (next === undefined) return { ...patch, [name]: value };
  const inner = at(object, [name]);
  if (typeof next === 'number') {
    const items = withItem(listOf(patch, name), patchKeys[name], at(inner, [next]), rest, value);
    return items === null ? null : { ...patch, [name]: items };
  }
  const field = withField(mapOf(patch, name), inner, [next, ...rest], value);
  return field === null ? null : { ...patch, [name]: field };
}

function withItem(
  items: readonly Json[],
  key: string | undefined,
  item: Json | undefined,
  path: Path,
  value: Json,
): readonly Json[] | null {
  const id = key === undefined ? undefined : at(item, [key]);
  if (key === undefined || id === undefined) return null;
  const index = items.findIndex((each) => at(each, [key]) === id);
  const known = items[index];
  const changed = withField(isJsonMap(known) ? known : { [key]: id }, item, path, value);
  if (changed === null) return null;
  return index === -1 ? [...items, changed] : items.toSpliced(index, 1, changed);
}

function mapOf(map: JsonObject, key: string): JsonObject {
  const value = at(map, [key]);
  return isJsonMap(value) ? value : {};
}

function listOf(map: JsonObject, key: string): readonly Json[] {
  const value = at(map, [key]);
  return isJsonList(value) ? value : [];
}
