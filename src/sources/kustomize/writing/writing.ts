/** Types for the place where a built object's field is written. */
import { type Json, type Path } from '../../../model/json.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { type Origin } from '../../../model/source.ts';

export type BuildOrigin = Extract<Origin, { readonly kind: 'kustomize' }>;

/** A document of a file, or of a text block in it, and the path in it of what sets a field of a built object. */
export interface Writing {
  readonly file: string;
  /** 0-based index in the file. */
  readonly document: number;
  /** The path of the text block in that document to which `way` belongs; null: the document itself. */
  readonly block: Path | null;
  readonly way: Path;
  /** Whether it has the field with the value of the built object, or lacks it as the built object does. */
  readonly isWhole: boolean;
  /**
   * What can be edited: the field itself; the value of a JSON patch operation; or nothing, where it only shows what
   * sets the field.
   */
  readonly edit: 'field' | 'value' | null;
  /** Present if the resource has the same value: without this, the field would still have it. */
  readonly repeats?: true;
}

/** A field of a built object, and the object's origin. */
export interface BuiltField {
  readonly manifest: Manifest;
  readonly origin: BuildOrigin;
  readonly path: Path;
  /** The field's value in the built object; undefined for a missing field. */
  readonly final: Json | undefined;
  /** Whether the resource has that value before any kustomization: then the value does not tell what wrote it last. */
  readonly isOwn: boolean;
}
