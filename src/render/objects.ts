import { isJsonList, isJsonMap } from '../json.ts';
import { type Json, type JsonObject, type KubernetesObject, type Path } from '../model.ts';

/** The objects in a document's value: itself, or the members of a `List`, with the way to each. */
export function objectsIn(value: Json, item: Path = []): { readonly object: KubernetesObject; readonly item: Path }[] {
  if (!isJsonMap(value)) return [];
  const { kind, items } = value;
  if (typeof kind === 'string' && kind.endsWith('List') && isJsonList(items)) {
    return items.flatMap((member, index) => objectsIn(withKind(member, value), [...item, 'items', index]));
  }
  return isKubernetesObject(value) ? [{ object: value, item }] : [];
}

/** A member of a typed list (RoleList) may leave out what the list says. */
function withKind(member: Json, { apiVersion, kind }: JsonObject): Json {
  if (!isJsonMap(member) || typeof kind !== 'string' || kind === 'List') return member;
  return { apiVersion: apiVersion ?? null, kind: kind.slice(0, -'List'.length), ...member };
}

export function isKubernetesObject(value: Json): value is KubernetesObject {
  return isJsonMap(value) && isName(value['apiVersion']) && isName(value['kind']);
}

/** A document that has only one of the two keys, and otherwise the shape of an object, was meant to be one. */
export function wasMeantAsObject(value: Json): boolean {
  if (!isJsonMap(value) || !isJsonMap(value['metadata'])) return false;
  return isName(value['apiVersion']) !== isName(value['kind']);
}

function isName(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}
