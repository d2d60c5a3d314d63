/** Evaluates the git generator of an ApplicationSet: folders or files of this repository. */
import { type Json } from '../../../model/json.ts';
import { sayFaults, renderValues } from './template.ts';
import { anew, type Filling } from './text-filling.ts';
import { posix } from 'node:path';
import { comparePaths, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { isDuplicate } from '../../render/duplicate-key.ts';
import { parseManifests } from '../../../yaml/values.ts';
import { type Field } from '../field.ts';
import { globMatcher } from '../../../foundation/text/glob.ts';
import { isThis, isThisTree, type Repository } from '../repository.ts';
import { type GeneratorScope, mostElements } from './generator-scope.ts';
import { type Element, flattened, pathParameters } from './parameters.ts';
import { repositoryNameOf } from './source.ts';

/**
 * One element for each folder that matches a pattern, or for each map in files that match one.
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
  return withValues(git, elements.map(textsOf(git, scope)), scope.filling);
}

/** In Argo CD the segments of a path are a list of strings. */
function textsOf(git: Field, { filling }: GeneratorScope): (element: Element) => Element {
  const prefix = git.at('pathParamPrefix').text();
  const way = [...(prefix === null ? [] : [prefix]), 'path', 'segments'];
  return (element) => (filling.isGo ? { ...element, texts: [way] } : element);
}

function unseen(git: Field, repository: Repository): string | null {
  const url = git.at('repoURL').text() ?? '';
  const revision = git.at('revision').text() ?? '';
  if (!isThis(repository, url, true)) return `${repositoryNameOf(url)} is another repository.`;
  return isThisTree(repository, revision) ? null : `${revision} is another revision of this repository.`;
}

function ofFolders(git: Field, directories: readonly Field[], { repository, filling }: GeneratorScope): Element[] {
  const { isGo } = filling;
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

/** Argo CD skips the root and folders whose name begins with a dot. */
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

async function ofFiles(git: Field, { repository, filling }: GeneratorScope): Promise<Element[]> {
  const patterns = patternsOf(git.at('files').items(), 'git');
  const files = [...repository.tree.files.keys()].filter((path) => {
    const fitting = patterns.filter(({ fits }) => fits(path));
    return fitting.length > 0 && !fitting.some(({ excludes }) => excludes);
  });
  const elements: Element[] = [];
  for (const file of files) {
    if (elements.length > mostElements) break;
    git.notes.files.add(file);
    for (const element of await inFile(git, file, repository, filling.isGo)) elements.push(element);
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
  if (!faults.every(isDuplicate) || !all.every(isJsonMap)) {
    git.problem('deployment-invalid', `${file}: expected a map, or a list of maps, of parameters.`);
  }
  const place = { kind: 'lines', file, first: line, last: line } as const;
  return all.filter(isJsonMap).map((map) => ({ parameters: { ...(isGo ? map : flattened(map)), ...path }, place }));
}

/** The generator's own `values`, which may use its parameters. */
async function withValues(git: Field, elements: readonly Element[], filling: Filling): Promise<Element[]> {
  const field = git.at('values');
  const written = field.textMap();
  if (Object.keys(written).length === 0) return [...elements];
  const rendered = await renderValues(written, elements, anew(filling), (_, isKey) => (isKey ? 'fixed' : 'plain'));
  sayFaults(field, rendered);
  return elements.map((element, index) => withValue(element, rendered[index]?.value ?? {}, filling.isGo));
}

function withValue({ parameters, place, texts = [] }: Element, values: Json, isGo: boolean): Element {
  return isGo
    ? { parameters: { ...parameters, values }, place, texts: [...texts, ['values']] }
    : { parameters: { ...parameters, ...flattened(values, 'values') }, place };
}
