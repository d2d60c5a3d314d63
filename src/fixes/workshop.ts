/** What trying and proving candidates needs of the rest of the line, at head. */
import { type Found } from '../findings/compare/compare.ts';
import { type Difference } from '../findings/compare/difference.ts';
import { type Rendering } from '../model/manifest.ts';
import { type Source } from '../model/source.ts';
import { type Workbench } from '../sources/candidates/workbench.ts';

/** A source as it renders and what the rules say of it. */
export interface Trial {
  readonly rendering: Rendering;
  readonly found: readonly Found[];
}

/** What making suggestions needs of the rest of the line, at head. */
export interface Workshop extends Workbench {
  /** Whether a waiver allows what was found: no edit for another finding may take it away. */
  readonly isWaived: (found: Found) => boolean;
  /** As it stands. */
  readonly now: (source: Source) => Promise<Trial>;
  /** With the files' texts replaced. */
  readonly edited: (texts: ReadonlyMap<string, string>) => (source: Source) => Promise<Trial>;
  readonly difference: (before: readonly Found[], after: readonly Found[]) => Difference;
}
