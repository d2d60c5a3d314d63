/** Reads the deployments that Argo CD and Flux objects declare, in files and in renders. */
import { type Declaration, withoutReplaced } from './declaration.ts';
import { declarationsOf, findDeployments } from './find-deployments.ts';
import { type FoundDeployments } from './found.ts';
import { type KustomizeSource } from '../../model/source.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { declarationsBuilt } from './built-declarations.ts';
import { declaringIn } from './declaring.ts';
import { type Deployable } from './deployed.ts';
import { follow } from './follow.ts';
import { buildable, topOf } from '../kustomize/discover/kustomizations.ts';
import { type DiscoverOptions } from '../discover/options.ts';
import { type Workplace } from './parts-that-declare.ts';
import { chartsAlone } from './charts-alone.ts';
import { kustomizeSource } from './undeployed.ts';

export interface DeclaredDeployments extends FoundDeployments {
  /** Files and kustomizations that declare something, and that nothing else deploys or builds on. */
  readonly standalone: ReadonlySet<string>;
}

/**
 * All deployments that the repository declares, followed by `others`. The declarations are read from files and from
 * what kustomizations and charts render. A declaration that is itself deployed counts for the clusters it is deployed
 * to.
 *
 * @param kept files and kustomizations that count on their own, whatever deploys them or builds on them.
 */
export async function declaredDeployments(
  texts: Texts,
  deployable: Deployable,
  others: FoundDeployments,
  { config, engines, kubernetesVersion, repository }: DiscoverOptions,
  kept: ReadonlySet<string>,
): Promise<DeclaredDeployments> {
  const declaring = await declaringIn(texts, deployable);
  const world: Workplace = { texts, deployable, engines, kubernetesVersion, config, ...declaring };
  if (world.deploying.size === 0 && world.charts.size === 0) return { ...others, standalone: new Set() };
  const known = await repository();
  const find = async (all: readonly Declaration[]): Promise<FoundDeployments> => {
    const place = { ...deployable, texts, fill: engines.helm.fill };
    const { deployments, problems } = await findDeployments(place, withoutReplaced(all), known);
    return {
      deployments: [...deployments, ...others.deployments],
      problems: [...problems, ...others.problems],
    };
  };
  // A deployment may deploy the file or folder that declares it. So every file is read as undeployed until that is
  // known.
  const undeployed = (declarations: readonly Declaration[], path: string): Declaration[] =>
    kept.has(path) ? [...declarations] : declarations.map((declaration) => ({ ...declaration, undeployed: path }));
  const top = topBuilds(deployable, new Set([...world.deploying, ...world.holding]), kept);
  const built = await Promise.all(
    top.map(async (source) => undeployed(await declarationsBuilt(source, null, world), source.path)),
  );
  const files = [...world.files].filter((path) => kept.has(path) || !deployable.named.has(path));
  const plain = await Promise.all(files.map(async (file) => undeployed(await declarationsOf(texts, [file]), file)));
  const followed = await follow({ declarations: [...plain, ...built].flat(), problems: [] }, world, find);
  const deployed = new Set(
    [...followed.declared.values()].flatMap((each) => each.declarations.flatMap((one) => one.deployed ?? [])),
  );
  const standalone = new Set([...files, ...top.map(({ path }) => path)].filter((path) => !deployed.has(path)));
  return { ...(await chartsAlone(followed, world, find)), standalone };
}

/** Kustomizations that no other one builds on, and that build declarations. */
function topBuilds(
  { tree, folders, kustomizations, named }: Deployable,
  deploying: ReadonlySet<string>,
  kept: ReadonlySet<string>,
): KustomizeSource[] {
  const top = topOf(kustomizations);
  const others = buildable(kustomizations).filter(({ folder }) => kept.has(folder) && named.has(folder));
  return [...top, ...others]
    .map((kustomization) => kustomizeSource({ tree, folders }, kustomizations, kustomization))
    .filter(({ reads }) => reads.some((path) => deploying.has(path)));
}
