/** Matches a selector of a patch or replacement against a built object. */
import { isJsonMap } from '../../../foundation/json.ts';
import { type Json, type JsonObject } from '../../../model/json.ts';
import { groupOf, objectName } from '../../../foundation/kubernetes/names.ts';
import { type BuiltField } from './writing.ts';

/**
 * Whether a selector of a patch or replacement selects the object of a field, by its name before or after the build. A
 * selector that cannot be decided without running it selects nothing.
 */
export function selectsObject(
  selector: JsonObject,
  { manifest, origin }: Pick<BuiltField, 'manifest' | 'origin'>,
): boolean {
  const { original } = origin;
  const now = objectName(manifest.object);
  const [group, version = ''] = original.apiVersion.includes('/')
    ? [groupOf(original.apiVersion), original.apiVersion.split('/')[1]]
    : ['', original.apiVersion];
  return (
    matches(selector['group'], [group]) &&
    matches(selector['version'], [version]) &&
    matches(selector['kind'], [original.kind, now.kind]) &&
    matches(selector['name'], [original.name, now.name]) &&
    matches(selector['namespace'], [original.namespace ?? 'default', now.namespace ?? 'default']) &&
    hasAll(selector['labelSelector'], manifest.object, 'labels') &&
    hasAll(selector['annotationSelector'], manifest.object, 'annotations')
  );
}

/** Matches a selector's expression against whole texts; a missing expression matches everything. */
function matches(expression: Json | undefined, texts: readonly string[]): boolean {
  if (expression === undefined || expression === null || expression === '') return true;
  if (typeof expression !== 'string') return false;
  const alternatives = expression.replace(/^\^/, '').replace(/\$$/, '').split('|');
  return alternatives.some((alternative) => texts.some((text) => fits(alternative, text)));
}

/**
 * Matches names with `.*` between them, which is what people write. Other regular expressions are outside input and are
 * not run.
 */
function fits(pattern: string, text: string): boolean {
  const parts = pattern.replaceAll('\\.', '.').split('.*');
  if (!parts.every((part) => /^[\w.-]*$/.test(part))) return false;
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let from = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found === -1 || found + part.length > text.length - last.length) return false;
    from = found + part.length;
  }
  return true;
}

/** Matches `key=value,key=value`; other selectors do not match. */
function hasAll(selector: Json | undefined, object: JsonObject, field: 'labels' | 'annotations'): boolean {
  if (selector === undefined || selector === null || selector === '') return true;
  const metadata = object['metadata'];
  const has = isJsonMap(metadata) ? metadata[field] : undefined;
  if (typeof selector !== 'string' || !isJsonMap(has)) return false;
  return selector.split(',').every((pair) => {
    const [, key, value] = /^\s*([^\s=!]+)\s*==?\s*([^\s=]*)\s*$/.exec(pair) ?? [];
    return key !== undefined && has[key] === value;
  });
}
