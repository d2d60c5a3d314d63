/** Not knowing, as a value: what could not be looked at, where something stands, and what is only said. */

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
  | 'unknown-kind' // an object of a kind that its API group does not have
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
  | 'annotation-lost';

// something could not be said where it belongs

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
  | 'moved-to-environment' // nobody says who deploys it, and it moved to the folder of another environment
  | 'configuration-changed' // the pull request edits the configuration, and the trusted one decides
  | 'waiver-ended' // its last day is past
  | 'chart-unmatched' // an entry of the configuration's `charts` is for no chart
  | 'chart-values-missing' // an entry of the configuration's `charts` names a values file that does not exist
  | 'waiver-unused' // nothing that was found is what it speaks of
  | 'waiver-orphaned' // the pull request moves, renames or deletes what it is for
  | 'duplicate-key' // a map has a key twice, and is looked at as its reader takes that
  | 'tips-compared' // the clone has no common ancestor of base and head
  | 'defaults-incomplete';

export type Lines = Extract<Place, { readonly kind: 'lines' }>;
