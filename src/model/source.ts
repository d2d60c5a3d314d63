import { type Lines } from './problem.ts';
/** What discovery gives: things that render to manifests, and how they are deployed. */
import { type Json, type JsonObject, type Path } from './json.ts';

/** A thing that renders to manifests. `id` is the path, then `#` and the comma-joined value files if any. */
export type Source = PlainSource | HelmSource | KustomizeSource;

interface SourceBase {
  readonly id: string;
  /** plain: a file; helm and kustomize: a folder (`.` for the root). */
  readonly path: string;
  /** The cluster it goes to; `default` where the repository does not say. */
  readonly target: string;
  /** Where objects go that name no namespace. */
  readonly namespace: string;
  /** What deploys it, where the repository says so. */
  readonly deployment: DeployedBy | null;
  /** What its deployment does to the rendered objects; null for nothing. */
  readonly finishing: Finishing | null;
  /** Every file it may read, sorted. The source is unchanged when all of these are. */
  readonly reads: readonly string[];
}

/** A deployment that nothing can be rendered of, and the cluster that it goes to. */
export interface UnseenDeployment extends DeployedBy {
  readonly target: string;
  /** Files that say how it is deployed, values among them. */
  readonly declaredIn: readonly string[];
}

/** A declaration that deploys a source: an Application, a HelmRelease, a release of a helmfile, a file of values. */
export interface DeployedBy {
  readonly name: string;
  /** Where it is declared. */
  readonly place: Lines;
  /** What it depends on and cannot be seen in this repository: values from a Secret of the cluster, say. */
  readonly unknown: readonly PlacedUnknown[];
  /** Present where it renders charts as `helm template` does, as Argo CD: there each deployment is an installation. */
  readonly installsOnly?: true;
}

/** Something that cannot be known here. Two that read the same are the same. */
export interface Unknown {
  /** `values`, `chart`, `spec.source.plugin`. */
  readonly what: string;
  /** One sentence. */
  readonly why: string;
}

/** One that is written somewhere: what the field there says cannot be known here. */
export interface PlacedUnknown extends Unknown {
  readonly place: Lines;
  /** A digest of what says so: where that changes, so may what cannot be known, though it reads the same. */
  readonly said?: string;
}

/** What happens to rendered objects before they are applied, in this order. */
export interface Finishing {
  /** Fields of kustomizations through which all objects go together, one after the other. */
  readonly postRender: readonly JsonObject[];
  /** Flux's variables, put in place of `${name}`. */
  readonly substitute: Substitution | null;
  /** What is put on every object. */
  readonly commonMetadata: CommonMetadata | null;
  /** What other deployments of the cluster write on namespaces that may be among the objects. */
  readonly namespaces: readonly MadeNamespace[];
}

export interface Substitution {
  readonly variables: Readonly<Record<string, string>>;
  /** Whether these are all: else a variable that is not among them is not empty but unknown. */
  readonly complete: boolean;
}

/** What is laid over an object's `metadata`, and over nothing else of it. */
export interface CommonMetadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface PlainSource extends SourceBase {
  readonly kind: 'plain';
  /** The namespace that the file has a deployment make: then it is of that alone. Null for a file of manifests. */
  readonly makes: MadeNamespace | null;
}

