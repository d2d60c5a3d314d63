/** Prepares the files of a kustomization for the engine: local paths and rendered charts. */
import { posix } from 'node:path';
import { type EngineFile } from '../../../engine/frame.ts';
import { type HelmWarning } from '../../../engine/helm-request.ts';
import { type EngineError, type Answer } from '../../../engine/outcome.ts';
import { addressOf } from '../addresses.ts';
import { type Entry, entriesOf, withText } from '../entries.ts';
import { fileInEngine, nameInEngine, repositoryFolder } from '../fetched-names.ts';
import { helmChartEntries } from '../helm-charts.ts';
import { withOwnNames } from '../field-names.ts';
import { fieldsAsWritten, kustomizationIn } from '../kustomization-file.ts';
import { type JsonObject } from '../../../model/json.ts';
import { type ChartsBuild, withCharts } from './charts-component.ts';
import { type BuildFolders, folderFor } from './copies.ts';
import { refusedPlugin } from './plugins.ts';
import { type HelmContext } from './render-chart.ts';

/** The input of the engine for a build. */
export interface Prepared {
  readonly files: readonly EngineFile[];
  readonly warnings: readonly HelmWarning[];
}

/**
 * The files of a build as the engine needs them: addresses of fetched files are replaced by paths, and charts by their
 * rendered objects. Without `context`, charts are left out. File names are those in the engine.
 */
export async function prepared(
  files: readonly EngineFile[],
  folder: string,
  context: HelmContext | null,
): Promise<Answer<Prepared>> {
  const original = new Map(files.map(({ name, bytes }) => [name, bytes]));
  const preparation: Preparation = {
    files: new Map(original),
    original,
    folders: new Set(files.flatMap(({ name }) => foldersOf(name))),
    seen: new Set(),
    preparedFor: new Map(),
    warnings: [],
    means: context,
  };
  const error = await prepareFolder(folder, '', preparation);
  if (error !== null) return { ok: false, error };
  const made = [...preparation.files].map(([name, bytes]) => ({ name, bytes }));
  return { ok: true, value: { files: made, warnings: preparation.warnings } };
}

/** The state while a build is prepared. */
interface Preparation extends ChartsBuild, BuildFolders {
  /** Pairs of a folder and a namespace that its users pass to its charts. */
  readonly seen: Set<string>;
}

function foldersOf(name: string): string[] {
  const folders: string[] = [];
  for (let at = posix.dirname(name); at !== '.' && at !== '/'; at = posix.dirname(at)) folders.push(at);
  return [...folders, '.'];
}

/** `inherited`: the namespace of the kustomization that uses the folder; Kustomize passes it to the folder's charts. */
async function prepareFolder(folder: string, inherited: string, preparation: Preparation): Promise<EngineError | null> {
  const { files, preparedFor, seen } = preparation;
  const name = kustomizationIn(folder, (path) => files.has(path));
  const written = name === null ? null : fieldsAsWritten(new TextDecoder().decode(files.get(name)));
  const fields = written === null ? null : withOwnNames(written);
  const key = JSON.stringify([folder, inherited]);
  if (name === null || fields === null || seen.has(key)) return null; // the engine reports the error
  seen.add(key);
  const refused = refusedPlugin(fields, name, files);
  if (refused !== null) return refused;
  const own = fields['namespace'];
  const namespace = typeof own === 'string' && own !== '' ? own : inherited;
  const local = await withFolders(withPaths(fields, folder, preparation), folder, namespace, preparation);
  if (!local.ok) return local.error;
  const whole = await withCharts(local.value, name, namespace, preparation);
  if (!whole.ok) return whole.error;
  // The engine inserts the origins of resources and needs the standard spelling of field names.
  const isRenamed = JSON.stringify(written) !== JSON.stringify(fields);
  if (whole.value !== fields || isRenamed) files.set(name, encoded(whole.value));
  if (namespace === inherited && isHandedOn(local.value, folder, preparation)) preparedFor.set(folder, inherited);
  return null;
}

/** Prepares the folders that a kustomization builds on. */
async function withFolders(
  fields: JsonObject,
  folder: string,
  namespace: string,
  preparation: Preparation,
): Promise<Answer<JsonObject>> {
  let local = fields;
  for (const entry of folderEntries(fields)) {
    const named = posix.join(folder, entry.text).replace(/\/$/, '');
    if (!preparation.folders.has(named)) continue;
    const built = folderFor(named, namespace, preparation);
    const error = await prepareFolder(built, namespace, preparation);
    if (error !== null) return { ok: false, error };
    if (built !== named) local = withText(local, entry, relativeTo(folder, built));
  }
  return { ok: true, value: local };
}

/** Whether charts of a kustomization, or of what it builds on, are rendered for the namespace passed to it. */
function isHandedOn(fields: JsonObject, folder: string, { preparedFor }: Preparation): boolean {
  return (
    helmChartEntries(fields).some(({ namespace }) => namespace === '') ||
    folderEntries(fields).some(({ text }) => preparedFor.has(posix.join(folder, text).replace(/\/$/, '')))
  );
}

/** Replaces the addresses of fetched files by their paths. */
function withPaths(fields: JsonObject, folder: string, { files, folders }: Preparation): JsonObject {
  return entriesOf(fields).reduce((local, entry) => {
    const address = addressOf(entry.text, entry.loading);
    if (address?.kind === 'git') {
      const at = posix.join(nameInEngine(repositoryFolder(address)), address.folder);
      return folders.has(at) ? withText(local, entry, relativeTo(folder, at)) : local;
    }
    const bytes = address?.kind === 'file' ? files.get(nameInEngine(address.url)) : undefined;
    if (address?.kind !== 'file' || bytes === undefined) return local;
    const at = fileInEngine(folder, address.url);
    files.set(at, bytes);
    return withText(local, entry, relativeTo(folder, at));
  }, fields);
}

function relativeTo(folder: string, path: string): string {
  const relative = posix.relative(folder, path);
  return relative.startsWith('../') ? relative : `./${relative}`;
}

function folderEntries(fields: JsonObject): Entry[] {
  return entriesOf(fields).filter(({ loading }) => loading !== 'file');
}

function encoded(fields: JsonObject): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(fields));
}
