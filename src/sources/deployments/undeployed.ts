/** Makes a source of a kustomization whose deployment is not known. */
import { unnamedTarget } from './target.ts';
import { type KustomizeSource } from '../../model/source.ts';
import { type Tree } from '../../model/tree.ts';
import { type Folders } from '../../snapshot/folders.ts';
import { filesOfBuild, type Kustomization } from '../kustomize/discover/kustomizations.ts';

/** For sources whose deployment the repository does not declare. */
export const undeployed = { target: unnamedTarget, namespace: 'default', deployment: null, finishing: null } as const;

/** A kustomization as it is written, without a deployment's changes. */
export function kustomizeSource(
  place: { readonly tree: Tree; readonly folders: Folders },
  all: ReadonlyMap<string, Kustomization>,
  { folder }: Kustomization,
): KustomizeSource {
  const reads = filesOfBuild(place, all, folder);
  return { kind: 'kustomize', id: folder, path: folder, ...undeployed, overrides: {}, resources: null, reads };
}
