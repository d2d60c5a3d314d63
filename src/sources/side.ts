/** One side of a review: a tree, the sources discovered in it, and what was found and fetched for them. */
import { type Discovery } from './discover/discover.ts';
import { type Notice } from '../model/problem.ts';
import { type Tree } from '../model/tree.ts';
import { type BroughtChart } from './remote/brought.ts';
import { type Texts } from '../snapshot/texts.ts';

/** A tree, what was discovered in it, and what was fetched for it. */
export interface Side extends Discovery {
  readonly tree: Tree;
  readonly texts: Texts;
  /** What was fetched, by the id of the source that needed it. */
  readonly brought: ReadonlyMap<string, readonly BroughtChart[]>;
  /** Ids of the sources for which everything was fetched that can be fetched. */
  readonly equipped: ReadonlySet<string>;
  /** Ids of the sources that are rendered as at base although head deploys them differently, with their ids at base. */
  readonly retained: ReadonlyMap<string, string>;
  /** Notices of changes in what deploys which source. */
  readonly notices: readonly Notice[];
}
