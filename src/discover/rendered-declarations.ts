import { type Declaration } from '../deploy/declaration.ts';
import { type Engines } from '../engine/engines.ts';
import { locateInTemplate } from '../locate/helm.ts';
import { type Open } from '../locate/locate.ts';
import { type HelmSource, type Manifest, type Tree } from '../model.ts';
import { finished } from '../render/finish.ts';
import { readRendering, requestOf, type Traced, tracedOf, valuesLacking } from '../render/helm.ts';
import { openYaml, type OpenYaml } from '../yaml/positions.ts';

/** What it takes to render a chart for what it declares. */
export interface ChartMeans {
  readonly tree: Tree;
  readonly engines: Pick<Engines, 'helm' | 'kustomize'>;
  readonly kubernetesVersion: string;
}

/** The objects of a chart, each field at its line of the template. A chart that fails says so where it is rendered. */
export async function declarationsRendered(
  source: HelmSource,
  { tree, engines, kubernetesVersion }: ChartMeans,
): Promise<Declaration[]> {
  if (valuesLacking(source, tree).length > 0) return [];
  const answer = await engines.helm.render(await requestOf(source, tree, kubernetesVersion, true));
  if (!answer.ok) return [];
  const { lines } = tracedOf(source, answer.value);
  const { manifests } = await finished(readRendering(source, answer.value), engines);
  return manifests.map((manifest) => declarationOf(manifest, source, lines));
}

/** A template is no document: nothing is edited in it by the way to a field. */
export const noDocument = -1;

function declarationOf(manifest: Manifest, { target, namespace }: HelmSource, traced: Traced['lines']): Declaration {
  const { object, origin } = manifest;
  let opened: OpenYaml | null = null;
  const open: Open = (text) => (opened ??= openYaml(text));
  return {
    object,
    from: { target, namespace },
    written(path) {
      // The object itself begins with its version, nearly always.
      const way = path.length === 0 ? ['apiVersion'] : path;
      const place =
        origin.kind === 'helm' ? locateInTemplate(origin, way, open, traced.get(origin.name) ?? null) : null;
      if (place?.kind === 'lines') {
        const { file, first, last } = place;
        return { file, document: noDocument, path, first, last };
      }
      const file = place?.kind === 'file' ? place.file : '';
      return { file, document: noDocument, path, first: 1, last: 1 };
    },
  };
}
