/** The interface through which fixes render and evaluate sources at head. */
import { type Difference } from '../findings/compare/difference.ts';
import { type Rendering } from '../model/manifest.ts';
import { type Source } from '../model/source.ts';
import { type CandidateContext } from '../sources/candidates/candidate-context.ts';
import { type Found } from '../findings/compare/found.ts';

/** The rendering of a source, and its findings. */
export interface Trial {
  readonly rendering: Rendering;
  readonly found: readonly Found[];
}

/** What making suggestions needs from other stages, at head. */
export interface FixContext extends CandidateContext {
  /** Whether a waiver accepts the finding. Then an edit for another finding must not remove it. */
  readonly isWaived: (found: Found) => boolean;
  /** The source without edits. */
  readonly now: (source: Source) => Promise<Trial>;
  /** A source with the texts of these files replaced. */
  readonly edited: (texts: ReadonlyMap<string, string>) => (source: Source) => Promise<Trial>;
  /** Which workload's pods an edited namespace would refuse, in words; null for none. */
  readonly refusedPods: (before: Trial, after: Trial) => string | null;
  readonly difference: (before: readonly Found[], after: readonly Found[]) => Difference;
}
