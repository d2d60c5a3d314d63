/** What locating and fixing give: origins in values and templates, and proven edits. */
import { type Path } from './json.ts';
import { type Risk } from './rule.ts';

export interface ValuesOrigin {
  readonly file: string;
  readonly line: number;
  readonly path: Path;
}

/** The line of a template that made a field, where the finding stands elsewhere: at what chose or names the chart. */
export interface TemplateOrigin {
  /** Name and version of what was fetched, if it was; `file` is then relative to it. */
  readonly chart: string | null;
  readonly file: string;
  /** Null where no line could be shown to have made it. */
  readonly line: number | null;
}

/** An edit that was applied, rendered and evaluated. Replaces lines first..last whole; `""` deletes them. */
export interface Suggestion {
  readonly file: string;
  readonly first: number;
  readonly last: number;
  /** Joined by `\n`, without a final break. */
  readonly replacement: string;
  readonly risk: Risk;
  readonly verified: true;
}
