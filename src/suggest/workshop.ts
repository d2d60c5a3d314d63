import { type Found } from '../compare/compare.ts';
import { type Rendering, type Source } from '../model.ts';
import { type Traced } from '../render/helm.ts';
import { type Texts } from '../texts.ts';

/** A source as it renders and what the rules say of it. */
export interface Trial {
  readonly rendering: Rendering;
  readonly found: readonly Found[];
}

/** What making suggestions needs of the rest of the line, at head. */
export interface Workshop {
  readonly texts: Texts;
  /** Whether the repository's own people can edit the file: it is there, and not vendored. */
  readonly mayEdit: (file: string) => boolean;
  readonly source: (id: string) => Source | null;
  /** Every source of the head that reads the file, looked at or not. */
  readonly readers: (file: string) => readonly Source[];
  /** Where a chart's rendered lines come from, and which values its template lines read. */
  readonly trace: (source: Source) => Promise<Traced | null>;
  /** As it stands. */
  readonly now: (source: Source) => Promise<Trial>;
  /** With the files' texts replaced. */
  readonly edited: (texts: ReadonlyMap<string, string>) => (source: Source) => Promise<Trial>;
  /** Fingerprints of what is gone, and how many findings are new or reach further. */
  readonly difference: (
    before: readonly Found[],
    after: readonly Found[],
  ) => { readonly gone: ReadonlySet<string>; readonly worse: readonly string[] };
}
