import { type Lines } from '../../../model/problem.ts';
import { at, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type JsonObject, type Path } from '../../../model/json.ts';
import { openYaml } from '../../../yaml/positions.ts';
import { parseManifests } from '../../../yaml/values.ts';

/** A dependency that a chart declares and does not have under charts/. */
export interface Dependency {
  readonly name: string;
  /** As written: an address, `@name`, `alias:name`; empty where nothing is said. */
  readonly repository: string;
  /** What Chart.yaml asks for: a version or a range; empty for any. */
  readonly range: string;
  /** What Chart.lock chose; null where it says nothing of it. */
  readonly locked: string | null;
  /** The line that chooses the version. */
  readonly chosenAt: Lines;
}

/** The files of a chart by their path in it, as far as they are needed to know what it lacks. */
export interface DependencyFiles {
  readonly names: readonly string[];
  /** Null for what is not there, or no text. */
  readonly text: (name: string) => Promise<string | null>;
  /** What the file is called in a place. */
  readonly path: (name: string) => string;
}

/** Charts of apiVersion v1 declare their dependencies in a file of their own, which counts where it is there. */
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
    // Where the range leaves a choice, the lock file made it.
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
  /** How many entries of that name stand before it: under aliases, there may be several. */
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

/** Whether a chart of that name is under charts/: in a folder of whatever name, or packed under its own. */
async function subchartNames({ names, text }: DependencyFiles): Promise<(name: string) => boolean> {
  const known = new Set<string>();
  const packed = names.filter((name) => /^charts\/[^/]+\.tgz$/.test(name));
  for (const name of names.filter((each) => /^charts\/[^/]+\/Chart\.yaml$/.test(each))) {
    const value = parseManifests((await text(name)) ?? '').documents[0]?.value;
    if (isJsonMap(value)) known.add(textAt(value, 'name'));
  }
  return (name) => known.has(name) || packed.some((file) => isArchiveOf(file.slice('charts/'.length), name));
}

/** `redis-1.2.3.tgz` is of redis, and not of a chart `redis-cluster`. */
function isArchiveOf(file: string, name: string): boolean {
  return file.startsWith(`${name}-`) && /^v?\d/.test(file.slice(name.length + 1));
}

/** A text as Helm reads it: a number that nobody quoted is none. */
function textAt(map: JsonObject, key: string): string {
  const value = map[key];
  return typeof value === 'string' ? value : '';
}

/** The lines of a field, or of its nearest parent, in a file of one document. */
export function linesAt(file: string, text: string, path: Path): Lines {
  const located = openYaml(text).locate(0, path);
  return { kind: 'lines', file, first: located?.first ?? 1, last: located?.last ?? 1 };
}
