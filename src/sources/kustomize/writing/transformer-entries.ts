/** Finds the entry of a kustomization (images, replicas, labels) that sets a field. */
import { at, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { imageReference } from '../../../foundation/kubernetes/image-reference.ts';
import { objectName } from '../../../foundation/kubernetes/names.ts';
import { type Json, type JsonObject, type Path } from '../../../model/json.ts';
import { isAnnotated, labelField, type LabelField, mapOf } from './label-fields.ts';
import { type BuiltField } from './writing.ts';

/** The path of the kustomization's entry that sets an image or a number of replicas; null where there is none. */
export function lateEntry(fields: JsonObject, field: BuiltField): Path | null {
  const { path, final } = field;
  if (typeof final === 'string' && isImage(field)) return imageEntry(fields, final, field.isOwn);
  return path.at(-1) === 'replicas' ? replicasEntry(fields, field) : null;
}

/**
 * The path of the kustomization's entry that sets a namespace, label or annotation; null where there is none. Kustomize
 * sets these before it applies `patchesJson6902`, and images and replicas behind them.
 */
export function earlyEntry(fields: JsonObject, field: BuiltField): Path | null {
  const { path, final, manifest } = field;
  const key = path.at(-1);
  if (final === undefined || typeof key !== 'string') return null;
  if (isNamespace(field)) return entryWith(fields, ['namespace'], final);
  const { kind } = manifest.object;
  if (isAnnotated(kind, path)) return entryWith(fields, ['commonAnnotations', key], final);
  return labelEntry(fields, field, labelField(kind, path), key);
}

function entryWith(fields: JsonObject, path: Path, final: Json): Path | null {
  return at(fields, path) === final ? path : null;
}

/**
 * Whether Kustomize's defaults write images to this field. A resource's `configurations` may add others: these are told
 * only by a value that the resource does not have.
 */
function isImage({ path, manifest, isOwn }: BuiltField): boolean {
  if (manifest.object.kind === 'CustomResourceDefinition') return false;
  const [list, item, ...field] = path.slice(path.findLastIndex((part) => typeof part === 'number') - 1);
  if (typeof item !== 'number') return !isOwn && path.at(-1) === 'image';
  if (list === 'volumes') return field.join('.') === 'image.reference';
  const isContainer = list === 'containers' || list === 'initContainers';
  return field.join('.') === 'image' && (isContainer || !isOwn);
}

/** The last entry that gives the image its value. */
function imageEntry(fields: JsonObject, final: string, isOwn: boolean): Path | null {
  const { name, tag, digest } = imageReference(final);
  const way = lastOf(fields, 'images', (entry) => {
    const { newName, newTag, digest: newDigest } = entry;
    const made = isWritten(newName) ? newName : entry['name'];
    // An entry that only repeats the name leaves the tag to the resource.
    const changes = [newTag, newDigest, ...(isOwn ? [] : [newName])].some(isWritten);
    const isFor = !isOwn || entry['name'] === name;
    const fitsTag = !isWritten(newTag) || newTag === tag;
    return changes && isFor && made === name && fitsTag && (!isWritten(newDigest) || newDigest === digest);
  });
  const written = way === null ? undefined : at(fields, way);
  const key = ['digest', 'newTag', 'newName'].find((each) => isWritten(at(written, [each])));
  return way === null || key === undefined ? way : [...way, key];
}

function isWritten(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** Kinds whose replicas Kustomize sets. */
const replicated = ['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet'];

function replicasEntry(fields: JsonObject, { path, final, origin, manifest, isOwn }: BuiltField): Path | null {
  const isKnown = path.length === 2 && path[0] === 'spec' && replicated.includes(manifest.object.kind);
  if (isOwn && !isKnown) return null;
  const names = [origin.original.name, objectName(manifest.object).name];
  return lastOf(fields, 'replicas', ({ name, count }) => names.some((each) => each === name) && count === final);
}

/**
 * Whether a kustomization's namespace is written to this field. Others, as those of a binding's subjects, follow the
 * objects that they name: only a value that the resource does not have tells it.
 */
function isNamespace({ path, manifest, isOwn }: BuiltField): boolean {
  const field = path.join('.');
  if (field === 'metadata.name') return manifest.object.kind === 'Namespace' && manifest.object.apiVersion === 'v1';
  if (path.at(-1) !== 'namespace') return false;
  return !isOwn || always.has(field);
}

const always: ReadonlySet<string> = new Set([
  'metadata.namespace',
  'spec.service.namespace',
  'spec.conversion.webhook.clientConfig.service.namespace',
]);

/** `commonLabels` is written behind `labels`. */
function labelEntry(fields: JsonObject, field: BuiltField, kind: LabelField | null, key: string): Path | null {
  const { final = null } = field;
  const common = kind === null ? null : entryWith(fields, ['commonLabels', key], final);
  if (common !== null) return common;
  const label = lastOf(fields, 'labels', (entry) => {
    const { pairs } = entry;
    return isJsonMap(pairs) && pairs[key] === final && (includes(entry, kind) || isNamed(entry, field));
  });
  return label === null ? null : [...label, 'pairs', key];
}

/** Whether an entry of `labels` is written to such a field. */
function includes(entry: JsonObject, kind: LabelField | null): boolean {
  if (kind === null) return false;
  if (kind === 'metadata' || entry['includeSelectors'] === true) return true;
  return kind === 'template'
    ? entry['includeTemplates'] === true
    : kind === 'claim' && entry['includeVolumeClaimTemplates'] === true;
}

/** Whether an entry of `labels` names the field itself. */
function isNamed({ fields: specs }: JsonObject, { path, manifest }: BuiltField): boolean {
  const field = mapOf(path);
  return (
    isJsonList(specs) &&
    specs.some((spec) => {
      const [there, kind = null] = [at(spec, ['path']), at(spec, ['kind'])];
      return (
        typeof there === 'string' &&
        there.replaceAll('[]', '') === field &&
        (kind === null || kind === manifest.object.kind)
      );
    })
  );
}

function lastOf(fields: JsonObject, field: string, fits: (entry: JsonObject) => boolean): Path | null {
  const entries = fields[field];
  const index = isJsonList(entries) ? entries.findLastIndex((entry) => isJsonMap(entry) && fits(entry)) : -1;
  return index === -1 ? null : [field, index];
}
