/**
 * The data that the stages hand to each other, in the order of the line:
 *
 *     snapshot → discover → render → relate → evaluate → compare → locate → suggest → report → publish
 *
 * Plain, readonly, serialisable. Files are relative to the repository's root with `/` between the parts; lines are
 * 1-based and inclusive; paths into objects are lists of keys and 0-based indexes.
 */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A way into an object: map keys are strings, list items 0-based numbers. */
export type Path = readonly (string | number)[];

// --- not knowing ------------------------------------------------------------------------------------------------

export type Stage =
  'config' | 'snapshot' | 'discover' | 'render' | 'relate' | 'evaluate' | 'locate' | 'suggest' | 'publish';

/** Every way of not being able to look. Each code has a row in docs/problems.md (a test compares). */
export type ProblemCode =
  | 'base-missing' // the base commit is not in this clone
  | 'unreadable' // a path that git or the file system would not give
  | 'submodule' // a folder that lives in another repository
  | 'lfs-pointer' // the content is not here, only its pointer
  | 'rewritten-on-checkout' // git writes another content than it stores
  | 'link-outside' // a symbolic link that leaves the repository, dangles or turns in a circle
  | 'not-utf8'
  | 'too-large' // over a limit on bytes, documents or nodes
  | 'yaml-syntax'
  | 'yaml-duplicate-key'
  | 'yaml-bomb' // aliases that expand to more than the limit
  | 'not-a-manifest' // a document that has only one of apiVersion and kind
  | 'deployment-invalid' // a declaration of Argo CD, Flux or helmfile that is not as these read it
  | 'path-outside' // a path in a declaration that leaves the repository
  | 'chart-invalid' // Chart.yaml is missing or wrong
  | 'chart-kubernetes-version' // the chart wants another Kubernetes
  | 'chart-dependency-missing'
  | 'values-missing' // a values file that is named but not there
  | 'values-invalid' // a values file that is not a map, or not YAML
  | 'values-schema'
  | 'schema-remote' // the values schema refers to an address
  | 'template-failed'
  | 'kustomize-failed'
  | 'remote-refused' // a base or resource that would have to be fetched
  | 'fetch-failed' // a registry or chart repository that did not give what was asked for
  | 'archive-refused' // a fetched archive that is too large, not what its digest says, or not safe to unpack
  | 'engine-timeout'
  | 'engine-memory'
  | 'engine-failed' // a fault of ours
  | 'deadline' // the run would have taken too long
  | 'rego-invalid' // a policy that does not compile
  | 'rule-failed'
  | 'annotation-lost'; // something could not be said where it belongs

/** Something that could not be looked at, or not wholly. Always shown; never a pass, never a deny. */
export interface Problem {
  readonly stage: Stage;
  readonly code: ProblemCode | 'configuration' | 'usage';
  /** What could not be looked at: a file, a source id, a rule id. */
  readonly subject: string;
  /** One sentence: what happened, and what was expected. */
  readonly message: string;
  readonly place?: Place;
  /** It stood at base, and hides nothing that the pull request changes: it is said, and fails no review. */
  readonly status?: 'existing';
}

/** Where a finding or a problem stands in the source: always exactly one of these. */
export type Place =
  | { readonly kind: 'lines'; readonly file: string; readonly first: number; readonly last: number }
  | { readonly kind: 'file'; readonly file: string; readonly why: string }
  | { readonly kind: 'summary'; readonly why: string };

/** What is said and never a verdict. */
export interface Notice {
  readonly code: NoticeCode;
  /** A source's id, a file, or a commit. */
  readonly subject: string;
  /** One or two sentences. */
  readonly message: string;
  readonly place?: Place;
}

export type NoticeCode =
  | 'deployed-otherwise' // head says otherwise than base who deploys it: it is looked at in both ways
  | 'no-longer-deployed' // the declaration that deployed it is gone
  | 'configuration-changed' // the pull request edits the configuration, and the trusted one decides
  | 'waiver-ended' // its last day is past
  | 'waiver-unused' // nothing that was found is what it speaks of
  | 'tips-compared' // the clone has no common ancestor of base and head
  | 'defaults-incomplete'; // a chart that rendered with its defaults alone needs more values now

// --- snapshot ---------------------------------------------------------------------------------------------------

/** One file of a tree, links already followed. `digest` changes whenever the content does (git's blob id, or SHA-1 of the same shape). */
export interface TreeFile {
  readonly path: string;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  /** The path of the file that a link leads to; absent where the file is its own. */
  readonly holder?: string;
  /** Present where a checkout by git writes another content than this one; never for a folder, which is checked out. */
  readonly rewritten?: Rewriting;
}

/** The attribute of git that has a checkout write another content, and where it is given. */
export interface Rewriting {
  /** `working-tree-encoding=UTF-16`, `filter=name`, `ident`. */
  readonly attribute: string;
  readonly file: string;
  readonly line: number;
}

