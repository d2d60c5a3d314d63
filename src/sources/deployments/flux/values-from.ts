/** Reads an entry of a HelmRelease's valuesFrom from ConfigMaps, Secrets and generated files. */
import { posix } from 'node:path';
import { isMap, list, strings } from '../../../foundation/json.ts';
import { type JsonObject } from '../../../model/json.ts';
import { type PartlyKnown } from '../../../model/source.ts';
import { encryptedValues } from '../../unknown/partly-known.ts';
import { parseManifests } from '../../../yaml/values.ts';
import { type DeploymentLayer } from '../deployment.ts';
import { declarationsIn } from '../declaration.ts';
import { type Field } from '../field.ts';
import { isEncryptedText, layerOf, whyEncrypted, unknownLayer, valuesIn } from '../inline-values.ts';
import { inside } from '../paths.ts';
import { kustomizationOfFolder, type Repository } from '../repository.ts';
import { lookUp } from './lookup.ts';
import { keysOf } from './target-path.ts';

/** The content of an entry of `valuesFrom`. */
export type Referred =
  /** Whole values. `value`: the part of them that is known. */
  | { readonly kind: 'values'; readonly layers: readonly DeploymentLayer[]; readonly value: JsonObject }
  /** A text for one path. */
  | { readonly kind: 'at'; readonly path: string; readonly text: string; readonly entry: Field; readonly data: Field }
  /** A text for one path that is not known. */
  | { readonly kind: 'unseen-at'; readonly path: string; readonly layers: readonly DeploymentLayer[] };

const nothing: Referred = { kind: 'values', layers: [], value: {} };

/** One entry of `valuesFrom`. https://fluxcd.io/flux/components/helm/helmreleases/#values-references */
export async function referredBy(entry: Field, namespace: string | null, repository: Repository): Promise<Referred> {
  const kind = entry.at('kind').text() ?? 'it';
  const name = entry.at('name').text() ?? '';
  const isSecret = kind === 'Secret';
  if (kind !== 'ConfigMap' && !isSecret) return unseen(entry, `${kind}/${name} is known only to the cluster.`);
  const object = lookUp(repository, entry, { kind, name, namespace });
  const key = entry.at('valuesKey').text() ?? 'values.yaml';
  if (object !== null) return fromData(entry, dataOf(object, key), isSecret, repository);
  if (isSecret) return unseen(entry, `${kind}/${name} is known only to the cluster.`);
  const isWhole = !entry.at('targetPath').isThere && !entry.isBuilt;
  const file = isWhole ? await generatedFrom(entry, name, key, repository) : null;
  if (file !== null) return fromFile(file, {});
  const isOptional = entry.at('optional').flag();
  return unseen(entry, `ConfigMap/${name} is not in this repository${isOptional ? ', and may be missing' : ''}.`);
}

/** The API server merges `stringData` over `data`. */
function dataOf(object: Field, key: string): Field {
  const plain = object.at('stringData', key);
  return plain.isThere ? plain : object.at('data', key);
}

function unseen(entry: Field, why: string, at: Field = entry): Referred {
  const path = entry.at('targetPath').text();
  const layers = unknownLayer(at, why, setBy(path));
  return path === null ? { kind: 'values', layers, value: {} } : { kind: 'unseen-at', path, layers };
}

/** What an entry sets whose text is not known: the value at its path, where it names one. */
function setBy(target: string | null): PartlyKnown {
  const path = keysOf(target ?? '[]');
  return { value: {}, leaves: path === null ? [] : [{ path, type: null }] };
}

function fromFile(file: string, value: JsonObject): Referred {
  return { kind: 'values', layers: [{ kind: 'file', file, ignoreMissing: false }], value };
}

async function fromData(entry: Field, data: Field, isSecret: boolean, repository: Repository): Promise<Referred> {
  const kind = isSecret ? 'Secret' : 'ConfigMap';
  if (data.value === null) {
    if (!entry.at('optional').flag()) {
      const key = String(data.path.at(-1));
      entry.problem('values-missing', `the ${kind} has no ${key}; expected it, or optional: true.`);
    }
    return nothing;
  }
  const written = data.value === '' ? '' : data.text();
  if (written === null) return nothing; // not a text, which is already noted
  if (isEncryptedText(data, written)) return unseen(entry, whyEncrypted, data);
  const text = isSecret && data.path[0] === 'data' ? Buffer.from(written, 'base64').toString('utf8') : written;
  const path = entry.at('targetPath').text();
  return path === null ? wholeValues(data, text, isSecret, repository) : { kind: 'at', path, text, entry, data };
}

async function wholeValues(data: Field, text: string, isSecret: boolean, repository: Repository): Promise<Referred> {
  if (encryptedValues(text) !== null) {
    return isWholeFile(data) ? fromFile(data.written.file, {}) : nothingSeen(data);
  }
  const value = valuesIn(data, text) ?? {};
  const layers = layerOf(data, value);
  if (isSecret) return { kind: 'values', layers: layers.map(asSecret), value };
  const isFile = isWholeFile(data) && (await isText(data.written.file, text, repository));
  return isFile ? fromFile(data.written.file, value) : { kind: 'values', layers, value };
}

function nothingSeen(data: Field): Referred {
  return { kind: 'values', layers: unknownLayer(data, whyEncrypted), value: {} };
}

/** Marks values as secret: they are never shown or edited. */
export function asSecret(layer: DeploymentLayer): DeploymentLayer {
  return layer.kind === 'inline' ? { ...layer, isSecret: true } : layer;
}

/** Whether a generator took the text from a whole file. */
function isWholeFile(data: Field): boolean {
  return data.written.path.length === 0;
}

/** Whether the file has exactly this text and only one document: Helm would also read further documents. */
async function isText(file: string, text: string, { texts }: Repository): Promise<boolean> {
  const read = await texts.of(file);
  return read.ok && read.text === text && parseManifests(text).documents.length <= 1;
}

/**
 * The file that a generator puts under the key, in the nearest kustomization in this folder or above; null where there
 * is none.
 */
async function generatedFrom(entry: Field, name: string, key: string, repository: Repository): Promise<string | null> {
  let folder = posix.dirname(entry.written.file);
  for (;;) {
    const kustomization = kustomizationOfFolder(repository, folder);
    const file = kustomization === null ? null : await generatedIn(kustomization, folder, name, key, repository);
    if (kustomization !== null && file !== null) {
      entry.notes.files.add(kustomization);
      return file;
    }
    if (folder === '.') return null;
    folder = posix.dirname(folder);
  }
}

async function generatedIn(
  kustomization: string,
  folder: string,
  name: string,
  key: string,
  { tree, texts }: Repository,
): Promise<string | null> {
  const text = await texts.of(kustomization);
  const object = text.ok ? declarationsIn(kustomization, text.text)[0]?.object : undefined;
  const generators = list(object?.['configMapGenerator']).filter(isMap);
  const files = generators.filter((one) => one['name'] === name).flatMap((one) => strings(one['files']));
  for (const written of files) {
    const equals = written.indexOf('=');
    const path = inside(folder, written.slice(equals + 1));
    if (path === null || !tree.files.has(path)) continue;
    if ((equals === -1 ? posix.basename(path) : written.slice(0, equals)) === key) return path;
  }
  return null;
}
