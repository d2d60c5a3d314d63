/** Reads the files of suites, in place. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Json } from '../../../src/model/json.ts';
import { type KubernetesObject } from '../../../src/model/manifest.ts';
import { isJsonMap } from '../../../src/foundation/json.ts';
import { objectsIn } from '../../../src/sources/render/objects.ts';
import { parseManifests } from '../../../src/yaml/values.ts';

/** The values of the documents in a file. */
export function documentsOf(path: string): readonly Json[] {
  return parseManifests(readFileSync(path, 'utf8')).documents.map(({ value }) => value);
}

/** The objects of files; none of a file that does not exist, or that can't be parsed. */
export function objectsOf(root: string, files: readonly string[]): KubernetesObject[] {
  return files
    .map((file) => join(root, file))
    .filter((path) => existsSync(path) && statSync(path).isFile())
    .flatMap((path) => documentsOf(path).flatMap((value) => objectsIn(value).map(({ object }) => object)));
}

/** `Kind/name`. */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  const name = isJsonMap(metadata) ? metadata['name'] : undefined;
  return `${kind}/${typeof name === 'string' ? name : ''}`;
}

/** The manifests below a folder, from the root, sorted. */
export function manifestsBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  const all = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return all
    .filter((file) => /\.(?:ya?ml|json)$/.test(file))
    .map((file) => join(folder, file))
    .sort();
}

/** The folders in a folder, sorted. */
export function foldersIn(path: string): string[] {
  const entries = existsSync(path) ? readdirSync(path, { withFileTypes: true }) : [];
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