/** The files of a commit or a folder. Nothing outside of it can be read through it. */
export interface Tree {
  /** A commit id, or a folder's path. For people; never part of a fingerprint. */
  readonly name: string;
  /** By path, sorted by path. */
  readonly files: ReadonlyMap<string, TreeFile>;
  /** What could not be listed or followed. */
  readonly problems: readonly Problem[];
  /** @throws {MissingFileError} for a path that is not in `files`. */
  read(path: string): Promise<Uint8Array>;
}

// --- discover ---------------------------------------------------------------------------------------------------

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
}

/** A declaration that deploys a source: an Application, a HelmRelease, a release of a helmfile, a file of values. */
export interface DeployedBy {
  readonly name: string;
  /** Where it is declared. */
  readonly place: Extract<Place, { kind: 'lines' }>;
  /** What it depends on and cannot be seen in this repository: values from a Secret of the cluster, say. */
  readonly unknown: readonly Unknown[];
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
  readonly named: Extract<Place, { kind: 'lines' }>;
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
  /** `--set-file` arguments: the part behind `=` is a path in this repository. */
  readonly setFile: readonly string[];
  /** Beside those that Helm knows without a cluster, like `monitoring.coreos.com/v1`. */
  readonly apiVersions: readonly string[];
  /** The Kubernetes that the deployment tells Helm; null for the run's. */
  readonly kubernetesVersion: string | null;
  readonly skipCrds: boolean;
  /** Where the version of a chart from elsewhere is chosen; null for a chart of this repository. */
  readonly chosenAt: Extract<Place, { kind: 'lines' }> | null;
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
  /** Of a folder without a kustomization, what one is made of, relative to it; null where it has its own. */
  readonly resources: readonly string[] | null;
}

// --- render -----------------------------------------------------------------------------------------------------

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
  /** What was supposed to be otherwise; absent where nothing was. */
  readonly supposed?: Supposed;
  /** What its templates decide by and a render without a cluster does not know; absent where there is nothing. */
  readonly elsewhere?: Elsewhere;
}

/** How it renders in another release, cluster, at another time, or by other chances: as far as that differs. */
export interface Elsewhere {
  /** What that hangs on, and where it is said. */
  readonly on: Unknown & { readonly place: Extract<Place, { kind: 'lines' }> };
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
  readonly found: readonly (Unknown & { readonly place: Extract<Place, { kind: 'lines' }> })[];
  /** What it was rendered with otherwise: whatever hangs on it is known to. */
  readonly tried: readonly Unknown[];
  /** Objects that are only there otherwise. */
  readonly possible: readonly Manifest[];
}

// --- relate -----------------------------------------------------------------------------------------------------

/** Facts that need more than one object; what `data.facts` holds in a rule. See docs/facts.md. */
export type Fact = 'yes' | 'no' | 'unknown';

// --- evaluate ---------------------------------------------------------------------------------------------------

export type Severity = 'critical' | 'high' | 'medium' | 'low';
export type Enforcement = 'deny' | 'warn';
export type Risk = 'none' | 'may-break' | 'decision';

/** The header of a rule, from its METADATA. */
export interface Rule {
  /** `<group>/<rule>`. */
  readonly id: string;
  /** An imperative. */
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly enforcement: Enforcement;
  readonly remedy: string;
  /** Kinds it looks at; `Pod` stands for every workload that makes pods. */
  readonly kinds: readonly string[];
  readonly standards: readonly string[];
  readonly related: readonly string[];
  /** Risk of its fix, null when it never offers one. */
  readonly fixRisk: Risk | null;
  /** What to check before taking a fix that may break; null otherwise. */
  readonly fixCheck: string | null;
  readonly since: string;
  /** Whether it asks for `data.facts`: what it says of an object may hang on other objects. */
  readonly readsFacts: boolean;
}

/** What a rule wants changed. Paths are into the object, from its root. */
export type FixOperation =
  /** Set the value, making parents that are missing. */
  { readonly op: 'set'; readonly path: Path; readonly value: Json } | { readonly op: 'remove'; readonly path: Path };

/** What one evaluation of a rule says about one object, before it is compared. */
export interface RawFinding {
  readonly rule: string;
  readonly manifest: Manifest;
  readonly path: Path;
  readonly message: string;
  /** How far it reaches: numbers and lists that can grow (verbs, capabilities, CIDR, host path). Empty when it can't. */
  readonly extent: JsonObject;
  /** The operations that, together, resolve it; empty when nothing is offered. */
  readonly fix: readonly FixOperation[];
}

// --- compare ----------------------------------------------------------------------------------------------------

export type Status = 'new' | 'worsened' | 'existing' | 'fixed' | 'waived';

export interface Waiver {
  readonly reason: string;
  /** ISO date, the last day on which it holds. */
  readonly expires: string;
}

export interface Compared extends RawFinding {
  readonly target: string;
  readonly severity: Severity;
  readonly enforcement: Enforcement;
  readonly status: Status;
  /** Hex. The same for the same finding in other commits, places and orders. */
  readonly fingerprint: string;
  readonly waiver: Waiver | null;
}

