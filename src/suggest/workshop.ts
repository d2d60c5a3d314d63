import { type Found } from '../compare/compare.ts';
import { type Difference } from '../compare/difference.ts';
import { type Rendering, type Source } from '../model.ts';
import { type Traced } from '../render/helm.ts';
import { type Texts } from '../texts.ts';
import { type Decided } from './seen-values.ts';

/** A source as it renders and what the rules say of it. */
export interface Trial {
  readonly rendering: Rendering;
  readonly found: readonly Found[];
}

/** What making suggestions needs of the rest of the line, at head. */
export interface Workshop {
  readonly texts: Texts;
  /** What is edited where a chart's values and its template could both be. */
  readonly prefer: 'values' | 'template';
  /** Whether the repository's own people can edit the file: it is there, and not vendored. */
  readonly mayEdit: (file: string) => boolean;
  readonly source: (id: string) => Source | null;
  /** Every source of the head that reads the file, looked at or not. */
  readonly readers: (file: string) => readonly Source[];
  /** Where a chart's rendered lines come from, and which values its template lines read. */
  readonly trace: (source: Source) => Promise<Traced | null>;
  readonly decided: Decided;
  /** Whether a waiver allows what was found: no edit for another finding may take it away. */
  readonly isWaived: (found: Found) => boolean;
  /** As it stands. */
  readonly now: (source: Source) => Promise<Trial>;
  /** With the files' texts replaced. */
  readonly edited: (texts: ReadonlyMap<string, string>) => (source: Source) => Promise<Trial>;
  readonly difference: (before: readonly Found[], after: readonly Found[]) => Difference;
}
