/** Types of the edits that may fix findings, before they are tested. */
import { type Path } from '../../model/json.ts';
import { type FixOperation } from '../../model/rule.ts';
import { type LineEdit } from '../../yaml/line-edits.ts';

/**
 * A possible fix that is not tested yet. `yaml`: the operations behind the edit, so that two edits can be merged into
 * one.
 */
export interface Candidate {
  readonly file: string;
  readonly edit: LineEdit;
  readonly yaml: YamlEdit | null;
}

export interface YamlEdit {
  readonly document: number;
  /**
   * The path of the text block in the document that the operations apply to; null: they apply to the document itself.
   */
  readonly block: Path | null;
  readonly operations: readonly FixOperation[];
  /**
   * Whether a field that a removal leaves empty is removed too: yes in manifests; no in values, where a default shows
   * what can be set.
   */
  readonly sheds: boolean;
  /**
   * Paths of fields in the built object that a patch removed and that this edit brings back, with the resource's
   * values.
   */
  readonly restores?: readonly Path[];
  /** Whether it may set in the pod what a fix sets in a container, because containers inherit it: a switch may. */
  readonly inPod?: boolean;
}

/** Operations on one document of a file, or on a text block in it. */
export interface FileEdit extends YamlEdit {
  readonly file: string;
}

export type Planned =
  { readonly kind: 'candidate'; readonly candidate: Candidate } | { readonly kind: 'none'; readonly why: string };

/** An edit whose lines are not known yet, or why there is none. */
export type PlannedEdit =
  { readonly kind: 'edit'; readonly edit: FileEdit } | { readonly kind: 'none'; readonly why: string };

/** The answer when the fields are not all written in one file. */
export const notInOneFile: PlannedEdit = {
  kind: 'none',
  why: 'The fields are not all written in one file: a generator or transformer sets them, or they are in several files. Change them there by hand.',
};