export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

export interface WorkloadPosture {
  readonly object: ObjectName;
  readonly source: string;
  readonly psa: { readonly before: PodSecurityLevel | null; readonly after: PodSecurityLevel | null };
}

// --- locate, suggest --------------------------------------------------------------------------------------------

export interface ValuesOrigin {
  readonly file: string;
  readonly line: number;
  readonly path: Path;
}

/** The line of a template that made a field, where the finding stands elsewhere: at what chose or names the chart. */
export interface TemplateOrigin {
  /** Name and version of what was fetched, if it was; `file` is then relative to it. */
  readonly chart: string | null;
  readonly file: string;
  /** Null where no line could be shown to have made it. */
  readonly line: number | null;
}

/** An edit that was applied, rendered and evaluated. Replaces lines first..last whole; `""` deletes them. */
export interface Suggestion {
  readonly file: string;
  readonly first: number;
  readonly last: number;
  /** Joined by `\n`, without a final break. */
  readonly replacement: string;
  readonly risk: Risk;
  readonly verified: true;
}

// --- report -----------------------------------------------------------------------------------------------------

export type Shown = 'inline' | 'file' | 'summary';

/** A finding as the report has it: the contract of docs/report.md. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly enforcement: Enforcement;
  readonly status: Status;
  readonly object: ObjectName;
  readonly source: string;
  readonly path: Path;
  readonly message: string;
  readonly fingerprint: string;
  readonly place: Place;
  readonly origin?: { readonly values?: ValuesOrigin; readonly template?: TemplateOrigin };
  readonly shown?: Shown;
  readonly suggestion?: Suggestion;
  /** Why there is no suggestion although the rule offers a fix. */
  readonly noSuggestion?: string;
  readonly waiver?: Waiver;
}

export interface ReportedSource {
  readonly id: string;
  readonly kind: Source['kind'];
  readonly path: string;
  readonly values: readonly string[];
  readonly target: string;
  /** `partial`: rendered without a dependency that could not be had. */
  readonly status: Rendering['status'] | 'partial';
  readonly objects: number;
  /** What deploys it, where the repository says so. */
  readonly deployment?: {
    readonly name: string;
    readonly file: string;
    readonly line: number;
  };
}

/** A file that may reach a cluster, and that nothing here reads. No problem and no verdict. */
export interface Unread {
  readonly file: string;
  /** One sentence. */
  readonly why: string;
}

/** What a deployment depends on and that cannot be seen in this repository. */
export interface ReportedUnknown {
  /** Its name; the source's id where nothing deploys it. */
  readonly deployment: string;
  /** The cluster that it deploys to. */
  readonly target: string;
  /** Where the deployment is declared. */
  readonly file: string;
  readonly line: number;
  /** `values`, `chart`, `spec.source.plugin`. */
  readonly what: string;
  /** One sentence. */
  readonly why: string;
  /** How many fields of objects are unknown for it: no finding stands on them. */
  readonly fields: number;
  /** What would be found, or not, as this is one thing or another: no findings, and no pass. */
  readonly hanging: readonly HangingFinding[];
  /** How many of the report's findings hold unless this says otherwise: what it sets is not known. */
  readonly assumed: number;
}

/** A finding that is neither made nor ruled out. */
export interface HangingFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly object: ObjectName;
  readonly source: string;
  readonly path: Path;
}

export type Verdict = 'pass' | 'fail' | 'error';
export type Mode = 'review' | 'audit';
export type FailOn = Severity | 'never';

export interface Counts {
  readonly files: number;
  readonly sources: number;
  readonly objects: number;
  readonly rules: number;
  readonly evaluations: number;
  /** Sources of the base that the head does not have; absent in an audit, and for none. */
  readonly removed?: number;
}

/** Everything that will be said, as a value: the JSON report. Stable; other tools read it. */
export interface Report {
  readonly schema: 1;
  readonly tool: { readonly name: 'plimsoll'; readonly version: string };
  readonly mode: Mode;
  /** Commit ids; null for a folder. In a review `base` is the merge base. */
  readonly base: string | null;
  readonly head: string | null;
  readonly kubernetesVersion: string;
  readonly failOn: FailOn;
  readonly verdict: Verdict;
  readonly counts: Counts;
  readonly sources: readonly ReportedSource[];
  readonly findings: readonly Finding[];
  readonly posture: { readonly workloads: readonly WorkloadPosture[] };
  /** What could not be known, of the deployments that were looked at. No problem: it is nobody's fault. */
  readonly unknown: readonly ReportedUnknown[];
  /** Changed files that may reach a cluster and that no source reads; absent for none. */
  readonly unread?: readonly Unread[];
  /** What changed of who deploys what; absent for nothing. */
  readonly notices?: readonly Notice[];
  readonly problems: readonly Problem[];
}
