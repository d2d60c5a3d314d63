import { posix } from 'node:path';
import { comparePaths, isJsonList, isJsonMap } from '../../json.ts';
import { type JsonObject } from '../../model.ts';
import { parseManifests } from '../../yaml/values.ts';
import { type Field } from '../field.ts';
import { globMatcher } from '../glob.ts';
import { isThis, isThisTree, type Repository } from '../repository.ts';
import { type GeneratorScope, mostElements } from './generator-scope.ts';
import { type Element, flattened, pathParameters } from './parameters.ts';
import { nameOf } from './source.ts';
import { renderValue } from './template.ts';

/**
 * An application for each folder that fits a pattern, or for each map in files that do.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Git/
 */
export async function gitElements(git: Field, scope: GeneratorScope): Promise<Element[] | null> {
  const why = unseen(git, scope.repository);
  if (why !== null) {
    git.unknown(why, 'applications');
    return null;
  }
  const directories = git.at('directories').items();
  const elements = directories.length > 0 ? ofFolders(git, directories, scope) : await ofFiles(git, scope);
  return elements.map(({ parameters, place }) => ({ parameters: withValues(git, parameters, scope.isGo), place }));
}

function unseen(git: Field, repository: Repository): string | null {
  const url = git.at('repoURL').text() ?? '';
  const revision = git.at('revision').text() ?? '';
  if (!isThis(repository, url, true)) return `${nameOf(url)} is another repository.`;
  return isThisTree(repository, revision) ? null : `${revision} is another revision of this repository.`;
}

function ofFolders(git: Field, directories: readonly Field[], { repository, isGo }: GeneratorScope): Element[] {
  const prefix = git.at('pathParamPrefix').text();
  const patterns = patternsOf(directories, 'path');
  const folders = [...repository.folders.keys()].filter((folder) => !isHidden(folder));
  return folders
    .sort((a, b) => comparePaths(a.split('/'), b.split('/')))
    .flatMap((folder): Element[] => {
      const fitting = patterns.filter(({ fits }) => fits(folder));
      const [first] = fitting;
      if (first === undefined || fitting.some(({ excludes }) => excludes)) return [];
      return [{ parameters: pathParameters(folder, null, prefix, isGo), place: first.item.place }];
    })
    .slice(0, mostElements + 1);
}

/** Argo CD does not go into folders whose name begins with a dot, nor does it take the root. */
function isHidden(folder: string): boolean {
  return folder.split('/').some((part) => part.startsWith('.'));
}

interface Pattern {
  readonly item: Field;
  readonly fits: (path: string) => boolean;
  readonly excludes: boolean;
}

function patternsOf(items: readonly Field[], dialect: 'path' | 'git'): Pattern[] {
  return items.map((item) => ({
    item,
    fits: globMatcher(item.at('path').text() ?? '', dialect),
    excludes: item.at('exclude').flag(),
  }));
}

async function ofFiles(git: Field, { repository, isGo }: GeneratorScope): Promise<Element[]> {
  const patterns = patternsOf(git.at('files').items(), 'git');
  const files = [...repository.tree.files.keys()].filter((path) => {
    const fitting = patterns.filter(({ fits }) => fits(path));
    return fitting.length > 0 && !fitting.some(({ excludes }) => excludes);
  });
  const elements: Element[] = [];
  for (const file of files) {
    if (elements.length > mostElements) break;
    git.notes.files.add(file);
    for (const element of await inFile(git, file, repository, isGo)) elements.push(element);
  }
  return elements;
}

async function inFile(git: Field, file: string, { texts }: Repository, isGo: boolean): Promise<Element[]> {
  const prefix = git.at('pathParamPrefix').text();
  const path = pathParameters(posix.dirname(file), file, prefix, isGo);
  const text = await texts.of(file);
  if (!text.ok) {
    git.notes.problems.push(text.problem);
    return [];
  }
  const { documents, faults } = parseManifests(text.text);
  const line = documents[0]?.line ?? 1;
  const value = documents[0]?.value ?? {};
  const all = isJsonList(value) ? value : [value];
  if (faults.length > 0 || !all.every(isJsonMap)) {
    git.problem('deployment-invalid', `${file}: expected a map, or a list of maps, of parameters.`);
  }
  const place = { kind: 'lines', file, first: line, last: line } as const;
  return all.filter(isJsonMap).map((map) => ({ parameters: { ...(isGo ? map : flattened(map)), ...path }, place }));
}

/** The generator's own `values`, in which its parameters can stand. */
function withValues(git: Field, parameters: JsonObject, isGo: boolean): JsonObject {
  const written = git.at('values').textMap();
  if (Object.keys(written).length === 0) return parameters;
  const { value, faults } = renderValue(written, parameters, isGo);
  for (const why of faults) git.at('values').unknown(why, 'applications');
  return isGo ? { ...parameters, values: value } : { ...parameters, ...flattened(value, 'values') };
}
