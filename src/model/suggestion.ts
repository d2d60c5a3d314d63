/** Verified suggestions, and the origin of a field in values and templates. */
import { type Path } from './json.ts';
import { type Risk } from './rule.ts';

export interface ValuesOrigin {
  readonly file: string;
  readonly line: number;
  readonly path: Path;
}

/** The template line that rendered a field, if the finding is placed elsewhere: where the chart is chosen or named. */
export interface TemplateOrigin {
  /** Name and version of a fetched chart, to which `file` is relative; null for a chart of this repository. */
  readonly chart: string | null;
  readonly file: string;
  /** Null if the line could not be determined. */
  readonly line: number | null;
}

/**
 * An edit that was applied, rendered and evaluated. It replaces the whole lines `first` to `last`; `""` deletes them.
 */
export interface Suggestion {
  readonly file: string;
  readonly first: number;
  readonly last: number;
  /** Lines joined by `\n`, without a final line break. */
  readonly replacement: string;
  readonly risk: Risk;
  readonly verified: true;
}
