/** Finds the dependencies that a chart declares but does not contain. */
import { type Lines } from '../../../model/problem.ts';
import { at, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type JsonObject, type Path } from '../../../model/json.ts';
import { openYaml } from '../../../yaml/positions.ts';
import { parseManifests } from '../../../yaml/values.ts';

/** A dependency that a chart declares and that is not under charts/. */
export interface Dependency {
  readonly name: string;
  /** As written: an address, `@name` or `alias:name`; empty where none is given. */
  readonly repository: string;
  /** The version or range in Chart.yaml; empty for any. */
  readonly range: string;
  /** The version in Chart.lock; null where it has none. */
  readonly locked: string | null;
  /** The line that sets the version. */
  readonly chosenAt: Lines;
}

/** The files of a chart by their path in it: those needed to find missing dependencies. */
export interface DependencyFiles {
  readonly names: readonly string[];
  /** Null for a file that does not exist or is not text. */
  readonly text: (name: string) => Promise<string | null>;
  /** The name of the file in places. */
  readonly path: (name: string) => string;
}

/** Charts of apiVersion v1 declare their dependencies in a separate file, which counts where it exists. */
const declarations = [
  { file: 'requirements.yaml', lock: 'requirements.lock' },
  { file: 'Chart.yaml', lock: 'Chart.lock' },
] as const;

/** In the order of the declaration. */
export async function missingDependencies(files: DependencyFiles): Promise<Dependency[]> {
  const declaration = declarations.find(({ file }) => files.names.includes(file));
  const text = declaration === undefined ? null : await files.text(declaration.file);
  if (declaration === undefined || text?.includes('dependencies') !== true) return [];
  const declared = declaredIn(text);
  const isPresent = declared.length === 0 ? () => true : await subchartNames(files);
  const missing = declared.filter(({ name }) => !isPresent(name));
  if (missing.length === 0) return [];
  const lock = files.names.includes(declaration.lock) ? ((await files.text(declaration.lock)) ?? '') : '';
  const locked = declaredIn(lock);
  return missing.map(({ name, ordinal, repository, version, path }): Dependency => {
    const chosen = locked.find((entry) => entry.name === name && entry.ordinal === ordinal && entry.version !== '');
    // Where the range allows several versions, the lock file sets the version.
    const chosenAt =
      chosen === undefined || chosen.version === version
        ? linesAt(files.path(declaration.file), text, [...path, 'version'])
        : linesAt(files.path(declaration.lock), lock, [...chosen.path, 'version']);
    return { name, repository, range: version, locked: chosen?.version ?? null, chosenAt };
  });
}

/** An entry of Chart.yaml, or of its lock file. */
interface Entry {
  readonly name: string;
  /** Number of earlier entries of the same name: with aliases there may be several. */
  readonly ordinal: number;
  readonly repository: string;
  readonly version: string;
  /** From the root of the document. */
  readonly path: Path;
}

function declaredIn(text: string): Entry[] {
  const list = at(parseManifests(text).documents[0]?.value, ['dependencies']);
  const seen = new Map<string, number>();
  return (isJsonList(list) ? list : []).flatMap((entry, index): Entry[] => {
    const name = isJsonMap(entry) ? textAt(entry, 'name') : '';
    if (!isJsonMap(entry) || name === '') return [];
    const ordinal = seen.get(name) ?? 0;
    seen.set(name, ordinal + 1);
    const path = ['dependencies', index];
    return [{ name, ordinal, repository: textAt(entry, 'repository'), version: textAt(entry, 'version'), path }];
  });
}

/** Returns whether a chart of a name is under charts/: as a folder of any name, or packed under its own name. */
async function subchartNames({ names, text }: DependencyFiles): Promise<(name: string) => boolean> {
  const known = new Set<string>();
  const packed = names.filter((name) => /^charts\/[^/]+\.tgz$/.test(name));
  for (const name of names.filter((each) => /^charts\/[^/]+\/Chart\.yaml$/.test(each))) {
    const value = parseManifests((await text(name)) ?? '').documents[0]?.value;
    if (isJsonMap(value)) known.add(textAt(value, 'name'));
  }
  return (name) => known.has(name) || packed.some((file) => isArchiveOf(file.slice('charts/'.length), name));
}

/** `redis-1.2.3.tgz` is an archive of redis; an archive of `redis-cluster` is not. */
function isArchiveOf(file: string, name: string): boolean {
  return file.startsWith(`${name}-`) && /^v?\d/.test(file.slice(name.length + 1));
}

/** A string as Helm reads it: an unquoted number is not one. */
function textAt(map: JsonObject, key: string): string {
  const value = map[key];
  return typeof value === 'string' ? value : '';
}

/** The lines of a field, or of its nearest existing parent, in a file with one document. */
export function linesAt(file: string, text: string, path: Path): Lines {
  const located = openYaml(text).locate(0, path);
  return { kind: 'lines', file, first: located?.first ?? 1, last: located?.last ?? 1 };
}
