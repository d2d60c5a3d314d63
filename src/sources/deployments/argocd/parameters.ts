/** The parameters that a generator of an ApplicationSet gives to templates. */
import { type Lines } from '../../../model/problem.ts';
import { posix } from 'node:path';
import { isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type JsonObject } from '../../../model/json.ts';

/** The parameters that a generator gives for one application. */
export interface Element {
  /** In a set with Go templates any JSON; else strings by flat names such as `path.basename`. */
  readonly parameters: JsonObject;
  /**
   * Paths to values that Argo CD has as maps or lists of strings; functions of Go templates treat these differently
   * from untyped ones.
   */
  readonly texts?: readonly (readonly string[])[];
  /** Where it comes from: the element of a list, the pattern of folders, or the file of parameters. */
  readonly place: Lines;
}

/** Maps and lists as strings by dotted names: what a set without Go templates reads from a file. */
export function flattened(value: Json, prefix = ''): Record<string, string> {
  return Object.fromEntries(leavesOf(value, prefix));
}

/** Each leaf with its full name, which is built once per leaf. */
function* leavesOf(value: Json, name: string): Generator<[string, string]> {
  const entries = isJsonMap(value) ? Object.entries(value) : isJsonList(value) ? [...value.entries()] : [];
  if (entries.length === 0 && name !== '') yield [name, plain(value)];
  for (const [key, inner] of entries) yield* leavesOf(inner, name === '' ? String(key) : `${name}.${key}`);
}

/** As Go's %v writes it. */
function plain(value: Json): string {
  if (value === null) return '<nil>';
  if (isJsonMap(value)) return 'map[]';
  return isJsonList(value) ? '[]' : String(value);
}

/** The parameters for a folder, and for a file in it where the generator selects files. */
export function pathParameters(folder: string, file: string | null, prefix: string | null, isGo: boolean): JsonObject {
  const filename = file === null ? null : posix.basename(file);
  const names = {
    basename: posix.basename(folder),
    basenameNormalized: normalized(posix.basename(folder)),
    ...(filename === null ? {} : { filename, filenameNormalized: normalized(filename) }),
  };
  const segments = folder.split('/');
  if (isGo) {
    const path = { path: folder, ...names, segments };
    return prefix === null ? { path } : { [prefix]: { path } };
  }
  const head = prefix === null ? 'path' : `${prefix}.path`;
  const flat = Object.entries(names).map(([name, value]): [string, string] => [`${head}.${name}`, value]);
  const numbered = segments.map((segment, index): [string, string] => [`${head}[${index}]`, segment]);
  return Object.fromEntries([[head, folder], ...flat, ...numbered]);
}

/** A name that Kubernetes accepts, normalised as Argo CD does it. */
export function normalized(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^-a-z0-9.]/g, '-')
    .slice(0, 253)
    .replace(/^[-.]+|[-.]+$/g, '');
}
