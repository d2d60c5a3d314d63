/** Finds the entry of a kustomization (images, replicas, labels) that sets a field. */
import { at, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { imageReference } from '../../../foundation/kubernetes/image-reference.ts';
import { type Json, type JsonObject, type Path } from '../../../model/json.ts';
import { type BuiltField } from './writing.ts';

/**
 * The path of the kustomization's entry that sets a field: image, replicas, namespace, label or annotation; null where
 * there is none.
 */
export function transformerEntry(fields: JsonObject, field: BuiltField): Path | null {
  const { path, final } = field;
  if (final === undefined) return null;
  const key = path.at(-1);
  const parent = path.at(-2);
  if (key === 'image' && typeof final === 'string') return imageEntry(fields, final);
  if (key === 'replicas') return replicasEntry(fields, field);
  if (key === 'namespace' && fields['namespace'] === final) return ['namespace'];
  if (typeof key !== 'string') return null;
  if (parent === 'annotations') return entryWith(fields, ['commonAnnotations', key], final);
  if (parent === 'labels' || parent === 'matchLabels' || parent === 'selector') return labelEntry(fields, key, final);
  return null;
}

function entryWith(fields: JsonObject, path: Path, final: Json): Path | null {
  return at(fields, path) === final ? path : null;
}

/** The last entry that gives the image its value. */
function imageEntry(fields: JsonObject, final: string): Path | null {
  const { name, tag, digest } = imageReference(final);
  const way = lastOf(fields, 'images', (entry) => {
    const { newName, newTag, digest: newDigest } = entry;
    const made = newName ?? entry['name'];
    const changes = [newName, newTag, newDigest].some((value) => value !== undefined && value !== '');
    const fitsTag = newTag === undefined || newTag === '' || newTag === tag;
    return changes && made === name && fitsTag && (newDigest === undefined || newDigest === digest);
  });
  const written = way === null ? undefined : at(fields, way);
  const key = ['digest', 'newTag', 'newName'].find((each) => isWritten(at(written, [each])));
  return way === null || key === undefined ? way : [...way, key];
}

function isWritten(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}

function replicasEntry(fields: JsonObject, { final, origin }: BuiltField): Path | null {
  return lastOf(fields, 'replicas', ({ name, count }) => name === origin.original.name && count === final);
}

function labelEntry(fields: JsonObject, key: string, final: Json): Path | null {
  const label = lastOf(fields, 'labels', ({ pairs }) => isJsonMap(pairs) && pairs[key] === final);
  return label === null ? entryWith(fields, ['commonLabels', key], final) : [...label, 'pairs', key];
}

function lastOf(fields: JsonObject, field: string, fits: (entry: JsonObject) => boolean): Path | null {
  const entries = fields[field];
  const index = isJsonList(entries) ? entries.findLastIndex((entry) => isJsonMap(entry) && fits(entry)) : -1;
  return index === -1 ? null : [field, index];
}
