/**
 * How far aliases may blow a document up: go-yaml v2's own measure, so that we refuse what kubectl refuses. Values are
 * shared, not copied, so that only the count grows here; but whoever prints them would pay.
 */
const LOW = 400_000;
const HIGH = 4_000_000;

/** How many characters aliases may repeat, of all documents of a stream together: a node may be a text of any length. */
export const mostAliasedCharacters = 4 * 1024 * 1024;

/** What is left of them. */
export interface AliasBudget {
  characters: number;
}

export class ExpansionCount {
  /** Decode operations so far, aliases expanded; the document itself is one. */
  operations = 1;
  private aliased = 0;

  add(): void {
    this.operations += 1;
  }

  addAliased(size: number): void {
    this.operations += size;
    this.aliased += size;
  }

  get excessive(): boolean {
    if (this.aliased <= 100 || this.operations <= 1000) return false;
    return this.aliased / this.operations > allowedRatio(this.operations);
  }
}

/** 99 % of the operations may come from aliases in small documents, 10 % in very large ones. */
function allowedRatio(operations: number): number {
  if (operations <= LOW) return 0.99;
  if (operations >= HIGH) return 0.1;
  return 0.99 - 0.89 * ((operations - LOW) / (HIGH - LOW));
}
