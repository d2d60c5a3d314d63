/** Finds the kustomizations of a tree and the files that each build reads. */
import { type Lines } from '../../../model/problem.ts';
import { posix } from 'node:path';
import { type JsonObject } from '../../../model/json.ts';
import { type Tree } from '../../../model/tree.ts';
import { strings } from '../../../foundation/json.ts';
import { entriesOf } from '../entries.ts';

import { type ChartDocument } from '../chart-documents.ts';
import { chartEntries, chartOfDocument, fileOfEntry, readIn } from '../chart-entries.ts';
import { chartFolder } from '../helm-charts.ts';
import { fieldsOf, kustomizationNames } from '../kustomization-file.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { openYaml } from '../../../yaml/positions.ts';
import { filesBelow, type Folders } from '../../../snapshot/folders.ts';
import { folderPath } from '../../helm/discover/charts.ts';
import { buildsConfigurations, filesNamedIn } from './named-files.ts';

export interface Kustomization {
  readonly folder: string;
  readonly file: string;
  readonly kind: 'Kustomization' | 'Component';
  /** Files and folders of the tree that it names, each once. */
  readonly refersTo: readonly string[];
  /** Files of the tree whose path occurs in any of its texts, or in the configuration of its plugins. */
  readonly mentions: readonly string[];
  /** Whether a kustomization builds the configuration of its plugins, which may then name any file below its folder. */
  readonly buildsConfigurations: boolean;
  /** The references that are whole objects or folders of these, not patches. */
  readonly resources: readonly string[];
  /** The references that are patches, in any field. */
  readonly patches: readonly string[];
  /** Folders of charts in the tree that it has Helm render. */
  readonly charts: readonly string[];
}

/**
 * All paths that are reviewed as part of a build: those that a build of `topOf` names. A component that nothing uses is not built, so it
 * keeps only what lies below its own folder: otherwise such a file could hide any other.
 */
export function namedBy(kustomizations: ReadonlyMap<string, Kustomization>): ReadonlySet<string> {
  const { reached } = usageOf(kustomizations);
  const named = [...kustomizations.values()].flatMap(({ folder, refersTo }) =>
    reached.has(folder) ? refersTo : refersTo.filter((path) => path.startsWith(`${folder}/`)),
  );
  return new Set(named);
}

/** Kustomizations that no other build contains. */
export function topOf(kustomizations: ReadonlyMap<string, Kustomization>): readonly Kustomization[] {
  return usageOf(kustomizations).top;
}

/** Every kustomization that is no component. */
export function buildable(kustomizations: ReadonlyMap<string, Kustomization>): readonly Kustomization[] {
  return [...kustomizations.values()].filter(({ kind }) => kind === 'Kustomization');
}

interface Usage {
  readonly top: readonly Kustomization[];
  /** Folders of all kustomizations and components that their builds contain. */
  readonly reached: ReadonlySet<string>;
}

/**
 * First those that nothing names, then those that only unused components name, then one of each circle, whose build fails and says so.
 */
function usageOf(kustomizations: ReadonlyMap<string, Kustomization>): Usage {
  const all = buildable(kustomizations);
  const top: Kustomization[] = [];
  const reached = new Set<string>();
  const build = (one: Kustomization): void => {
    top.push(one);
    const builds = new Set([one.folder]);
    // The loop goes on with folders that are added to the set.
    for (const folder of builds) {
      reached.add(folder);
      for (const path of kustomizations.get(folder)?.refersTo ?? [])
        if (kustomizations.has(path) && !reached.has(path)) builds.add(path);
    }
  };
  const namers: readonly (readonly Kustomization[])[] = [[...kustomizations.values()], all, []];
  for (const naming of namers) {
    const named = new Set(
      naming.flatMap(({ folder, refersTo }) => (reached.has(folder) ? [] : refersTo.filter((path) => path !== folder))),
    );
    for (const one of all) if (!reached.has(one.folder) && !named.has(one.folder)) build(one);
  }
  return { top, reached };
}

/** Every kustomization of the tree, by folder. One with broken YAML has no references; its build reports the error. */
export async function findKustomizations(
  tree: Tree,
  texts: Texts,
  looksAt: (path: string) => boolean,
): Promise<Map<string, Kustomization>> {
  const found = new Map<string, Kustomization>();
  for (const name of [...kustomizationNames].reverse()) {
    for (const path of tree.files.keys()) {
      if (posix.basename(path) !== name || !looksAt(path)) continue;
      const kustomization = await readKustomization(path, tree, texts);
      if (kustomization !== null) found.set(kustomization.folder, kustomization);
    }
  }
  return found;
}

