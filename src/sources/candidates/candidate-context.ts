/** What the search for candidates needs from the other stages. */
import { type Compared } from '../../model/finding.ts';
import { type Json, type Path } from '../../model/json.ts';
import { type Source } from '../../model/source.ts';
import { type ValuesOrigin } from '../../model/suggestion.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { type Traced } from '../helm/render/render.ts';

/** The value that decides a finding's field; null where none is known. */
export type Decided = (finding: Compared) => ValuesOrigin | null;

/** A value that, set so, makes a template print what it lacks. */
export interface Switch {
  /** From the root of the chart's values. */
  readonly path: Path;
  readonly value: Json;
}

/** The head side, as the search for candidates sees it. */
export interface CandidateContext {
  readonly texts: Texts;
  /** Which to edit where both a chart's values and its template could be edited. */
  readonly prefer: 'values' | 'template';
  /** Whether the people of this repository can edit the file: it exists and is not vendored. */
  readonly mayEdit: (file: string) => boolean;
  readonly source: (id: string) => Source | null;
  /** Every source of head that reads the file, whether it is reviewed or not. */
  readonly readers: (file: string) => readonly Source[];
  /** Where a chart's rendered lines come from, and which values its template lines read. */
  readonly trace: (source: Source) => Promise<Traced | null>;
  readonly decided: Decided;
  /** The switch that was shown to prevent a finding; null where none is known. */
  readonly switchFor: (finding: Compared) => Switch | null;
}
