/** Findings of one side of a review, as they are compared. */
import { type RawFinding } from '../../model/rule.ts';

/** A finding of one side of a review, with its target. */
export interface Found {
  readonly finding: RawFinding;
  readonly target: string;
  /** The namespace that its source gives to objects that name none. */
  readonly namespace: string;
  /** Set if a later object of the same name in the source replaces this one in the cluster. */
  readonly replaced?: true;
}
