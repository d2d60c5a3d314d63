/** One side of a review: a tree, the sources discovered in it, and what was found and fetched for them. */
import { type NamespaceOf } from './deployments/made-namespaces.ts';
import { type Notice, type Problem } from '../model/problem.ts';
import { type Source, type UnseenDeployment } from '../model/source.ts';
import { type Tree } from '../model/tree.ts';
import { type BroughtChart } from './remote/brought.ts';
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
  /** Files and kustomizations that declare something, and that nothing else deploys or builds on. */
  readonly standalone: ReadonlySet<string>;
  /** Manifest files that are treated as parts of charts. */
  readonly claimed: readonly string[];
  readonly problems: readonly Problem[];
  /** What was fetched, by the id of the source that needed it. */
  readonly brought: ReadonlyMap<string, readonly BroughtChart[]>;
  /** Ids of the sources for which everything was fetched that can be fetched. */
  readonly equipped: ReadonlySet<string>;
  /** Ids of the sources that are rendered as at base although head deploys them differently, with their ids at base. */
  readonly retained: ReadonlyMap<string, string>;
  /** Notices of changes in what deploys which source. */
  readonly notices: readonly Notice[];
}
