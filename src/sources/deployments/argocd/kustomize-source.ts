/** Reads a Kustomize source of an Argo CD Application. */
import { type Json } from '../../../model/json.ts';
import { type KustomizePart } from '../deployment.ts';
import { type Field } from '../field.ts';
import { imageOf, maps, nonEmpty, placesOf, someOf, withoutNull } from '../kustomization-fields.ts';
import { substituted } from './environment.ts';
import { type PathScope } from './value-files.ts';

/**
 * A source that Argo CD builds with Kustomize. Before the build Argo CD edits the folder's kustomization as `kustomize
 * edit` does. https://argo-cd.readthedocs.io/en/stable/user-guide/kustomize/
 */
export function kustomizePart(source: Field, folder: string, scope: PathScope): KustomizePart {
  const kustomize = source.at('kustomize');
  const kubeVersion = kustomize.at('kubeVersion').text();
  return {
    kind: 'kustomize',
    folder,
    generated: false,
    overrides: withoutNull({
      namePrefix: kustomize.at('namePrefix').text(),
      nameSuffix: kustomize.at('nameSuffix').text(),
      namespace: kustomize.at('namespace').text(),
      images: someOf(kustomize.at('images').texts().map(imageOf)),
      replicas: someOf(kustomize.at('replicas').items().map(replicaOf)),
      ...labels(kustomize),
      commonAnnotations: annotations(kustomize, scope),
      patches: someOf(maps(kustomize.at('patches'))),
      components: someOf(kustomize.at('components').texts()),
    }),
    ...placesOf(kustomize.at('patches')),
    ...(kubeVersion === null ? {} : { kubeVersion }),
    substitute: null,
    commonMetadata: null,
  };
}

/** Kustomize also writes `commonLabels` into selectors; `labels` only where it is told to. */
function labels(kustomize: Field): Record<string, Json> {
  const pairs = nonEmpty(kustomize.at('commonLabels').textMap());
  if (pairs === null || !kustomize.at('labelWithoutSelector').flag()) return { commonLabels: pairs };
  const includeTemplates = kustomize.at('labelIncludeTemplates').flag();
  return { labels: [{ pairs, includeSelectors: false, includeTemplates }] };
}

function annotations(kustomize: Field, scope: PathScope): Json {
  const field = kustomize.at('commonAnnotations');
  const written = field.textMap();
  if (!kustomize.at('commonAnnotationsEnvsubst').flag()) return nonEmpty(written);
  const entries = Object.entries(written).flatMap(([key, value]): [string, string][] => {
    const text = substituted(field.at(key), value, scope.environment);
    return text === null ? [] : [[key, text]];
  });
  return nonEmpty(Object.fromEntries(entries));
}

function replicaOf(field: Field): Json {
  const { name, count } = field.map() ?? {};
  return { name: name ?? null, count: typeof count === 'string' ? Number(count) : (count ?? null) };
}
