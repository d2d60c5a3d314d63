import { type BuiltFrom, builtDeclaration, documentsIn } from '../deploy/built-declaration.ts';
import { type Declaration } from '../deploy/declaration.ts';
import { declarationsOf } from '../deploy/find-deployments.ts';
import { type Engines } from '../engine/engines.ts';
import { type Json, type KustomizeSource } from '../model.ts';
import { lastChanges } from '../render/finish.ts';
import { isKubernetesObject } from '../render/objects.ts';
import { buildOf } from '../render/kustomize.ts';
import { type Texts } from '../texts.ts';
import { type Deployable } from './deployed.ts';

/** What it takes to build a kustomization for what it declares. */
export interface BuildMeans {
  readonly texts: Texts;
  readonly deployable: Deployable;
  readonly engines: Pick<Engines, 'kustomize'>;
}

/** The objects of a build. One that fails says so where it is rendered; what its resources declare is taken as it is. */
export async function declarationsBuilt(
  source: KustomizeSource,
  from: Declaration['from'],
  { texts, deployable, engines }: BuildMeans,
): Promise<Declaration[]> {
  // Charts in it are left out: what they deploy is known when it is rendered.
  const answer = await buildOf(source, deployable.tree, engines, null);
  const documents = await documentsOf(source.reads, texts);
  if (!answer.ok) {
    const files = source.reads.filter((path) => deployable.manifests.has(path)).filter(isResource(deployable));
    return (await declarationsOf(texts, files)).map((declaration) => ({ ...declaration, from }));
  }
  return answer.value.resources.flatMap(({ text, origin }) => {
    if (origin === null) return [];
    const built = JSON.parse(text) as Json;
    if (!isKubernetesObject(built)) return [];
    const object = source.finishing === null ? built : lastChanges(built, source.finishing);
    return builtDeclaration({ object, original: origin.original, file: origin.path }, documents, from) ?? [];
  });
}

/** Whether a file holds whole objects: a kustomization's patches hold parts of some. */
export function isResource({ kustomizations, named }: Deployable): (path: string) => boolean {
  const resources = new Set([...kustomizations.values()].flatMap((kustomization) => kustomization.resources));
  return (path) => !named.has(path) || resources.has(path);
}

async function documentsOf(files: readonly string[], texts: Texts): Promise<BuiltFrom[]> {
  const read = await Promise.all(files.map(async (file) => ({ file, text: await texts.of(file) })));
  return read.flatMap(({ file, text }) => (text.ok ? documentsIn(file, text.text) : []));
}
