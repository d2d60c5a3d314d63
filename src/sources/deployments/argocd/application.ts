/** Reads an Argo CD Application as a deployment. */
import { type Declaration } from '../declaration.ts';
import { type CreatedNamespace, type Deployment, type DeployedPartKind } from '../deployment.ts';
import { type Field, declarationFields } from '../field.ts';
import { type FoundDeployments } from '../found.ts';
import { type Repository } from '../repository.ts';
import { homeOf } from '../target.ts';
import { environmentOf } from './environment.ts';
import { type Release } from './helm-source.ts';
import { overriddenSource } from './source-overrides.ts';
import { partOf, refOf } from './source.ts';
import { type RefSource } from './value-files.ts';

/** An Application of Argo CD. https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/ */
export async function argocdApplication(declaration: Declaration, repository: Repository): Promise<FoundDeployments> {
  const application = declarationFields(declaration);
  const { notes } = application;
  const name = application.at('metadata', 'name').text() ?? '';
  const namespace = application.at('spec', 'destination', 'namespace').text();
  const parts: DeployedPartKind[] = [];
  const sources = sourcesOf(application);
  const refs = refsOf(sources, repository);
  for (const written of sources) {
    const source = await overriddenSource(written, name, repository);
    const environment = environmentOf(application, source, namespace ?? 'default');
    const release: Release = { name, namespace: namespace ?? 'default' };
    parts.push(...partOf(source, release, { repository, folder: null, refs, environment }));
  }
  const deployment: Deployment = {
    name,
    declaredBy: 'argocd-application',
    target: targetOf(application, declaration),
    namespace,
    place: application.place,
    declaredIn: [...notes.files].sort(),
    parts,
    createsNamespace: createdNamespace(application, namespace),
    unknown: notes.unknown,
  };
  return { deployments: [deployment], problems: notes.problems };
}

/** Argo CD uses `sources` where there are any, and the manifests of the source hydrator where it is configured. */
function sourcesOf(application: Field): Field[] {
  const hydrator = application.at('spec', 'sourceHydrator', 'drySource');
  if (hydrator.map() !== null) return [hydrator];
  const several = application.at('spec', 'sources').items();
  if (several.length > 0) return several;
  const one = application.at('spec', 'source');
  if (one.map() !== null) return [one];
  one.problem('deployment-invalid', 'expected a source or sources, got neither.');
  return [];
}

function refsOf(sources: readonly Field[], repository: Repository): ReadonlyMap<string, RefSource> {
  const named = sources.flatMap((source): [string, RefSource][] => {
    const ref = source.at('ref').text();
    return ref === null ? [] : [[`$${ref}`, refOf(source, repository)]];
  });
  return new Map(named);
}

/** Argo CD's names for its own cluster, whose real name it does not know. */
const ownCluster = ['in-cluster', 'https://kubernetes.default.svc'];

function targetOf(application: Field, declaration: Declaration): string {
  const destination = application.at('spec', 'destination');
  const named = destination.at('name').text() ?? destination.at('server').text();
  return named === null || ownCluster.includes(named.replace(/\/$/, '')) ? homeOf(declaration) : named;
}

/**
 * Argo CD sets its metadata on the namespace by server-side apply, so fields of others stay. Without the option it sets
 * none. https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#namespace-metadata
 */
function createdNamespace(application: Field, name: string | null): CreatedNamespace | null {
  const policy = application.at('spec', 'syncPolicy');
  if (name === null || !policy.at('syncOptions').texts().includes('CreateNamespace=true')) return null;
  const field = policy.at('managedNamespaceMetadata');
  const metadata = { labels: field.at('labels').textMap(), annotations: field.at('annotations').textMap() };
  const isEmpty = Object.values(metadata).every((texts) => Object.keys(texts).length === 0);
  const named = application.at('spec', 'destination', 'namespace').place;
  return { name, managed: isEmpty ? null : { name, named, metadata, written: field.written } };
}
