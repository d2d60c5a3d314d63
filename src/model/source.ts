/** Sources: files, charts and kustomizations that render to manifests, and how they are deployed. */
import { type Lines } from './problem.ts';
import { type Json, type JsonObject, type Path } from './json.ts';
import { type ObjectName } from './object-name.ts';

/**
 * The kinds of source, each with the file that stands for a source in its folder; null where the source is a single
 * file.
 */
export const mainFiles = {
  plain: null,
  helm: 'Chart.yaml',
  kustomize: 'kustomization.yaml',
} as const satisfies Readonly<Record<Source['kind'], string | null>>;

/** A source of manifests. `id` is the path, followed by `#` and the comma-joined value files if there are any. */
export type Source = PlainSource | HelmSource | KustomizeSource;

interface SourceBase {
  readonly id: string;
  /** plain: a file; helm and kustomize: a folder (`.` for the root). */
  readonly path: string;
  /** The cluster that it is deployed to; `default` if the repository names none. */
  readonly target: string;
  /** The namespace of objects that name none. */
  readonly namespace: string;
  /** Its deployment, if the repository declares one. */
  readonly deployment: DeployedBy | null;
  /** How its deployment changes the rendered objects; null if it does not. */
  readonly finishing: Finishing | null;
  /** Every file that it may read, sorted. The source is unchanged if all of them are. */
  readonly reads: readonly string[];
}

/** A deployment of which nothing can be rendered, and its cluster. */
export interface UnseenDeployment extends DeployedBy {
  readonly target: string;
  /** Files that configure the deployment, including its values. */
  readonly declaredIn: readonly string[];
}

/** A declaration that deploys a source: an Application, a HelmRelease, a release of a helmfile, a file of values. */
export interface DeployedBy {
  readonly name: string;
  /** Where it is declared. */
  readonly place: Lines;
  /** What it depends on that this repository does not contain: values from a Secret of the cluster, for example. */
  readonly unknown: readonly PlacedUnknown[];
  /** Present if it renders charts as `helm template` does, like Argo CD: each deployment is then an installation. */
  readonly installsOnly?: true;
}

/** Something that is unknown. Two with equal texts are the same. */
export interface Unknown {
  /** `values`, `chart`, `spec.source.plugin`. */
  readonly what: string;
  /** One sentence. */
  readonly why: string;
}

/** An unknown with a place: the field there has a value that can't be known here. */
export interface PlacedUnknown extends Unknown {
  readonly place: Lines;
  /** A digest of the text that causes it: if the text changes, the unknown value may change too. */
  readonly said?: string;
}

/** Changes to rendered objects before they are applied, in this order. */
export interface Finishing {
  /** Kustomizations (their fields) that are applied to all objects together, one after the other. */
  readonly postRender: readonly JsonObject[];
  /** Flux's variables, which replace `${name}`. */
  readonly substitute: Substitution | null;
  /** Labels and annotations that every object gets. */
  readonly commonMetadata: CommonMetadata | null;
  /** Metadata that other deployments of the cluster set on namespaces that may be among the objects. */
  readonly namespaces: readonly MadeNamespace[];
}

export interface Substitution {
  readonly variables: Readonly<Record<string, string>>;
  /** Whether these are all variables. If not, a missing variable is unknown instead of empty. */
  readonly complete: boolean;
}

/** Labels and annotations that are merged into an object's `metadata`. */
export interface CommonMetadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface PlainSource extends SourceBase {
  readonly kind: 'plain';
  /**
   * The namespace that the file makes a deployment create: then the source consists of it alone. Null for a file of
   * manifests.
   */
  readonly makes: MadeNamespace | null;
}

/** A namespace that a deployment creates, and the metadata that it sets even if the namespace exists. */
export interface MadeNamespace {
  readonly name: string;
  /** Where the deployment names it. */
  readonly named: Lines;
  readonly metadata: CommonMetadata;
  /** Where the metadata is written. */
  readonly written: WrittenMap;
}

/** A value in a document of a file. */
export interface WrittenAt {
  readonly file: string;
  /** 0-based. */
  readonly document: number;
  readonly path: Path;
}

export interface WrittenMap extends WrittenAt {
  readonly first: number;
  readonly last: number;
}

/** A value that a deployment sets by name: its place and content. */
export interface SetAt extends WrittenAt {
  readonly list: 'set' | 'setString';
  /** Its 0-based index in that list. */
  readonly index: number;
  /** In Helm's syntax: `a.b[0].c`. */
  readonly name: string;
  /** The path that it sets, from the root of the chart's values. */
  readonly sets: Path;
  /** The value as Helm parses it. */
  readonly value: Json;
}

