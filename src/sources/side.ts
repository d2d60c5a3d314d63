import { type NamespaceOf } from './deployments/made-namespaces.ts';
import { type Notice, type Problem } from '../model/problem.ts';
import { type Source, type UnseenDeployment } from '../model/source.ts';
import { type Tree } from '../model/tree.ts';
import { type Brought } from './remote/brought.ts';
import { type Texts } from '../snapshot/texts.ts';

/** A tree and what was discovered in it. */
export interface Side {
  readonly tree: Tree;
  readonly texts: Texts;
  readonly sources: readonly Source[];
  readonly unseen: readonly UnseenDeployment[];
  /** Namespaces that deployments make. */
  readonly namespaces: readonly NamespaceOf[];
  /** Files that say how something is deployed. */
  readonly declaredIn: readonly string[];
  /** Files and kustomizations that declare something and that nothing deploys or builds on. */
  readonly standalone: ReadonlySet<string>;
  /** Files of manifests that are taken for parts of charts. */
  readonly claimed: readonly string[];
  readonly problems: readonly Problem[];
  /** What was fetched, by the id of the source that it was fetched for. */
  readonly brought: ReadonlyMap<string, readonly Brought[]>;
  /** Ids of the sources for which all was fetched that could be. */
  readonly equipped: ReadonlySet<string>;
  /** Ids of the sources that are rendered as at base, though head has them deployed otherwise; with their ids there. */
  readonly retained: ReadonlyMap<string, string>;
  /** What changed of who deploys what. */
  readonly notices: readonly Notice[];
}
