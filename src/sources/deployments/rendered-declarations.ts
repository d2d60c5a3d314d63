/** Renders a chart to read the deployments that its objects declare. */
import { posix } from 'node:path';
import { type Declaration, noDocument } from './declaration.ts';
import { deploys } from './find-deployments.ts';
import { type Engines } from '../../engine/engines.ts';
import { locateInTemplate } from '../helm/locate/helm.ts';
import { type Open } from '../locate/side.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type Problem } from '../../model/problem.ts';
import { type HelmSource } from '../../model/source.ts';
import { type Tree } from '../../model/tree.ts';
import { finished } from '../render/finish.ts';
import { readRendering, requestOf, type Traced, tracedOf, valuesLacking } from '../helm/render/render.ts';
import { openYaml, type OpenYaml } from '../../yaml/positions.ts';

/** What rendering a chart for its declarations needs. */
export interface ChartContext {
  readonly tree: Tree;
  readonly engines: Pick<Engines, 'helm' | 'kustomize'>;
  readonly kubernetesVersion: string;
}

/** Declarations, and problems found while reading them. */
export interface Declared {
  readonly declarations: readonly Declaration[];
  readonly problems: readonly Problem[];
}

export const nothingDeclared: Declared = { declarations: [], problems: [] };

/** Maximum number of Applications and releases that are read from one render. */
const most = 1_000;

/**
 * The objects of a chart, each field at its line in the template. A chart that fails is reported where it is rendered.
 */
export async function declarationsRendered(
  source: HelmSource,
  { tree, engines, kubernetesVersion }: ChartContext,
): Promise<Declared> {
  if (valuesLacking(source, tree).length > 0) return nothingDeclared;
  const request = await requestOf(source, tree, kubernetesVersion, true);
  const answer = request.ok ? await engines.helm.render(request.value) : request;
  if (!answer.ok) return nothingDeclared;
  const { lines } = tracedOf(source, answer.value);
  const { manifests } = await finished(readRendering(source, answer.value), engines);
  const deploying = manifests.filter(({ object }) => deploys(object));
  const left = new Set(deploying.slice(most));
  const declarations = manifests
    .filter((manifest) => !left.has(manifest))
    .map((each) => declarationOf(each, source, lines));
  return { declarations, problems: left.size === 0 ? [] : [tooMany(source, deploying.length)] };
}

function tooMany({ path }: HelmSource, count: number): Problem {
  const message = `${path} renders ${count} deployments; only the first ${most} are reviewed.`;
  const place = { kind: 'file', file: posix.join(path, 'Chart.yaml'), why: message } as const;
  return { stage: 'discover', code: 'too-large', subject: path, message, place };
}

function declarationOf(manifest: Manifest, { target, namespace }: HelmSource, traced: Traced['lines']): Declaration {
  const { object, origin } = manifest;
  let opened: OpenYaml | null = null;
  const open: Open = (text) => (opened ??= openYaml(text));
  return {
    object,
    from: { target, namespace },
    written(path) {
      // An object nearly always begins with its `apiVersion`.
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
