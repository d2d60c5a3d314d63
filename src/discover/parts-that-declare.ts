import { type Config } from '../config/config.ts';
import { type Deployment, type HelmPart, type KustomizePart } from '../deploy/deployment.ts';
import { type Found } from '../deploy/found.ts';
import { canonical } from '../json.ts';
import { type KustomizeSource } from '../model.ts';
import { type BuildMeans, declarationsBuilt } from './built-declarations.ts';
import { type Declaring } from './declaring.ts';
import { buildSource, deployedByOf, helmSource } from './deployed.ts';
import { declarationsRendered, type Declared, nothingDeclared } from './rendered-declarations.ts';

/** What it takes to find out what is deployed. */
export interface Workplace extends Declaring, BuildMeans {
  readonly config: Config;
}

/** A part of a deployment, once for each place that it goes to. */
export interface DeployedPart<P extends HelmPart | KustomizePart = HelmPart | KustomizePart> {
  /** The same for what renders to the same. */
  readonly key: string;
  readonly part: P;
  readonly deployment: Deployment;
}

type Unkeyed = Omit<DeployedPart, 'key'>;

/** The parts that may deploy further: kustomizations, and charts with something that declares it. */
export function partsOf(found: Found, world: Workplace): DeployedPart[] {
  return [...kustomizeParts(found), ...chartParts(found, world)];
}

/** Kustomizations that somebody deploys. */
export function kustomizeParts({ deployments }: Found): DeployedPart<KustomizePart>[] {
  const parts = deployments.flatMap((deployment) =>
    deployment.parts.flatMap((part): DeployedPart<KustomizePart>[] => {
      const { target, namespace } = deployment;
      if (part.kind !== 'kustomize' || part.generated) return [];
      return [{ key: JSON.stringify([part.folder, target, namespace]), part, deployment }];
    }),
  );
  return once(parts);
}

/** Charts of this repository that somebody deploys, and that have something to declare. */
export function chartParts({ deployments }: Found, { charts }: Workplace): DeployedPart<HelmPart>[] {
  const parts = deployments.flatMap((deployment) =>
    deployment.parts.flatMap((part): DeployedPart<HelmPart>[] =>
      part.kind === 'helm' && part.chart.kind === 'folder' && charts.has(part.chart.path)
        ? [{ key: chartKey(part, deployment.target), part, deployment }]
        : [],
    ),
  );
  return once(parts);
}

function chartKey({ chart, release, layers, set, apiVersions, kubeVersion }: HelmPart, target: string): string {
  const values = layers.map((layer) => (layer.kind === 'file' ? layer.file : layer.value));
  const expressions = set.map((each) => `${each.flag} ${each.flag === 'unknown' ? each.name : each.expression}`);
  const path = chart.kind === 'folder' ? chart.path : '';
  return canonical([path, { ...release }, values, expressions, [...apiVersions], kubeVersion, target]);
}

function once<P extends HelmPart | KustomizePart>(parts: readonly DeployedPart<P>[]): DeployedPart<P>[] {
  return [...new Map(parts.map((each) => [each.key, each])).values()];
}

/** Whether what a part is made of has something that deploys. */
export function mayDeclare({ part, deployment }: Unkeyed, world: Workplace): boolean {
  return part.kind === 'helm' || sourceOf(part, deployment, world).reads.some((path) => world.deploying.has(path));
}

function sourceOf(part: KustomizePart, { target, namespace }: Deployment, { deployable }: Workplace): KustomizeSource {
  const common = { target, namespace: namespace ?? 'default', deployment: null, finishing: null };
  return buildSource(part, common, deployable);
}

/** What a part declares. */
export async function declarationsOfPart(unkeyed: Unkeyed, world: Workplace): Promise<Declared> {
  if (!mayDeclare(unkeyed, world)) return nothingDeclared;
  const { part, deployment } = unkeyed;
  const { target, namespace } = deployment;
  if (part.kind === 'kustomize') {
    const source = sourceOf(part, deployment, world);
    return { declarations: await declarationsBuilt(source, { target, namespace }, world), problems: [] };
  }
  const common = {
    target,
    namespace: part.release.namespace,
    deployment: deployedByOf(deployment),
    finishing: null,
  };
  return declarationsRendered(helmSource(part, common, world.deployable), { ...world, tree: world.deployable.tree });
}
