import { type Notice, type Lines, type Problem } from './problem.ts';
/** What rendering gives: objects, where they come from, and what they would be otherwise. */
import { type JsonObject, type Path } from './json.ts';
import { type MadeNamespace, type Source, type Unknown } from './source.ts';

/** What the API server would be given. */
export interface Manifest {
  readonly source: string;
  readonly object: KubernetesObject;
  readonly origin: Origin;
  /** The object before its deployment's finishing; absent where that changes nothing. */
  readonly rendered?: KubernetesObject;
  /** What it would be if what cannot be known were otherwise; absent where it is the same then. */
  readonly otherwise?: readonly Otherwise[];
  /** Present where a plain render has no such object, or another one: what an upgrade of the release makes of it. */
  readonly when?: 'upgrade';
}

/** An object under another supposition of what cannot be known. */
export interface Otherwise {
  readonly on: readonly Unknown[];
  /** Null: it would not be there. */
  readonly object: KubernetesObject | null;
}

export interface KubernetesObject extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Where a manifest comes from. */
export type Origin =
  /** A document of a file: `item` leads to the object inside it, for members of a `List`. */
  | { readonly kind: 'plain'; readonly file: string; readonly document: number; readonly item: Path }
  /** A namespace that a deployment makes: its labels and annotations are where the deployment has them. */
  | { readonly kind: 'made'; readonly namespace: MadeNamespace }
  /** A document of a rendered template. `text` is the document, comments kept, without `---`. */
  | {
      readonly kind: 'helm';
      /** The template's file, relative to the repository's root. */
      readonly template: string;
      /** The template's name in Helm's own terms: chart/templates/x.yaml. */
      readonly name: string;
      /** 0-based line of the rendered template file at which `text` begins. */
      readonly start: number;
      readonly text: string;
      readonly item: Path;
    }
  /** A resource of a build. `file` is null for what a generator or a transformer made. */
  | {
      readonly kind: 'kustomize';
      readonly file: string | null;
      /** The kustomization file that brought it in, or that configures the generator. */
      readonly configuredIn: string;
      /** apiVersion, kind, namespace and name as they stand in `file`, before transformers. */
      readonly original: ObjectName;
      /** Kustomization files whose transformers touched it, in order. */
      readonly transformers: readonly string[];
    };

export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

export interface Rendering {
  readonly source: Source;
  readonly status: 'rendered' | 'failed' | 'unchanged';
  readonly manifests: readonly Manifest[];
  readonly problems: readonly Problem[];
  /** What is worth knowing of its texts; absent for nothing. */
  readonly notices?: readonly Notice[];
  /** What was supposed to be otherwise; absent where nothing was. */
  readonly supposed?: Supposed;
  /** What its templates decide by and a render without a cluster does not know; absent where there is nothing. */
  readonly elsewhere?: Elsewhere;
}

/** How it renders in another release, cluster, at another time, or by other chances: as far as that differs. */
export interface Elsewhere {
  /** What that hangs on, and where it is said. */
  readonly on: Unknown & { readonly place: Lines };
  readonly variants: readonly Variant[];
  /** Why some of it could not be seen; null where it was. */
  readonly unseen: string | null;
}

export interface Variant {
  readonly manifest: Manifest;
  /** What it is in a plain render; null where that has nothing of the kind. */
  readonly instead: Manifest | null;
  /** Whether it will be so: each release is upgraded one day. */
  readonly certain: boolean;
}

export interface Supposed {
  /** What it hangs on and turned up in rendering: the deployment does not name it. */
  readonly found: readonly (Unknown & { readonly place: Lines })[];
  /** What it was rendered with otherwise: whatever hangs on it is known to. */
  readonly tried: readonly Unknown[];
  /** Objects that are only there otherwise. */
  readonly possible: readonly Manifest[];
}
