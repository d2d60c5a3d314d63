import { at } from './json.ts';
import { type Json, type JsonObject, type KubernetesObject, type ObjectName } from './model.ts';

/** The object's name as people say it. One that has only generateName is named by that. */
export function objectName(object: KubernetesObject): ObjectName {
  const namespace = at(object, ['metadata', 'namespace']);
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : null,
    name: nameOf(object),
  };
}

function nameOf(object: JsonObject): string {
  const name = at(object, ['metadata', 'name']);
  if (typeof name === 'string') return name;
  const generated = at(object, ['metadata', 'generateName']);
  return typeof generated === 'string' ? generated : '';
}

/** `apps` of `apps/v1`; the core group is the empty string. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

/** Whether a document is the object of that name, in whatever namespace and version. */
export function isObject(value: Json, name: ObjectName): boolean {
  const version = at(value, ['apiVersion']);
  if (at(value, ['kind']) !== name.kind || at(value, ['metadata', 'name']) !== name.name) return false;
  return typeof version === 'string' && groupOf(version) === groupOf(name.apiVersion);
}

/** Whether a value by its name feeds a field: `podSecurityContext` is one for `securityContext`. */
export function isNameFor(value: string, field: string): boolean {
  return value.toLowerCase().endsWith(field.toLowerCase());
}
