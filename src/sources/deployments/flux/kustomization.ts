/** Reads a Flux Kustomization as a deployment. */
import { type JsonObject } from '../../../model/json.ts';
import { type Substitution } from '../../../model/source.ts';
import { type Declaration } from '../declaration.ts';
import { type Deployment, type KustomizePart } from '../deployment.ts';
import { type Field, declarationFields } from '../field.ts';
import { type FoundDeployments } from '../found.ts';
import { maps, placesOf, someOf, withoutNull } from '../kustomization-fields.ts';
import { inside, insideOf } from '../paths.ts';
import { kustomizationOfFolder, type Repository } from '../repository.ts';
import { clusterOf } from './cluster.ts';
import { gitSource, isLikelyOwn, ownSource, sayIncluded, whyUndeclared } from './git-source.ts';
import { commonMetadata } from './common-metadata.ts';
import { lookUp } from './lookup.ts';

/** A Kustomization of Flux. https://fluxcd.io/flux/components/kustomize/kustomizations/ */
export function fluxKustomization(declaration: Declaration, repository: Repository): FoundDeployments {
  const kustomization = declarationFields(declaration);
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

/** The folder in this repository; null where it is elsewhere, which is noted. */
function folderOf(spec: Field, namespace: string | null, repository: Repository): string | null {
  const path = spec.at('path');
  const folder = insideOf(path, '.', path.text() ?? '.');
  if (folder === null) return null;
  if (!isOwn(spec.at('sourceRef'), namespace, repository, folder)) return null;
  if (repository.folders.has(folder)) return folder;
  path.problem('deployment-invalid', `there is no folder ${folder}; expected one in this repository.`);
  return null;
}

/** Whether its source is this repository; what is not known about that is noted. */
function isOwn(reference: Field, namespace: string | null, repository: Repository, folder: string): boolean {
  const kind = reference.at('kind').text() ?? '';
  const name = reference.at('name').text() ?? '';
  const isHere = repository.folders.has(folder);
  const wanted = { kind, name, namespace: reference.at('namespace').text() ?? namespace };
  const source = kind === 'GitRepository' ? lookUp(repository, reference, wanted) : null;
  if (source !== null) return isOwnGit(source, reference, repository, isHere);
  if (kind === 'GitRepository' && name === ownSource && isHere) return true;
  const why = whyUndeclared({ kind, name });
  const isLikely = isLikelyOwn(kind, folder, isHere);
  const taken = `; it is assumed to be this repository, which has the folder ${folder}.`;
  reference.unknown(`${why}${isLikely ? taken : '.'}`, 'manifests');
  return isLikely;
}

function isOwnGit(source: Field, reference: Field, repository: Repository, isHere: boolean): boolean {
  const { why } = gitSource(source, repository, isHere);
  if (why === null) sayIncluded(source, reference, 'manifests');
  else reference.unknown(why, 'manifests');
  return why === null;
}

function part(spec: Field, folder: string, namespace: string | null, repository: Repository): KustomizePart {
  return {
    kind: 'kustomize',
    folder,
    generated: kustomizationOfFolder(repository, folder) === null,
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

/** Variables in the Kustomization itself win over referenced ones, and later references over earlier ones. */
function substitution(postBuild: Field, namespace: string | null, repository: Repository): Substitution | null {
  const inline = postBuild.at('substitute').textMap();
  const references = postBuild.at('substituteFrom').items();
  if (Object.keys(inline).length === 0 && references.length === 0) return null;
  const found = references.map((reference) => variablesOf(reference, namespace, repository));
  const entries = [...found, inline].flatMap((variables) => Object.entries(variables ?? {}));
  return { variables: Object.fromEntries(entries.map(withoutBreaks)), complete: !found.includes(null) };
}

/** Flux removes line breaks from values. */
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
  const holder = lookUp(repository, reference, { kind, name, namespace });
  if (kind === 'ConfigMap' && holder !== null && !holder.isEncrypted) return holder.at('data').textMap();
  const whyUnseen = kind === 'ConfigMap' ? 'is not in this repository' : 'is known only to the cluster';
  const why = holder === null ? whyUnseen : 'is in this repository, but its values are not read';
  reference.unknown(`${kind}/${name} ${why}.`, 'variables', holder?.value ?? null);
  return null;
}
