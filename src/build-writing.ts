import { posix } from 'node:path';
import { counterpart } from './counterpart.ts';
import { at, canonical, isJsonMap, isMap, list } from './json.ts';
import { type Json, type Manifest, type ObjectName, type Origin, type Path } from './model.ts';
import { groupOf, objectName } from './names.ts';
import { type Texts } from './texts.ts';
import { parseManifests } from './yaml/values.ts';

type BuildOrigin = Extract<Origin, { kind: 'kustomize' }>;

/** A document of a file, and the way in it to a field of a built object. */
export interface Writing {
  readonly file: string;
  readonly document: number;
  readonly way: Path;
}

interface Document {
  readonly file: string;
  readonly document: number;
  readonly value: Json;
}

/**
 * Where a field of a built object is written, or would be: in the resource's own file where that has the field's value,
 * else in the last patch that has it, else (a field that nothing has) in the resource again. Null for an object that a
 * generator made.
 */
export async function writingOf(
  texts: Texts,
  manifest: Manifest,
  origin: BuildOrigin,
  path: Path,
): Promise<Writing | null> {
  const final = at(manifest.object, path);
  const own = origin.file === null ? [] : await documents(texts, origin.file);
  const resource = own.find(({ value }) => isObject(value, origin.original));
  if (resource === undefined || !holds(manifest.object, path, final, resource.value)) {
    const patch = await lastPatch(texts, manifest, origin, path, final);
    if (patch !== null) return patch;
  }
  return resource === undefined ? null : inResource(manifest.object, path, resource);
}

/** The way to the deepest part that the resource has, then the rest as it is. */
function inResource(object: Json, path: Path, { file, document, value }: Document): Writing | null {
  const item = path.findLastIndex((part) => typeof part === 'number');
  const known = counterpart(object, path.slice(0, item + 1), value);
  return known === null ? null : { file, document, way: [...known, ...path.slice(item + 1)] };
}

/** Whether a document has the field with this value; missing in both counts too. */
function holds(object: Json, path: Path, final: Json | undefined, document: Json): boolean {
  const way = counterpart(object, path, document);
  const there = way === null ? undefined : at(document, way);
  if (final === undefined || there === undefined) return final === there;
  return canonical(there) === canonical(final);
}

async function lastPatch(
  texts: Texts,
  manifest: Manifest,
  origin: BuildOrigin,
  path: Path,
  final: Json | undefined,
): Promise<Writing | null> {
  if (final === undefined) return null;
  for (const kustomization of [...new Set([...origin.transformers, origin.configuredIn])].reverse()) {
    for (const file of (await patchFiles(texts, kustomization)).reverse()) {
      const patches = (await documents(texts, file)).filter(({ value }) => isPatchFor(value, manifest, origin));
      for (const { document, value } of patches) {
        const way = counterpart(manifest.object, path, value);
        if (way !== null && holds(manifest.object, path, final, value)) return { file, document, way };
      }
    }
  }
  return null;
}

/** Files that a kustomization names as patches, in the order in which they are applied. */
async function patchFiles(texts: Texts, kustomization: string): Promise<string[]> {
  const [fields] = (await documents(texts, kustomization)).map(({ value }) => value);
  if (!isMap(fields)) return [];
  const inPatches = list(fields['patches']).map((entry) => (isMap(entry) ? entry['path'] : null));
  const files = [...list(fields['patchesStrategicMerge']), ...inPatches].filter(
    (entry): entry is string => typeof entry === 'string' && !entry.includes('\n'),
  );
  return files.map((file) => posix.normalize(posix.join(posix.dirname(kustomization), file)));
}

function isPatchFor(patch: Json, manifest: Manifest, { original }: BuildOrigin): boolean {
  return (
    isJsonMap(patch) &&
    (isObject(patch, original) || isObject(patch, { ...original, name: objectName(manifest.object).name }))
  );
}

function isObject(value: Json, name: ObjectName): boolean {
  const version = at(value, ['apiVersion']);
  if (at(value, ['kind']) !== name.kind || at(value, ['metadata', 'name']) !== name.name) return false;
  return typeof version === 'string' && groupOf(version) === groupOf(name.apiVersion);
}

async function documents(texts: Texts, file: string): Promise<Document[]> {
  const text = await texts.of(file);
  if (!text.ok) return [];
  return parseManifests(text.text).documents.map(({ index, value }) => ({ file, document: index, value }));
}