/** A namespace that a deployment makes, and what it writes on it whoever made it. */
export interface MadeNamespace {
  readonly name: string;
  /** Where the deployment says its name. */
  readonly named: Lines;
  readonly metadata: CommonMetadata;
  /** Where the metadata is written: a map in a document of a file. */
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

/** A value that a deployment sets by name: where the value is written, and what it is. */
export interface SetAt extends WrittenAt {
  readonly list: 'set' | 'setString';
  /** Its index there. */
  readonly index: number;
  /** In Helm's syntax: `a.b[0].c`. */
  readonly name: string;
  /** From the root of the chart's values. */
  readonly sets: Path;
  /** As Helm reads it. */
  readonly value: Json;
}

export interface HelmSource extends SourceBase {
  readonly kind: 'helm';
  /** What Helm is given: path inside the chart → path in the tree, `file://` dependencies under charts/. */
  readonly files: ReadonlyMap<string, string>;
  /** Value files in order, relative to the repository's root; the chart's own values.yaml is not named. */
  readonly values: readonly string[];
  /** All that Helm is given beside the chart's own values, in order; later ones win. `values` are the files among them. */
  readonly layers: readonly ValueLayer[];
  readonly release: { readonly name: string; readonly namespace: string };
  /** `--set` arguments, as written. */
  readonly set: readonly string[];
  /** `--set-string` arguments, as written. */
  readonly setString: readonly string[];
  /** Of those of both kinds that a deployment has, where; absent for none. */
  readonly setAt?: readonly SetAt[];
  /** `--set-file` arguments: the part behind `=` is a path in this repository. */
  readonly setFile: readonly string[];
  /** Beside those that Helm knows without a cluster, like `monitoring.coreos.com/v1`. */
  readonly apiVersions: readonly string[];
  /** The Kubernetes that the deployment tells Helm; null for the run's. */
  readonly kubernetesVersion: string | null;
  readonly skipCrds: boolean;
  /** Where the version of a chart from elsewhere is chosen; null for a chart of this repository. */
  readonly chosenAt: Lines | null;
  /** A chart from elsewhere. Its `files` are empty until it has been fetched. */
  readonly remote: RemoteChart | null;
  readonly skipSchemaValidation: boolean;
  /** Names of dependencies that could not be had, and without which it is rendered. */
  readonly leftOut?: readonly string[];
  /** Values set by name, in Helm's syntax, to what cannot be seen. */
  readonly setUnknown: readonly { readonly name: string; readonly of: Unknown }[];
}

/**
 * A chart in a chart repository, a registry or another git repository. `version` is a version or a range, in a registry
 * a tag or digest (`sha256:…`) too; null for the newest. `reference` begins with `oci://` and has no tag. `ref` is a
 * branch, tag or commit; null for the default branch.
 */
export type RemoteChart =
  | { readonly kind: 'http'; readonly repository: string; readonly name: string; readonly version: string | null }
  | { readonly kind: 'oci'; readonly reference: string; readonly version: string | null }
  | { readonly kind: 'git'; readonly url: string; readonly ref: string | null; readonly path: string };

/** Values for a chart: a file, or a map that stands in another document. */
export type ValueLayer =
  | { readonly kind: 'file'; readonly file: string }
  /** `path` leads to the map in that document of the file, or to the text block that holds it. */
  | {
      readonly kind: 'inline';
      readonly file: string;
      /** 0-based. */
      readonly document: number;
      readonly path: Path;
      readonly value: JsonObject;
      /** Values of a Secret, which are known, and never shown nor edited. */
      readonly isSecret?: true;
    }
  /** Values of which only a part can be seen, or none. They are never shown nor edited. */
  | ({ readonly kind: 'unknown'; readonly file: string; readonly of: Unknown } & PartlyKnown);

export interface PartlyKnown {
  /** What can be seen, with a stand-in where a list has a value that cannot. */
  readonly value: JsonObject;
  /** What cannot be seen, as far as it is known what it sets. Empty: it may set anything. */
  readonly leaves: readonly UnknownLeaf[];
}

/** One value that cannot be seen. */
export interface UnknownLeaf {
  readonly path: Path;
  /** Null: what the chart takes there. */
  readonly type: 'text' | 'number' | 'truth' | null;
}

export interface KustomizeSource extends SourceBase {
  readonly kind: 'kustomize';
  /** Fields that the deployment sets in the folder's own kustomization. Empty for none. */
  readonly overrides: JsonObject;
  /** Where the deployment has each of the patches among them; absent for none. */
  readonly patchesAt?: readonly WrittenAt[];
  /** The Kubernetes that the deployment tells kustomize for its charts; absent for the run's. */
  readonly kubernetesVersion?: string;
  /** Of a folder without a kustomization, what one is made of, relative to it; null where it has its own. */
  readonly resources: readonly string[] | null;
}
