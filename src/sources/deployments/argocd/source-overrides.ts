/** Applies .argocd-source.yaml files to a source of an Argo CD Application. */
import { posix } from 'node:path';
import { at, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type Declaration, declarationsIn } from '../declaration.ts';
import { Field } from '../field.ts';
import { mergePatch } from '../merge.ts';
import { inside } from '../paths.ts';
import { type Repository } from '../repository.ts';

/** Fields that these files cannot override. */
const fixed = ['chart', 'path', 'repoURL', 'targetRevision'];

/**
 * The source with `.argocd-source.yaml` and `.argocd-source-NAME.yaml` of its folder merged over it, as Argo CD's image
 * updater writes them. https://argo-cd.readthedocs.io/en/stable/user-guide/parameters/
 */
export async function overriddenSource(source: Field, name: string, repository: Repository): Promise<Field> {
  const path = source.at('path').text();
  const folder = path === null ? null : inside('.', path);
  if (folder === null) return source;
  let overridden = source;
  for (const file of ['.argocd-source.yaml', `.argocd-source-${name}.yaml`].map((one) => posix.join(folder, one))) {
    const patch = await patchIn(file, repository);
    if (patch === null) continue;
    source.notes.files.add(file);
    overridden = laidOver(overridden, patch);
  }
  return overridden;
}

async function patchIn(file: string, { tree, texts }: Repository): Promise<Declaration | null> {
  if (!tree.files.has(file)) return null;
  const text = await texts.of(file);
  return text.ok ? (declarationsIn(file, text.text)[0] ?? null) : null;
}

function laidOver(source: Field, patch: Declaration): Field {
  const changes = Object.entries(patch.object).filter(([key]) => !fixed.includes(key));
  const merged = mergePatch(source.value, Object.fromEntries(changes));
  const object = isJsonMap(merged) ? merged : {};
  const laid: Declaration = {
    object,
    from: null,
    written: (path) => (isFrom(patch.object, source.value, path) ? patch.written(path) : source.at(...path).written),
  };
  return new Field(laid, [], source.notes);
}

/** Whether the value at a path comes from the patch; a map does only where the source has nothing there. */
function isFrom(patch: Json, source: Json, path: Path): boolean {
  const own = at(patch, path);
  return own !== undefined && (!isJsonMap(own) || at(source, path) === undefined);
}