export interface HelmSource extends SourceBase {
  readonly kind: 'helm';
  /** The files for Helm: path inside the chart → path in the tree, `file://` dependencies under charts/. */
  readonly files: ReadonlyMap<string, string>;
  /** Value files in order, relative to the root of the repository, without the chart's own values.yaml. */
  readonly values: readonly string[];
  /**
   * All values for Helm in addition to the chart's own, in order; later ones win. `values` are the files among them.
   */
  readonly layers: readonly ValueLayer[];
  readonly release: { readonly name: string; readonly namespace: string };
  /** `--set` arguments, as written. */
  readonly set: readonly string[];
  /** `--set-string` arguments, as written. */
  readonly setString: readonly string[];
  /** Places of the `set` and `setString` entries that a deployment has; absent if there are none. */
  readonly setAt?: readonly SetAt[];
  /** `--set-file` arguments: the part after `=` is a path in this repository. */
  readonly setFile: readonly string[];
  /** API versions in addition to those that Helm knows without a cluster, such as `monitoring.coreos.com/v1`. */
  readonly apiVersions: readonly string[];
  /** The Kubernetes version that the deployment passes to Helm; null for that of the run. */
  readonly kubernetesVersion: string | null;
  readonly skipCrds: boolean;
  /** Where the version of a remote chart is set; null for a chart of this repository. */
  readonly chosenAt: Lines | null;
  /** The remote chart, null for a chart of this repository. `files` is empty until it has been fetched. */
  readonly remote: RemoteChart | null;
  readonly skipSchemaValidation: boolean;
  /** Names of dependencies that could not be fetched. The chart is rendered without them. */
  readonly leftOut?: readonly string[];
  /** Names (in Helm's syntax) of values that are set to something unknown. */
  readonly setUnknown: readonly { readonly name: string; readonly of: Unknown }[];
}

/**
 * A chart in a chart repository, an OCI registry or another git repository. `version` is a version or range, for OCI
 * also a tag or digest (`sha256:…`); null for the newest. `reference` begins with `oci://` and has no tag. `ref` is a
 * branch, tag or commit; null for the default branch.
 */
export type RemoteChart =
  | { readonly kind: 'http'; readonly repository: string; readonly name: string; readonly version: string | null }
  | { readonly kind: 'oci'; readonly reference: string; readonly version: string | null }
  | { readonly kind: 'git'; readonly url: string; readonly ref: string | null; readonly path: string };

/** Values for a chart: a file, a map inside another document, or unknown values. */
export type ValueLayer =
  | { readonly kind: 'file'; readonly file: string }
  /** `path` leads to the map, or to the text block that contains it. */
  | {
      readonly kind: 'inline';
      readonly file: string;
      /** 0-based. */
      readonly document: number;
      readonly path: Path;
      readonly value: JsonObject;
      /** The values come from a Secret: they are known, but never shown or edited. */
      readonly isSecret?: true;
    }
  /** Values that are known only in part, or not at all. They are never shown or edited. */
  | ({ readonly kind: 'unknown'; readonly file: string; readonly of: Unknown } & PartlyKnown);

export interface PartlyKnown {
  /** The known values, with a placeholder for unknown items of lists. */
  readonly value: JsonObject;
  /** The unknown values whose paths are known. Empty: any value may be set. */
  readonly leaves: readonly UnknownLeaf[];
}

/** One unknown value. */
export interface UnknownLeaf {
  readonly path: Path;
  /** Null: any type that the chart accepts there. */
  readonly type: 'text' | 'number' | 'truth' | null;
}

export interface KustomizeSource extends SourceBase {
  readonly kind: 'kustomize';
  /** Fields that the deployment sets in the folder's kustomization. Empty if there are none. */
  readonly overrides: JsonObject;
  /** Places of the patches in `overrides`; absent if there are none. */
  readonly patchesAt?: readonly WrittenAt[];
  /** The Kubernetes version that the deployment passes to kustomize for charts; absent for that of the run. */
  readonly kubernetesVersion?: string;
  /**
   * For a folder without a kustomization: the files to build one from, relative to the folder. Null if it has its own.
   */
  readonly resources: readonly string[] | null;
}

/** Where a manifest comes from. */
export type Origin =
  /** A document of a file. `item` is the path of the object in it, for members of a `List`. */
  | { readonly kind: 'plain'; readonly file: string; readonly document: number; readonly item: Path }
  /** A namespace that a deployment creates. Its labels and annotations are written in the deployment. */
  | { readonly kind: 'made'; readonly namespace: MadeNamespace }
  /** A document of a rendered template. `text` is the document with comments, without `---`. */
  | {
      readonly kind: 'helm';
      /** The template's file, relative to the root of the repository. */
      readonly template: string;
      /** The template's name in Helm: chart/templates/x.yaml. */
      readonly name: string;
      /** 0-based line of the rendered template file at which `text` begins. */
      readonly start: number;
      readonly text: string;
      readonly item: Path;
    }
  /** A resource of a kustomize build. `file` is null if a generator or transformer created it. */
  | {
      readonly kind: 'kustomize';
      readonly file: string | null;
      /** The kustomization file that includes it, or that configures the generator. */
      readonly configuredIn: string;
      /** apiVersion, kind, namespace and name as written in `file`, before transformers. */
      readonly original: ObjectName;
      /** Kustomization files whose transformers changed it, in order. */
      readonly transformers: readonly string[];
    };
