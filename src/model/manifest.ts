/** Rendered objects, their origin, and their variants for what is unknown. */
import { type Notice, type Lines, type Problem } from './problem.ts';
import { type JsonObject } from './json.ts';
import { type Origin, type Source, type Unknown } from './source.ts';

/** A rendered object, as the API server would get it. */
export interface Manifest {
  readonly source: string;
  readonly object: KubernetesObject;
  readonly origin: Origin;
  /** The object before the `finishing` of its deployment; absent if that changes nothing. */
  readonly rendered?: KubernetesObject;
  /** Its variants for other values of what is unknown; absent if there are none. */
  readonly otherwise?: readonly Otherwise[];
  /** Present if a plain render has no such object, or a different one: an upgrade of the release creates it. */
  readonly when?: 'upgrade';
}

/** An object under another supposition about unknown values. */
export interface Otherwise {
  readonly on: readonly Unknown[];
  /** Null: it would not exist. */
  readonly object: KubernetesObject | null;
}

export interface KubernetesObject extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface Rendering {
  readonly source: Source;
  readonly status: 'rendered' | 'failed' | 'unchanged';
  readonly manifests: readonly Manifest[];
  readonly problems: readonly Problem[];
  /** Notices about its texts; absent if there are none. */
  readonly notices?: readonly Notice[];
  /** Results under other suppositions; absent if none were tried. */
  readonly supposed?: Supposed;
  /** What its templates depend on that a render without a cluster can't know; absent if there is nothing. */
  readonly elsewhere?: Elsewhere;
}

/**
 * How it renders in another release or cluster, at another time, or with other random values, as far as that differs.
 */
export interface Elsewhere {
  /** What this depends on, and where that is written. */
  readonly on: Unknown & { readonly place: Lines };
  readonly variants: readonly Variant[];
  /** Why some variants could not be rendered; null if all were. */
  readonly unseen: string | null;
}

export interface Variant {
  readonly manifest: Manifest;
  /** The same object in a plain render; null if it has none. */
  readonly instead: Manifest | null;
  /** Whether it will happen: each release is upgraded one day. */
  readonly certain: boolean;
}

export interface Supposed {
  /** What it depends on that was found while rendering: the deployment does not name it. */
  readonly found: readonly (Unknown & { readonly place: Lines })[];
  /** The unknowns for which other values were rendered: everything that depends on them is known. */
  readonly tried: readonly Unknown[];
  /** Objects that exist only under another supposition. */
  readonly possible: readonly Manifest[];
}
