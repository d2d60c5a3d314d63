import { posix } from 'node:path';
import { parse } from 'yaml';
import { type Tree } from '../model.ts';
import { isMap, list, strings } from '../json.ts';
import { type Texts } from '../texts.ts';

/** The names under which kustomize looks for its file, in its own order. */
const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Fields whose entries are files or folders. Others name files inside maps, and are walked below. */
const pathFields = [
  'resources',
  'bases',
  'components',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'patchesStrategicMerge',
];

export interface Kustomization {
  readonly folder: string;
  readonly file: string;
  readonly kind: 'Kustomization' | 'Component';
  /** Files and folders of the tree that it names, each once. */
  readonly refersTo: readonly string[];
  /** Those of them that are whole objects or folders of such, not patches. */
  readonly resources: readonly string[];
}

/** Every kustomization of the tree, by folder. One whose YAML is broken refers to nothing; its build will say so. */
export async function findKustomizations(
  tree: Tree,
  texts: Texts,
  looksAt: (path: string) => boolean,
): Promise<Map<string, Kustomization>> {
  const found = new Map<string, Kustomization>();
  for (const name of [...fileNames].reverse()) {
    for (const path of tree.files.keys()) {
      if (posix.basename(path) !== name || !looksAt(path)) continue;
      const kustomization = await readKustomization(path, texts);
      if (kustomization !== null) found.set(kustomization.folder, kustomization);
    }
  }
  return found;
}

async function readKustomization(path: string, texts: Texts): Promise<Kustomization | null> {
  const text = await texts.of(path);
  const folder = posix.dirname(path);
  const value = text.ok ? parsed(text.text) : null;
  const fields = isMap(value) ? value : {};
  // A Flux Kustomization, in a file by the same name, has another group.
  const version = fields['apiVersion'];
  if (typeof version === 'string' && !version.startsWith('kustomize.config.k8s.io/')) return null;
  const inTree = (entry: string): string => posix.normalize(posix.join(folder, entry)).replace(/\/$/, '');
  const refersTo = new Set(references(fields).map(inTree));
  return {
    folder,
    file: path,
    kind: fields['kind'] === 'Component' ? 'Component' : 'Kustomization',
    refersTo: [...refersTo],
    resources: strings(fields['resources']).map(inTree),
  };
}

function parsed(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent', maxAliasCount: 100 });
  } catch {
    return null; // the build says what is wrong with it
  }
}

/** All that a kustomization names, as written. Addresses and inline documents are among them: they name nothing here. */
function references(fields: Readonly<Record<string, unknown>>): string[] {
  const listed = pathFields.flatMap((field) => strings(fields[field]));
  const inMaps = ['patches', 'patchesJson6902', 'replacements'].flatMap((field) =>
    list(fields[field]).flatMap((entry) => (isMap(entry) ? strings([entry['path']]) : [])),
  );
  const generated = ['configMapGenerator', 'secretGenerator'].flatMap((field) =>
    list(fields[field]).flatMap(generatorFiles),
  );
  const openapi = isMap(fields['openapi']) ? strings([fields['openapi']['path']]) : [];
  return [...listed, ...inMaps, ...generated, ...openapi].filter(
    (entry) => !entry.includes('\n') && !entry.includes('://'),
  );
}

function generatorFiles(generator: unknown): string[] {
  if (!isMap(generator)) return [];
  const files = strings(generator['files']).map((entry) => entry.slice(entry.indexOf('=') + 1));
  return [...files, ...strings(generator['envs']), ...strings([generator['env']])];
}

/**
 * Every file that a build of `folder` may read: what the kustomizations name, and what lies beside them, since a
 * transformer's own file may name others that only kustomize knows to look for.
 */
export function filesOfBuild(tree: Tree, all: ReadonlyMap<string, Kustomization>, folder: string): string[] {
  const files = new Set<string>();
  const folders = new Set([folder]);
  for (const at of folders) {
    for (const reference of all.get(at)?.refersTo ?? []) {
      if (tree.files.has(reference)) files.add(reference);
      else folders.add(reference); // a set's iteration goes on to what is added meanwhile
    }
  }
  for (const path of tree.files.keys()) if (folders.has(posix.dirname(path)) && !path.endsWith('.md')) files.add(path);
  return [...files].sort();
}
