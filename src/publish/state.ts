/** The state of a pull request on GitHub, as far as comments need it. */
import { type ThreadAnchor } from './anchor.ts';

/** A comment that exists, in a thread or in the conversation. */
export interface Posted {
  /** For GraphQL. */
  readonly node: string;
  /** For REST. */
  readonly id: number;
  readonly body: string;
  /** Whether the token's user wrote it. */
  readonly isOurs: boolean;
  /** Whether somebody else edited it. */
  readonly isEdited: boolean;
  /** Minimised. */
  readonly isHidden: boolean;
  /** Whether it can be minimised. */
  readonly canHide: boolean;
}

/** A review thread. */
export interface Thread {
  readonly node: string;
  /** Where GitHub shows it now; null if it is outdated. */
  readonly anchor: ThreadAnchor | null;
  readonly isResolved: boolean;
  readonly canResolve: boolean;
  readonly canUnresolve: boolean;
  readonly first: Posted;
  /** Whether anybody else wrote in it. */
  readonly hasOtherWords: boolean;
}

export interface PullRequestState {
  /** Full commit id. */
  readonly head: string;
  /** The name of the base branch. */
  readonly base: string;
  readonly isOpen: boolean;
  readonly threads: readonly Thread[];
  readonly conversation: readonly Posted[];
}
