import { type FixOperation } from '../model.ts';
import { type LineEdit } from '../yaml/line-edits.ts';

/** A way to mend something, not yet tried. `operations`: how a YAML file is edited, so that two edits can be made one. */
export interface Candidate {
  readonly file: string;
  readonly edit: LineEdit;
  readonly yaml: { readonly document: number; readonly operations: readonly FixOperation[] } | null;
}

export type Planned =
  { readonly kind: 'candidate'; readonly candidate: Candidate } | { readonly kind: 'none'; readonly why: string };
