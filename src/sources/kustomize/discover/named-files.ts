/** Finds the files that a kustomization or its plugins may read, by paths in their texts. */
import { posix } from 'node:path';
import { isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { entriesOf } from '../entries.ts';
import { fieldsOf, kustomizationIn } from '../kustomization-file.ts';
import { type Json, type JsonObject } from '../../../model/json.ts';
import { type Tree } from '../../../model/tree.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { parseManifests } from '../../../yaml/values.ts';

/** Fields that configure Kustomize's plugins. Each plugin may name more files, in fields that only it knows. */
const pluginFields: ReadonlySet<string | number | undefined> = new Set(['generators', 'transformers', 'validators']);

/** Maximum nesting of kustomizations that configure plugins. */
const mostNested = 16;

/** Whether a kustomization builds the configuration of a plugin: the files it names are only known after that build. */
export function buildsConfigurations(fields: JsonObject, folder: string, tree: Tree): boolean {
  return entriesOf(fields).some(
    ({ path, text }) =>
      pluginFields.has(path[0]) &&
      kustomizationIn(posix.join(folder, text).replace(/\/$/, ''), (file) => tree.files.has(file)) !== null,
  );
}

/**
 * The files of the tree whose path occurs in any text of a kustomization or of its plugins' configurations. These may
 * be more than Kustomize reads, but never fewer: no list of fields would be complete.
 */
export async function filesNamedIn(
  fields: JsonObject,
  folder: string,
  { tree, texts }: { readonly tree: Tree; readonly texts: Texts },
): Promise<string[]> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const note = (value: Json, roots: readonly string[]): void => {
    for (const text of textsIn(value))
      for (const path of pathsIn(text, roots)) if (tree.files.has(path)) found.add(path);
  };
  const configured = async (entry: string, at: string, roots: readonly string[]): Promise<void> => {
    const path = posix.join(at, entry).replace(/\/$/, '');
    if (tree.files.has(path)) await readConfiguration(path, roots);
    else if (kustomizationIn(path, (file) => tree.files.has(file)) !== null) await below(path, roots);
    else for (const { value } of parseManifests(entry).documents) note(value, roots);
  };
  const readConfiguration = async (path: string, roots: readonly string[]): Promise<void> => {
    found.add(path);
    const text = await texts.of(path);
    const documents = text.ok ? parseManifests(text.text).documents : [];
    for (const { value } of documents) note(value, [...roots, posix.dirname(path)]);
  };
  // A folder of configurations is a kustomization itself. Paths in it are resolved from the kustomization that uses
  // it.
  const below = async (path: string, roots: readonly string[]): Promise<void> => {
    const file = kustomizationIn(path, (each) => tree.files.has(each));
    if (file === null || seen.has(path) || roots.length > mostNested) return;
    seen.add(path);
    const text = await texts.of(file);
    const own = text.ok ? (fieldsOf(text.text) ?? {}) : {};
    note(own, [path]);
    for (const { text: entry } of entriesOf(own)) await configured(entry, path, [...roots, path]);
  };
  note(fields, [folder]);
  for (const { path, text } of entriesOf(fields)) {
    if (pluginFields.has(path[0])) await configured(text, folder, [folder]);
  }
  return [...found];
}

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (isJsonList(value)) return value.flatMap(textsIn);
  return isJsonMap(value) ? Object.values(value).flatMap(textsIn) : [];
}

/** Maximum length of a path. Longer texts are not paths. */
const longestPath = 4096;

/** A file of a generator may have its key in front: `key=path`. */
function pathsIn(text: string, roots: readonly string[]): string[] {
  if (text === '' || text.length > longestPath || text.includes('\n')) return [];
  const behindKey = text.slice(text.indexOf('=') + 1);
  return roots.flatMap((root) => [...new Set([text, behindKey])].map((path) => posix.join(root, path)));
}
