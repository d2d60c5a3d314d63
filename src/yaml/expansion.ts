/**
 * Limits how much aliases may expand a document, by the measure of go-yaml v2, so that the same documents are refused
 * as by kubectl. Aliased values are shared in memory, but printing them would be costly.
 */
const LOW = 400_000;
const HIGH = 4_000_000;

/**
 * Maximum number of characters that aliases may repeat, in all documents of a stream together: a node may be a text of
 * any length.
 */
export const mostAliasedCharacters = 4 * 1024 * 1024;

/** The remaining number. */
export interface AliasBudget {
  characters: number;
}

export class ExpansionCount {
  /** Decode operations so far, with aliases expanded; the document itself counts as one. */
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
