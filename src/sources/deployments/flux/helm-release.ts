/** Reads a Flux HelmRelease as a deployment. */
import { createHash } from 'node:crypto';
import { type Json, type JsonObject } from '../../../model/json.ts';
import { type Declaration } from '../declaration.ts';
import { type CreatedNamespace, type Deployment, type DeploymentLayer, type HelmPart } from '../deployment.ts';
import { type Field, declarationFields } from '../field.ts';
import { type FoundDeployments } from '../found.ts';
import { maps, someOf, withoutNull } from '../kustomization-fields.ts';
import { type Repository } from '../repository.ts';
import { releasedChart, type ReleasedChart } from './chart.ts';
import { clusterOf } from './cluster.ts';
import { commonMetadata } from './common-metadata.ts';
import { releasedValues } from './values.ts';

/** A HelmRelease of Flux. https://fluxcd.io/flux/components/helm/helmreleases/ */
export async function fluxHelmRelease(declaration: Declaration, repository: Repository): Promise<FoundDeployments> {
  const release = declarationFields(declaration);
  const { notes } = release;
  const spec = release.at('spec');
  const name = release.at('metadata', 'name').text() ?? '';
  const own = release.at('metadata', 'namespace').text() ?? declaration.from?.namespace ?? null;
  const target = spec.at('targetNamespace').text();
  const layers = await releasedValues(spec, own, repository);
  const chart = releasedChart(release, own, repository);
  const releaseName = spec.at('releaseName').text() ?? shortened(target === null ? name : `${target}-${name}`);
  const deployment: Deployment = {
    name,
    declaredBy: 'flux-helmrelease',
    target: clusterOf(spec, declaration),
    namespace: target ?? own,
    place: release.place,
    declaredIn: [...notes.files].sort(),
    parts:
      chart === null ? [] : [part(spec, chart, layers, { name: releaseName, namespace: target ?? own ?? 'default' })],
    createsNamespace: createdNamespace(spec, target ?? own),
    unknown: notes.unknown,
  };
  return { deployments: [deployment], problems: notes.problems };
}

function createdNamespace(spec: Field, name: string | null): CreatedNamespace | null {
  return name !== null && spec.at('install', 'createNamespace').flag() ? { name, managed: null } : null;
}

function part(
  spec: Field,
  { chart, layers }: ReleasedChart,
  values: readonly DeploymentLayer[],
  release: HelmPart['release'],
): HelmPart {
  return {
    kind: 'helm',
    chart,
    release,
    layers: [...layers, ...values],
    set: [],
    skipCrds: spec.at('install', 'crds').text() === 'Skip',
    skipSchemaValidation: spec.at('install', 'disableSchemaValidation').flag(),
    apiVersions: [],
    kubeVersion: null,
    postRender: spec.at('postRenderers').items().flatMap(postRenderer),
    commonMetadata: commonMetadata(spec),
  };
}

function postRenderer(entry: Field): JsonObject[] {
  const kustomize = entry.at('kustomize');
  const fields = ['patches', 'images', 'patchesStrategicMerge', 'patchesJson6902'];
  const given = fields.map((name): [string, Json] => [name, someOf(maps(kustomize.at(name)))]);
  const kustomization = withoutNull(Object.fromEntries(given));
  return Object.keys(kustomization).length === 0 ? [] : [kustomization];
}

/** Helm accepts 53 characters; of a longer name Flux keeps 40 and adds a hash. */
function shortened(name: string): string {
  if (name.length <= 53) return name;
  return `${name.slice(0, 40)}-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}
