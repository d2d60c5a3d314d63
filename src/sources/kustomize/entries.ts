/** Lists the paths and addresses that a kustomization names. */
import { isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type Loading } from './addresses.ts';

/** A path or address that a kustomization names. */
export interface Entry {
  /** The path of the text in the kustomization. */
  readonly path: Path;
  /** The path or address in that text, without a generator's key in front of it. */
  readonly text: string;
  readonly loading: Loading;
}

const lists: Readonly<Record<string, Loading>> = {
  resources: 'either',
  bases: 'either',
  components: 'folder',
  generators: 'either',
  transformers: 'either',
  validators: 'either',
  crds: 'file',
  configurations: 'file',
  patchesStrategicMerge: 'file',
};

/** Fields of the maps in a list that name files. */
const inMaps: Readonly<Record<string, readonly string[]>> = {
  patches: ['path'],
  patchesJson6902: ['path'],
  replacements: ['path'],
  helmCharts: ['valuesFile'],
  configMapGenerator: ['files', 'envs', 'env'],
  secretGenerator: ['files', 'envs', 'env'],
};

/** Everything that a kustomization names, in the order of Kustomize's fields, including inline documents. */
export function entriesOf(fields: JsonObject): Entry[] {
  const listed = Object.entries(lists).flatMap(([field, loading]) =>
    textsAt(fields, [field]).map((entry) => ({ ...entry, loading })),
  );
  const mapped = Object.entries(inMaps).flatMap(([field, names]) => inListOfMaps(fields, field, names));
  return [...listed, ...mapped, ...textsAt(fields, ['openapi', 'path']).map(asFile)];
}

function inListOfMaps(fields: JsonObject, field: string, names: readonly string[]): Entry[] {
  const items = fields[field];
  if (!isJsonList(items)) return [];
  return items.flatMap((_, index) =>
    names.flatMap((name) => textsAt(fields, [field, index, name]).map(name === 'files' ? withoutKey : asFile)),
  );
}

function asFile(entry: Omit<Entry, 'loading'>): Entry {
  return { ...entry, loading: 'file' };
}

/** A file of a generator may have its key in front: `key=path`. */
function withoutKey({ path, text }: Omit<Entry, 'loading'>): Entry {
  return { path, text: text.slice(text.indexOf('=') + 1), loading: 'file' };
}

/** The text at a path, or the texts of the list there. */
function textsAt(fields: JsonObject, path: Path): Omit<Entry, 'loading'>[] {
  let here: Json | undefined = fields;
  for (const part of path) {
    if (typeof part === 'number') here = isJsonList(here) ? here[part] : undefined;
    else here = isJsonMap(here) ? here[part] : undefined;
  }
  if (typeof here === 'string') return [{ path, text: here }];
  if (!isJsonList(here)) return [];
  return here.flatMap((item, index) => (typeof item === 'string' ? [{ path: [...path, index], text: item }] : []));
}

/** The fields with an entry's path or address replaced. */
export function withText(fields: JsonObject, { path, text }: Entry, instead: string): JsonObject {
  const replaced = replacedAt(fields, path, (whole) =>
    typeof whole === 'string' ? `${whole.slice(0, whole.length - text.length)}${instead}` : whole,
  );
  return isJsonMap(replaced) ? replaced : fields;
}

function replacedAt(value: Json, [part, ...rest]: Path, change: (value: Json) => Json): Json {
  if (part === undefined) return change(value);
  if (isJsonList(value)) return value.map((item, index) => (index === part ? replacedAt(item, rest, change) : item));
  if (!isJsonMap(value)) return value;
  return { ...value, [part]: replacedAt(value[part] ?? null, rest, change) };
}
