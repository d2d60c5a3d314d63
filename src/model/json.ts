/** JSON values, and paths into them. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A path into an object: map keys are strings, list items 0-based numbers. */
export type Path = readonly (string | number)[];
