/** What looking for candidates needs of the rest of the line. */
import { type Compared } from '../../model/finding.ts';
import { type Source } from '../../model/source.ts';
import { type ValuesOrigin } from '../../model/suggestion.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { type Traced } from '../helm/render/render.ts';

/** The value that was seen to make a field; null where none was. */
export type Decided = (finding: Compared) => ValuesOrigin | null;

/** The head, as far as candidates are looked for in it. */
export interface Workbench {
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
}
