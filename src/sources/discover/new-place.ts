/** A tree in which the sources of another tree are searched, whatever deploys them there. */
import { type Tree } from '../../model/tree.ts';
import { type Folders } from '../../snapshot/folders.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { type Kustomization } from '../kustomize/discover/kustomizations.ts';

export interface NewPlace {
  readonly tree: Tree;
  readonly texts: Texts;
  readonly folders: Folders;
  /** Empty if no source that is searched is a kustomization. */
  readonly kustomizations: ReadonlyMap<string, Kustomization>;
  /** All paths that any kustomization names. */
  readonly named: ReadonlySet<string>;
}