async function readKustomization(path: string, tree: Tree, texts: Texts): Promise<Kustomization | null> {
  const text = await texts.of(path);
  const folder = posix.dirname(path);
  // A kustomization with broken YAML has no fields: the build reports the error.
  const fields = (text.ok ? fieldsOf(text.text) : null) ?? {};
  // A Flux Kustomization in a file of the same name has another API group.
  const version = fields['apiVersion'];
  if (typeof version === 'string' && !version.startsWith('kustomize.config.k8s.io/')) return null;
  const inTree = (entry: string): string => folderPath(posix.join(folder, entry));
  const read = readIn(texts);
  const charts = await chartEntries(fields, folder, async (file) => (tree.files.has(file) ? read(file) : null));
  const values = charts.flatMap(({ additionalValuesFiles, valuesFile }) => [
    ...additionalValuesFiles,
    ...(valuesFile === '' ? [] : [valuesFile]),
  ]);
  return {
    folder,
    file: path,
    kind: fields['kind'] === 'Component' ? 'Component' : 'Kustomization',
    refersTo: [...new Set([...references(fields), ...misplacedPatches(fields), ...values].map(inTree))],
    mentions: await filesNamedIn(fields, folder, { tree, texts }),
    buildsConfigurations: buildsConfigurations(fields, folder, tree),
    resources: strings(fields['resources']).map(inTree),
    patches: [...patchFiles(fields), ...misplacedPatches(fields)].map(inTree),
    charts: charts.map((chart) => chartFolder(folder, chart)).filter((at) => tree.files.has(`${at}/Chart.yaml`)),
  };
}

/** The lines on which a kustomization names the chart of a rendered document. */
export async function placeOfChart(document: ChartDocument, texts: Texts): Promise<Lines> {
  const { kustomization } = document;
  const read = readIn(texts);
  const chart = await chartOfDocument(document, read);
  const file = chart === null ? kustomization : fileOfEntry(kustomization, chart);
  const located = chart === null ? null : openYaml((await read(file)) ?? '').locate(chart.document, chart.path);
  return { kind: 'lines', file, first: located?.first ?? 1, last: located?.last ?? 1 };
}

const patchFields: ReadonlySet<string | number | undefined> = new Set([
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
]);

function patchFiles(fields: JsonObject): string[] {
  return entriesOf(fields).flatMap(({ path, text }) => (patchFields.has(path[0]) && isName(text) ? [text] : []));
}

/**
 * Files directly in `patches`, as in the older list that it replaces. Kustomize does not accept such a kustomization.
 */
export function misplacedPatches(fields: JsonObject): string[] {
  return strings(fields['patches']).filter(isName);
}

/** All that a kustomization names, as written, without addresses and inline documents. */
function references(fields: JsonObject): string[] {
  return entriesOf(fields)
    .map(({ text }) => text)
    .filter(isName);
}

function isName(text: string): boolean {
  return text !== '' && !text.includes('\n') && !text.includes('://');
}

/**
 * Every file that a build of these folders may read: the files that the kustomizations and the configurations of their
 * plugins name, and all files beside them.
 */
export function filesOfBuild(
  { tree, folders }: { readonly tree: Tree; readonly folders: Folders },
  all: ReadonlyMap<string, Kustomization>,
  ...built: string[]
): string[] {
  const files = new Set<string>();
  const builds = new Set(built);
  for (const at of builds) {
    for (const chart of all.get(at)?.charts ?? []) for (const path of filesBelow(folders, chart, true)) files.add(path);
    for (const path of all.get(at)?.mentions ?? []) files.add(path);
    const isDeep = all.get(at)?.buildsConfigurations ?? false;
    for (const path of filesBelow(folders, at, isDeep)) if (isDeep || !path.endsWith('.md')) files.add(path);
    for (const reference of all.get(at)?.refersTo ?? []) {
      if (tree.files.has(reference)) files.add(reference);
      else builds.add(reference); // the loop continues with folders that are added to the set
    }
  }
  return [...files].sort();
}
