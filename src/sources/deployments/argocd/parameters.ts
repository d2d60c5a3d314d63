import { type Lines } from '../../../model/problem.ts';
import { posix } from 'node:path';
import { isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type JsonObject } from '../../../model/json.ts';

/** What a generator gives for one application. */
export interface Element {
  /** Of a set with Go templates any JSON; else texts by flat names, `path.basename` being one. */
  readonly parameters: JsonObject;
  /** Ways to what Argo CD holds as maps and lists of texts, which functions of Go templates tell from those of anything. */
  readonly texts?: readonly (readonly string[])[];
  /** Where it comes from: the element of a list, a pattern for folders, the file of parameters. */
  readonly place: Lines;
}

/** Maps and lists by names with dots between, as texts: what a set without Go templates takes from a file. */
export function flattened(value: Json, prefix = ''): Record<string, string> {
  return Object.fromEntries(leavesOf(value, prefix));
}

/** Each with its whole name: what nests deep is as long as it is deep, and named once. */
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

/** The parameters that tell a folder, and a file in it where the generator looks at files. */
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

/** A name that Kubernetes takes, as Argo CD makes it. */
export function normalized(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^-a-z0-9.]/g, '-')
    .slice(0, 253)
    .replace(/^[-.]+|[-.]+$/g, '');
}
