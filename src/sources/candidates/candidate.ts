import { type Path } from '../../model/json.ts';
import { type FixOperation } from '../../model/rule.ts';
import { type LineEdit } from '../../yaml/line-edits.ts';

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
  /** Fields of built objects that a patch took away and that are there again, as the resource has them. */
  readonly restores?: readonly Path[];
}

/** Operations on one document of a file, or on a text block in it. */
export interface FileEdit extends YamlEdit {
  readonly file: string;
}

export type Planned =
  { readonly kind: 'candidate'; readonly candidate: Candidate } | { readonly kind: 'none'; readonly why: string };

/** Where something is to be edited, the lines not yet known. */
export type PlannedEdit =
  { readonly kind: 'edit'; readonly edit: FileEdit } | { readonly kind: 'none'; readonly why: string };

/** What is written in one file is edited there. */
export const notInOneFile: PlannedEdit = {
  kind: 'none',
  why: 'The fields are not all written in one file: a generator or transformer makes them, or several files have them. Change them there by hand.',
};
