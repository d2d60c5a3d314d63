import { type FixOperation, type Path } from '../model.ts';
import { type LineEdit } from '../yaml/line-edits.ts';

/** A way to mend something, not yet tried. `operations`: how a YAML file is edited, so that two edits can be made one. */
export interface Candidate {
  readonly file: string;
  readonly edit: LineEdit;
  readonly yaml: YamlEdit | null;
}

export interface YamlEdit {
  readonly document: number;
  /** Where in the document the text block stands that the operations are for; null: they are for the document itself. */
  readonly block: Path | null;
  readonly operations: readonly FixOperation[];
  /** Whether fields that a removal leaves empty go with it: in manifests, not in values, where a default says what can be set. */
  readonly sheds: boolean;
}

export type Planned =
  { readonly kind: 'candidate'; readonly candidate: Candidate } | { readonly kind: 'none'; readonly why: string };
