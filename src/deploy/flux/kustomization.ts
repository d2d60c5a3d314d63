import { type JsonObject, type Substitution } from '../../model.ts';
import { type Declaration } from '../declaration.ts';
import { type Deployment, type KustomizePart } from '../deployment.ts';
import { type Field, fieldsOf } from '../field.ts';
import { type Found } from '../found.ts';
import { maps, placesOf, someOf, withoutNull } from '../kustomization-fields.ts';
import { inside, insideOf } from '../paths.ts';
import { kustomizationIn, type Repository } from '../repository.ts';
import { clusterOf } from './cluster.ts';
import { gitSource, ownSource, sayIncluded } from './git-source.ts';
import { commonMetadata } from './common-metadata.ts';
import { lookUp } from './lookup.ts';

/** A Kustomization of Flux. https://fluxcd.io/flux/components/kustomize/kustomizations/ */
export function fluxKustomization(declaration: Declaration, repository: Repository): Found {
  const kustomization = fieldsOf(declaration);
  const { notes } = kustomization;
  const spec = kustomization.at('spec');
  const own = kustomization.at('metadata', 'namespace').text() ?? declaration.from?.namespace ?? null;
  const folder = folderOf(spec, own, repository);
  const deployment: Deployment = {
    name: kustomization.at('metadata', 'name').text() ?? '',
    declaredBy: 'flux-kustomization',
    target: clusterOf(spec, declaration),
    namespace: spec.at('targetNamespace').text(),
    place: kustomization.place,
    parts: folder === null ? [] : [part(spec, folder, own, repository)],
    declaredIn: [...notes.files].sort(),
    createsNamespace: null,
    unknown: notes.unknown,
  };
  return { deployments: [deployment], problems: notes.problems };
}

/** The folder in this repository; null where it is elsewhere, which is said. */
function folderOf(spec: Field, namespace: string | null, repository: Repository): string | null {
  const path = spec.at('path');
  const folder = insideOf(path, '.', path.text() ?? '.');
  if (folder === null) return null;
  const why = unseen(spec.at('sourceRef'), namespace, repository, repository.folders.has(folder));
  if (why !== null) {
    spec.at('sourceRef').unknown(why, 'manifests');
    return null;
  }
  if (repository.folders.has(folder)) return folder;
  path.problem('deployment-invalid', `there is no folder ${folder}; expected one in this repository.`);
  return null;
}

function unseen(reference: Field, namespace: string | null, repository: Repository, seems: boolean): string | null {
  const kind = reference.at('kind').text() ?? '';
  const name = reference.at('name').text() ?? '';
  if (kind !== 'GitRepository') return `what ${kind}/${name} holds is not looked at.`;
  const wanted = { kind, name, namespace: reference.at('namespace').text() ?? namespace };
  const source = lookUp(repository, reference, wanted);
  if (source !== null) {
    const { why } = gitSource(source, repository, seems);
    if (why === null) sayIncluded(source, reference, 'manifests');
    return why;
  }
  return name === ownSource && seems ? null : `GitRepository/${name} is not in this repository.`;
}

function part(spec: Field, folder: string, namespace: string | null, repository: Repository): KustomizePart {
  return {
    kind: 'kustomize',
    folder,
    generated: kustomizationIn(repository, folder) === null,
    overrides: overridesOf(spec, folder, repository),
    ...placesOf(spec.at('patches')),
    substitute: substitution(spec.at('postBuild'), namespace, repository),
    commonMetadata: commonMetadata(spec),
  };
}

function overridesOf(spec: Field, folder: string, repository: Repository): JsonObject {
  const ignoreMissing = spec.at('ignoreMissingComponents').flag();
  const components = spec
    .at('components')
    .texts()
    .filter((component) => {
      const at = inside(folder, component);
      return !ignoreMissing || (at !== null && repository.folders.has(at));
    });
  return withoutNull({
    namePrefix: spec.at('namePrefix').text(),
    nameSuffix: spec.at('nameSuffix').text(),
    namespace: spec.at('targetNamespace').text(),
    images: someOf(maps(spec.at('images'))),
    patches: someOf(maps(spec.at('patches'))),
    components: someOf(components),
  });
}

/** What is written in the Kustomization counts before what it refers to, a later reference before an earlier. */
function substitution(postBuild: Field, namespace: string | null, repository: Repository): Substitution | null {
  const inline = postBuild.at('substitute').textMap();
  const references = postBuild.at('substituteFrom').items();
  if (Object.keys(inline).length === 0 && references.length === 0) return null;
  const found = references.map((reference) => variablesOf(reference, namespace, repository));
  const entries = [...found, inline].flatMap((variables) => Object.entries(variables ?? {}));
  return { variables: Object.fromEntries(entries.map(withoutBreaks)), complete: !found.includes(null) };
}

/** Flux takes line breaks out of values. */
function withoutBreaks([name, value]: readonly [string, string]): [string, string] {
  return [name, value.replaceAll('\n', '')];
}

function variablesOf(
  reference: Field,
  namespace: string | null,
  repository: Repository,
): Record<string, string> | null {
  const kind = reference.at('kind').text() ?? '';
  const name = reference.at('name').text() ?? '';
  const configMap = kind === 'ConfigMap' ? lookUp(repository, reference, { kind, name, namespace }) : null;
  if (configMap !== null && !configMap.isEncrypted) return configMap.at('data').textMap();
  const why = kind === 'ConfigMap' ? 'is not in this repository' : 'is known only to the cluster';
  reference.unknown(`${kind}/${name} ${why}.`, 'variables');
  return null;
}
