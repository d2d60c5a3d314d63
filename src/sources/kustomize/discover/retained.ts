/** Finds out whether a kustomization of another tree is still one. */
import { type KustomizeSource } from '../../../model/source.ts';
import { kustomizeSource } from '../../deployments/undeployed.ts';
import { type NewPlace } from '../../discover/new-place.ts';

/** A component is built where it is used. Kustomize also builds an unused one if it has resources. */
export function retainedBuild(
  source: KustomizeSource,
  { tree, folders, kustomizations, named }: NewPlace,
): KustomizeSource | null {
  const own = kustomizations.get(source.path);
  if (own === undefined || source.resources !== null) return null;
  if (own.kind === 'Component' && (named.has(source.path) || own.resources.length === 0)) return null;
  const { reads } = kustomizeSource({ tree, folders }, kustomizations, own);
  return { ...source, reads };
}
