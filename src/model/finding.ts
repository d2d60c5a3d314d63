/** Findings after the comparison of base and head, with their status. */
import { type Path } from './json.ts';
import { type Enforcement, type RawFinding, type Severity } from './rule.ts';

export type Status = 'new' | 'worsened' | 'existing' | 'fixed' | 'waived';

export interface Waiver {
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** ISO date of the last day on which it applies. */
  readonly expires: string;
  /** Present if it is an annotation of the object, and not an entry of the configuration. */
  readonly annotation?: true;
}

/** A protection that base had and head does not: the object met the rule at base. */
export interface LostValue {
  /** The value at base; null if there was none, head has the same, or it is long, not a scalar or may be a secret. */
  readonly was: string | number | boolean | null;
}

export interface Compared extends RawFinding {
  readonly target: string;
  readonly severity: Severity;
  readonly enforcement: Enforcement;
  readonly status: Status;
  /** Path of the item that made it worse; absent if it did not get worse, or the rule gives no path. */
  readonly came?: Path;
  /** Hex. Stays the same for the same finding in other commits, lines and orders. */
  readonly fingerprint: string;
  readonly waiver: Waiver | null;
  /** Present in a review for rules with `report: lost`. */
  readonly lost?: LostValue;
  /** Present for rules with `report: removed`: the object is one of base, and head does not have it. */
  readonly removed?: true;
}

/** Whether its object is one of base: at head it is not found, or the object is gone. */
export function isOfBase({ status, removed }: Pick<Compared, 'status' | 'removed'>): boolean {
  return status === 'fixed' || removed === true;
}
