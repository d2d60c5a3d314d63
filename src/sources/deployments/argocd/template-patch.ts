/**
 * Applies the filled `templatePatch` of an ApplicationSet: a strategic merge patch over the Application of the
 * template. https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Template/#template-patch
 */
import { at, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../../model/json.ts';
import { mergePatch } from '../merge.ts';
import { parseManifests } from '../../../yaml/values.ts';

export type Patched =
  | { readonly ok: true; readonly application: JsonObject; readonly patch: JsonObject }
  | { readonly ok: false; readonly why: string };

/** No list of an Application has merge keys, so maps are merged and everything else is replaced. */
export function templatePatch(application: JsonObject, text: string): Patched {
  const read = readPatch(text);
  if (!read.ok) return refused(read.why);
  const { patch } = read;
  if (!isJsonMap(patch)) return refused('it is not a map');
  const directive = directiveIn(patch);
  if (directive !== null) return { ok: false, why: `the patch directive ${directive} is not supported.` };
  const inValues = mergedInValues(application, patch);
  if (inValues !== null)
    return refused(`${inValues} of valuesObject is also in the template, and Argo CD cannot merge the two`);
  const patched = withProject(mergePatch(application, patch), application);
  return isJsonMap(patched) ? { ok: true, patch, application: patched } : refused('it is not a map');
}

/** Argo CD reads a text that begins with a bracket as JSON only, never as YAML. */
function readPatch(text: string): { readonly ok: true; readonly patch: Json } | { readonly ok: false; why: string } {
  const { documents, faults } = parseManifests(text);
  const [fault] = faults;
  if (fault !== undefined) return { ok: false, why: `line ${fault.line}: ${fault.message}` };
  if (text.trimStart().startsWith('{') && !isJson(text)) return { ok: false, why: 'it begins with { but is not JSON' };
  return { ok: true, patch: documents[0]?.value ?? {} };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function refused(why: string): Patched {
  return { ok: false, why: `Argo CD can't apply the patch: ${why}.` };
}

/** A merge directive key such as `$patch`; null where there is none. */
function directiveIn(value: Json): string | null {
  if (isJsonList(value)) return value.map(directiveIn).find((found) => found !== null) ?? null;
  if (!isJsonMap(value)) return null;
  const keys = Object.keys(value);
  return keys.find((key) => key.startsWith('$')) ?? directiveIn(Object.values(value));
}

/** A key of `valuesObject` that would have to be merged. Its content has no schema, so Argo CD fails. */
function mergedInValues(target: Json, patch: Json, isValues = false): string | null {
  if (!isJsonMap(target) || !isJsonMap(patch)) return null;
  for (const [key, value] of Object.entries(patch)) {
    const below = Object.hasOwn(target, key) ? (target[key] ?? null) : null;
    const isAlike = (isJsonMap(value) && isJsonMap(below)) || (isJsonList(value) && isJsonList(below));
    if (isValues && isAlike) return key;
    const found = mergedInValues(below, value, key === 'valuesObject');
    if (found !== null) return found;
  }
  return null;
}

/** A patch cannot change the project: Argo CD restores the template's project. */
function withProject(patched: Json, application: JsonObject): Json {
  const project = at(application, ['spec', 'project']) ?? null;
  return isJsonMap(at(patched, ['spec']) ?? null) ? mergePatch(patched, { spec: { project } }) : patched;
}

/** Whether a patch sets a field, something below it, or a parent of it. */
export function isPatched(patch: Json, [key, ...rest]: Path): boolean {
  if (!isJsonMap(patch)) return true;
  return key !== undefined && Object.hasOwn(patch, key) && (rest.length === 0 || isPatched(patch[key] ?? null, rest));
}
