/** Finds the deployed charts and kustomizations that declare further deployments. */
import { type SourcesConfigured } from '../discover/options.ts';
import { distinctBy } from '../../foundation/groups.ts';
import { type Deployment, type HelmPart, type KustomizePart } from './deployment.ts';
import { type Declaration } from './declaration.ts';
import { declarationsOf } from './find-deployments.ts';
import { type FoundDeployments } from './found.ts';
import { canonical } from '../../foundation/json.ts';
import { type Source } from '../../model/source.ts';
import { lastChanges } from '../render/finish.ts';
import { isKubernetesObject } from '../render/objects.ts';
import { type BuildContext, declarationsBuilt } from './built-declarations.ts';
import { type Declaring } from './declaring.ts';
import { buildSource, deployedByOf, generatedSources, helmSource, nestedBuilds } from './deployed.ts';
import { declarationsRendered, type Declared, nothingDeclared } from './rendered-declarations.ts';

/** What finding deployments needs. */
export interface Workplace extends Declaring, BuildContext {
  readonly config: SourcesConfigured;
}

/** A part of a deployment, once per cluster and namespace. */
export interface DeployedPart<P extends HelmPart | KustomizePart = HelmPart | KustomizePart> {
  /** The same for parts with the same render. */
  readonly key: string;
  readonly part: P;
  readonly deployment: Deployment;
}

type Unkeyed = Omit<DeployedPart, 'key'>;

/** The parts that may deploy more: kustomizations, and charts with a template that declares deployments. */
export function partsThatDeclare(found: FoundDeployments, world: Workplace): DeployedPart[] {
  return [...kustomizeParts(found), ...chartParts(found, world)];
}

/** Kustomizations that are deployed. */
function kustomizeParts({ deployments }: FoundDeployments): DeployedPart<KustomizePart>[] {
  const parts = deployments.flatMap((deployment) =>
    deployment.parts.flatMap((part): DeployedPart<KustomizePart>[] => {
      const { target, namespace } = deployment;
      if (part.kind !== 'kustomize') return [];
      return [{ key: kustomizeKey(part, target, namespace), part, deployment }];
    }),
  );
  return once(parts);
}

/** Deployed charts of this repository that declare something. */
export function chartParts({ deployments }: FoundDeployments, { charts }: Workplace): DeployedPart<HelmPart>[] {
  const parts = deployments.flatMap((deployment) =>
    deployment.parts.flatMap((part): DeployedPart<HelmPart>[] =>
      part.kind === 'helm' && part.chart.kind === 'folder' && charts.has(part.chart.path)
        ? [{ key: chartKey(part, deployment.target), part, deployment }]
        : [],
    ),
  );
  return once(parts);
}

function kustomizeKey(part: KustomizePart, target: string, namespace: string | null): string {
  const { folder, generated, overrides, kubeVersion, substitute, commonMetadata } = part;
  return JSON.stringify([folder, generated, target, namespace, overrides, kubeVersion, substitute, commonMetadata]);
}

function chartKey(part: HelmPart, target: string): string {
  const { chart, release, layers, set, apiVersions, kubeVersion, postRender, commonMetadata } = part;
  const values = layers.map((layer) => (layer.kind === 'file' ? layer.file : layer.value));
  const expressions = set.map((each) => `${each.flag} ${each.flag === 'unknown' ? each.name : each.expression}`);
  const path = chart.kind === 'folder' ? chart.path : '';
  const made = [path, { ...release }, values, expressions, [...apiVersions], kubeVersion, [...postRender]];
  return canonical([...made, target, commonMetadata === null ? null : { ...commonMetadata }]);
}

function once<P extends HelmPart | KustomizePart>(parts: readonly DeployedPart<P>[]): DeployedPart<P>[] {
  return distinctBy(parts, ({ key }) => key);
}

/** Whether a file of the part deploys something. */
export function mayDeclare({ part, deployment }: Unkeyed, world: Workplace): boolean {
  if (part.kind === 'helm') return true;
  const sources = sourcesOf(part, deployment, world);
  return sources.some(({ reads }) => reads.some((path) => world.deploying.has(path) || world.holding.has(path)));
}

function sourcesOf(part: KustomizePart, deployment: Deployment, { deployable }: Workplace): Source[] {
  const { target, namespace } = deployment;
  const common = { target, namespace: namespace ?? 'default', deployment: deployedByOf(deployment), finishing: null };
  return part.generated ? generatedSources(part, common, deployable) : [buildSource(part, common, deployable)];
}

/** The declarations in a part's render. */
export async function declarationsOfPart(unkeyed: Unkeyed, world: Workplace): Promise<Declared> {
  if (!mayDeclare(unkeyed, world)) return nothingDeclared;
  const { part, deployment } = unkeyed;
  const { target, namespace } = deployment;
  if (part.kind === 'kustomize') {
    const sources = sourcesOf(part, deployment, world);
    const from = { target, namespace };
    const found = await Promise.all(sources.map(async (source) => declarationsOfSource(source, from, world)));
    const deployed = deployedBy(part, sources, world);
    return { declarations: found.flat().map((declaration) => ({ ...declaration, deployed })), problems: [] };
  }
  const common = {
    target,
    namespace: part.release.namespace,
    deployment: deployedByOf(deployment),
    finishing: null,
  };
  return declarationsRendered(helmSource(part, common, world.deployable), { ...world, tree: world.deployable.tree });
}

async function declarationsOfSource(
  source: Source,
  from: Declaration['from'],
  world: Workplace,
): Promise<Declaration[]> {
  if (source.kind === 'kustomize') return declarationsBuilt(source, from, world);
  const { finishing } = source;
  const read = await declarationsOf(
    world.texts,
    source.reads.filter((path) => world.files.has(path)),
  );
  return read.map((declaration) => {
    const { object } = declaration;
    const finished = finishing !== null && isKubernetesObject(object) ? lastChanges(object, finishing).object : object;
    return { ...declaration, object: finished, from };
  });
}

/** The folders and files that a part deploys: its kustomization; for a folder without one, everything in it. */
function deployedBy(part: KustomizePart, sources: readonly Source[], { deployable }: Workplace): string[] {
  if (!part.generated) return [part.folder];
  return [...sources.flatMap(({ reads }) => reads), ...nestedBuilds(part.folder, deployable)];
}
