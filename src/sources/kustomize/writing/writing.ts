import { type Json, type Path } from '../../../model/json.ts';
import { type Manifest, type Origin } from '../../../model/manifest.ts';

export type BuildOrigin = Extract<Origin, { readonly kind: 'kustomize' }>;

/** A document of a file, or of a text block in it, and the way in it to what writes a field of a built object. */
export interface Writing {
  readonly file: string;
  /** 0-based, of the file. */
  readonly document: number;
  /** The way in that document to the text block that `way` is for; null: it is for the document itself. */
  readonly block: Path | null;
  readonly way: Path;
  /** Whether the field is there as it is in the built object, missing in both included. */
  readonly isWhole: boolean;
  /**
   * What there is to edit: the field itself; the value that an operation of a JSON patch writes; or nothing, where it
   * only shows what makes the field.
   */
  readonly edit: 'field' | 'value' | null;
}

/** A field of a built object, and who it was before it was built. */
export interface BuiltField {
  readonly manifest: Manifest;
  readonly origin: BuildOrigin;
  readonly path: Path;
  /** What is there in the built object; undefined for a field that is missing. */
  readonly final: Json | undefined;
}
