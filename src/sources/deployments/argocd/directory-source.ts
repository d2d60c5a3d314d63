/** Reads a directory source of an Argo CD Application: plain manifests. */
import { type DirectoryPart } from '../deployment.ts';
import { type Field } from '../field.ts';
import { filesBelow } from '../../../snapshot/folders.ts';
import { globMatcher } from '../../../foundation/text/glob.ts';
import { endingOf } from '../paths.ts';
import { type Repository } from '../repository.ts';

/** A folder of plain manifests. https://argo-cd.readthedocs.io/en/stable/user-guide/directory/ */
export function directoryPart(source: Field, folder: string, { folders }: Repository): DirectoryPart {
  const directory = source.at('directory');
  const recurse = directory.at('recurse').flag();
  const include = patternOf(directory.at('include'));
  const exclude = patternOf(directory.at('exclude'));
  const wanted = filesBelow(folders, folder, recurse).filter((path) => {
    const name = folder === '.' ? path : path.slice(folder.length + 1);
    return exclude?.(name) !== true && include?.(name) !== false;
  });
  const jsonnet = wanted.filter((path) => path.endsWith('.jsonnet'));
  if (jsonnet.length > 0) {
    source.at('path').unknown(`${jsonnet.slice(0, 3).join(', ')}: Jsonnet is not rendered.`, 'manifests');
  }
  const files = wanted.filter((path) => manifestEndings.has(endingOf(path)));
  return { kind: 'directory', folder, recurse, files };
}

const manifestEndings = new Set(['.yaml', '.yml', '.json']);

/** Argo CD's file patterns: `*` also matches `/`. */
function patternOf(field: Field): ((name: string) => boolean) | null {
  const pattern = field.text();
  return pattern === null ? null : globMatcher(pattern, 'gobwas');
}
