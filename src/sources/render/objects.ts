/** Finds the Kubernetes objects in the value of a document. */
import { isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type KubernetesObject } from '../../model/manifest.ts';

interface Found {
  readonly object: KubernetesObject;
  /** Its path from the document's root. */
  readonly item: Path;
}

/**
 * The objects in a document's value: itself, or its members. Anything with `items` is a list for kubectl, Helm, Argo CD
 * and Flux, whatever its kind (UnstructuredJSONScheme of k8s.io/apimachinery). They refuse a list with members that are
 * not maps; as another tool may accept that object itself, it is then returned too.
 */
export function objectsIn(value: Json, item: Path = []): readonly Found[] {
  if (!isJsonMap(value)) return [];
  const { kind, items } = value;
  if (!isName(kind) || !isJsonList(items)) return ownObject(value, item);
  const members = items.flatMap((member, index) => objectsIn(withKind(member, value), [...item, 'items', index]));
  return items.every((member) => member === null || isJsonMap(member))
    ? members
    : [...members, ...ownObject(value, item)];
}

function ownObject(value: JsonObject, item: Path): readonly Found[] {
  return isKubernetesObject(value) ? [{ object: value, item }] : [];
}

/** A member without apiVersion and kind has the kind of its list: an item of a RoleList is a Role. */
function withKind(written: Json, { apiVersion, kind }: JsonObject): Json {
  const member = written ?? {};
  if (!isJsonMap(member) || isName(member['apiVersion']) || isName(member['kind']) || !isName(kind)) return member;
  return { ...member, apiVersion: apiVersion ?? null, kind: kind.replace(/List$/, '') };
}

export function isKubernetesObject(value: Json): value is KubernetesObject {
  return isJsonMap(value) && isName(value['apiVersion']) && isName(value['kind']);
}

/** Whether a document has only one of the two keys but otherwise looks like an object. */
export function wasMeantAsObject(value: Json): boolean {
  if (!isJsonMap(value) || !isJsonMap(value['metadata'])) return false;
  return isName(value['apiVersion']) !== isName(value['kind']);
}

function isName(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}
