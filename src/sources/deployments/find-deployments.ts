/** Finds the deployments that objects of Argo CD and Flux declare. */
import { distinctBy } from '../../foundation/groups.ts';
import { brokenProblem, within } from '../../foundation/border.ts';
import { type KubernetesObject } from '../../model/manifest.ts';
import { type Place } from '../../model/problem.ts';
import { groupOf } from '../../foundation/kubernetes/names.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { argocdApplication } from './argocd/application.ts';
import { argocdApplicationSet } from './argocd/application-set.ts';
import { type Declaration, declarationsIn } from './declaration.ts';
import { fluxHelmRelease } from './flux/helm-release.ts';
import { fluxKustomization } from './flux/kustomization.ts';
import { type FoundDeployments, none } from './found.ts';
import { byKindAndName, type Repository, type ThisRepository } from './repository.ts';

/**
 * Finds what Argo CD and Flux objects deploy. `declarations`: all objects that the cluster would have, also those that
 * charts and kustomizations render, because a HelmRelease refers to its HelmRepository and its ConfigMaps.
 */
export async function findDeployments(
  place: Pick<Repository, 'tree' | 'texts' | 'folders' | 'fill'>,
  declarations: readonly Declaration[],
  known: ThisRepository,
): Promise<FoundDeployments> {
  const repository: Repository = { ...known, ...place, declarations: byKindAndName(declarations) };
  const found = await Promise.all(
    declarations.map((declaration) => within(() => deploymentsOf(declaration, repository), brokenOf(declaration))),
  );
  return {
    deployments: found.flatMap(({ deployments }) => deployments),
    problems: onlyOnce(found.flatMap(({ problems }) => problems)),
  };
}

function brokenOf(declaration: Declaration): (why: string) => FoundDeployments {
  const { file, first, last } = declaration.written([]);
  const place: Place = { kind: 'lines', file, first, last };
  return (why) => ({ deployments: [], problems: [brokenProblem('discover', `${file}:${first}`, why, place)] });
}

/** The objects in plain files. */
export async function declarationsOf(texts: Texts, files: readonly string[]): Promise<Declaration[]> {
  const declared = await Promise.all(
    files.map(async (file) => {
      const text = await texts.of(file);
      return text.ok ? declarationsIn(file, text.text) : [];
    }),
  );
  return declared.flat();
}

const deploying = [
  'argoproj.io Application',
  'argoproj.io ApplicationSet',
  'helm.toolkit.fluxcd.io HelmRelease',
  'kustomize.toolkit.fluxcd.io Kustomization',
];

/** Whether an object is of a kind that deploys. */
export function deploys({ apiVersion, kind }: KubernetesObject): boolean {
  return deploying.includes(`${groupOf(apiVersion)} ${kind}`);
}

function deploymentsOf(declaration: Declaration, repository: Repository): Promise<FoundDeployments> {
  const { apiVersion, kind } = declaration.object;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return Promise.resolve(none);
  switch (`${groupOf(apiVersion)} ${kind}`) {
    case 'argoproj.io Application':
      return argocdApplication(declaration, repository);
    case 'argoproj.io ApplicationSet':
      return argocdApplicationSet(declaration, repository);
    case 'helm.toolkit.fluxcd.io HelmRelease':
      return fluxHelmRelease(declaration, repository);
    case 'kustomize.toolkit.fluxcd.io Kustomization':
      return Promise.resolve(fluxKustomization(declaration, repository));
    default:
      return Promise.resolve(none);
  }
}

/** Several deployments may read the same field; its problem is reported once. */
function onlyOnce(problems: FoundDeployments['problems']): FoundDeployments['problems'] {
  return distinctBy(problems, ({ message }) => message);
}
