/** Finds where a field of a built object is written: resource, patch, transformer or plugin. */
import { counterpart } from '../../../foundation/kubernetes/counterpart.ts';
import { at, canonical, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { isObject } from '../../../foundation/kubernetes/names.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { allPatches } from '../writing/all-patches.ts';
import { type Document, documentsOf, type KustomizationDocument, kustomizationsOf } from '../writing/kustomization.ts';
import { additionInPatch, writingInPatch } from '../writing/patch-writing.ts';
import { type Patch, patchesIn } from '../writing/patches.ts';
import { pluginPatches } from '../writing/plugin-patches.ts';
import { writingByReplacement } from '../writing/replacement-targets.ts';
import { earlyEntry, lateEntry } from '../writing/transformer-entries.ts';
import { type BuildOrigin, type BuiltField, type Writing } from '../writing/writing.ts';

/**
 * Where a field of a built object is written, or would be. It is the last place in its kustomizations that sets the
 * field's value, even to the value that the resource has, because an edit of the resource would have no effect; else
 * (for a field that does not exist) the patch that added its parent; else the resource. `further`: patches that are
 * applied after those of the kustomizations. Null for an object of a generator where no place is found.
 */
export async function writingOf(
  texts: Texts,
  manifest: Manifest,
  origin: BuildOrigin,
  path: Path,
  further: readonly Patch[] = [],
): Promise<Writing | null> {
  const final = at(manifest.object, path);
  const own = origin.file === null ? [] : await documentsOf(texts, origin.file);
  const resource = own.find(({ value }) => isObject(value, origin.original));
  const isWhole = resource !== undefined && holds(manifest.object, path, resource.value);
  const field: BuiltField = { manifest, origin, path, final, isOwn: isWhole && final !== undefined };
  const added = final === undefined ? await additionOf(texts, field, resource?.value, further) : null;
  if (added !== null) return added;
  const later = lastInPatches(further, field) ?? (await lastWriting(texts, field));
  if (later !== null) return field.isOwn ? { ...later, repeats: true } : later;
  const plugins = isWhole || resource === undefined ? null : await pluginsFor(texts, field, resource.value);
  return plugins ?? (resource === undefined ? null : inResource(manifest.object, path, resource, isWhole));
}

/** For a value with no known writer: the plugins of a kustomization, whose effect is not evaluated. */
async function pluginsFor(texts: Texts, field: BuiltField, resource: Json): Promise<Writing | null> {
  const { manifest, origin, path, final } = field;
  const own = counterpart(manifest.object, path, resource);
  const isAdded = own === null || at(resource, own) === undefined;
  if (final === undefined || (!isAdded && (isJsonMap(final) || isJsonList(final)))) return null;
  for (const { file, document, fields } of await kustomizationsOf(texts, origin)) {
    const plugins = fields['transformers'];
    if (isJsonList(plugins) && plugins.length > 0)
      return { file, document, block: null, way: ['transformers'], isWhole: true, edit: null };
  }
  return null;
}

/** The path of the deepest part that the resource has, followed by the rest of the path. */
function inResource(object: Json, path: Path, { file, document, value }: Document, isWhole: boolean): Writing | null {
  const item = path.findLastIndex((part) => typeof part === 'number');
  const known = counterpart(object, path.slice(0, item + 1), value);
  if (known === null) return null;
  return { file, document, block: null, way: [...known, ...path.slice(item + 1)], isWhole, edit: 'field' };
}

/** Whether a document has the field with the same value, or both lack it. */
function holds(object: Json, path: Path, document: Json): boolean {
  const final = at(object, path);
  const way = counterpart(object, path, document);
  const there = way === null ? undefined : at(document, way);
  if (final === undefined || there === undefined) return final === there;
  return canonical(there) === canonical(final);
}

/**
 * A patch may have added the parent of a missing field: then the field belongs there. That is the first applied patch
 * that has the parent.
 *
 * @param resource undefined for an object without its own file
 */
async function additionOf(
  texts: Texts,
  field: BuiltField,
  resource: Json | undefined,
  further: readonly Patch[],
): Promise<Writing | null> {
  const { manifest, path, origin } = field;
  let depth = path.length - 1;
  while (depth > 0 && at(manifest.object, path.slice(0, depth)) === undefined) depth--;
  const around = path.slice(0, depth);
  const own = resource === undefined ? null : counterpart(manifest.object, around, resource);
  if (depth === 0 || (own !== null && at(resource, own) !== undefined)) return null;
  const patches: Patch[] = [];
  for (const kustomization of (await kustomizationsOf(texts, origin)).reverse())
    patches.push(...(await allPatches(texts, kustomization)));
  for (const patch of [...patches, ...further]) {
    const addition = additionInPatch(patch, field, around, resource !== undefined);
    if (addition !== null) return addition;
  }
  return null;
}

function lastInPatches(patches: readonly Patch[], field: BuiltField): Writing | null {
  for (const patch of patches.toReversed()) {
    const writing = writingInPatch(patch, field);
    if (writing !== null) return writing;
  }
  return null;
}

async function lastWriting(texts: Texts, field: BuiltField): Promise<Writing | null> {
  for (const kustomization of await kustomizationsOf(texts, field.origin)) {
    const writing = await lastIn(texts, kustomization, field);
    if (writing !== null) return writing;
  }
  return null;
}

/**
 * Kustomize's transformers from the last to the first (`configureBuiltinTransformers`); plugins are checked before
 * them.
 */
async function lastIn(texts: Texts, kustomization: KustomizationDocument, field: BuiltField): Promise<Writing | null> {
  const byPlugin = lastInPatches(await pluginPatches(texts, kustomization), field);
  if (byPlugin !== null) return byPlugin;
  const replacement = await writingByReplacement(texts, kustomization, field);
  if (replacement !== null) return replacement;
  const { file, document, fields } = kustomization;
  const byEntry = (way: Path | null): Writing | null =>
    way === null ? null : { file, document, block: null, way, isWhole: true, edit: null };
  const byPatch = async (name: 'patchesJson6902' | 'patches' | 'patchesStrategicMerge'): Promise<Writing | null> =>
    lastInPatches(await patchesIn(texts, kustomization, name), field);
  return (
    byEntry(lateEntry(fields, field)) ??
    (await byPatch('patchesJson6902')) ??
    byEntry(earlyEntry(fields, field)) ??
    (await byPatch('patches')) ??
    byPatch('patchesStrategicMerge')
  );
}
