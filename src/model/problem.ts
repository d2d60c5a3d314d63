/** Problems (what could not be checked), places, and notices. */

export type Stage =
  'config' | 'snapshot' | 'discover' | 'render' | 'relate' | 'evaluate' | 'locate' | 'suggest' | 'publish';

/** Every reason why something could not be checked. Each code has a row in docs/problems.md (a test compares). */
export type ProblemCode =
  | 'base-missing' // the base commit is not in this clone
  | 'pull-request-missing' // no open pull request has the head that a run was for
  | 'unreadable' // a path that git or the file system can't read
  | 'submodule' // a folder that lives in another repository
  | 'lfs-pointer' // a pointer of Git LFS without its content
  | 'rewritten-on-checkout' // git's checkout writes other content than it stores
  | 'link-outside' // a symbolic link that leaves the repository, has no target, or is circular
  | 'not-utf8'
  | 'too-large' // over a limit on bytes, documents or nodes
  | 'yaml-syntax'
  | 'yaml-duplicate-key'
  | 'yaml-bomb' // aliases that expand to more than the limit
  | 'unknown-kind' // a kind that its API group does not have
  | 'not-a-manifest' // a document that has only one of apiVersion and kind
  | 'deployment-invalid' // a declaration that Argo CD, Flux or helmfile would reject
  | 'path-outside' // a path in a declaration that leaves the repository
  | 'chart-invalid' // Chart.yaml is missing or wrong
  | 'chart-kubernetes-version' // the chart requires another Kubernetes version
  | 'chart-dependency-missing'
  | 'values-missing' // a values file that does not exist
  | 'values-invalid' // a values file that is not a map, or not YAML
  | 'values-schema'
  | 'schema-remote' // the values schema refers to a URL
  | 'template-failed'
  | 'kustomize-failed'
  | 'remote-refused' // a remote base or resource that may not be fetched
  | 'fetch-failed' // a registry or chart repository did not deliver
  | 'archive-refused' // a fetched archive that is too large, has another digest, or is unsafe to unpack
  | 'engine-timeout'
  | 'engine-memory'
  | 'engine-failed' // a bug of Plimsoll
  | 'deadline' // the time limit of the run was reached
  | 'rego-invalid' // a policy that does not compile
  | 'rule-failed'
  | 'annotation-lost';

// `annotation-lost`: a comment or annotation could not be posted in its place.

/** Something that could not be checked, or only in part. Always shown. It is neither a pass nor a denial. */
export interface Problem {
  readonly stage: Stage;
  readonly code: ProblemCode | 'configuration' | 'usage';
  /** What could not be checked: a file, a source id or a rule id. */
  readonly subject: string;
  /** One sentence: what happened, and what was expected. */
  readonly message: string;
  readonly place?: Place;
  /** It existed at base and hides nothing that the pull request changes: it is reported, and does not fail a review. */
  readonly status?: 'existing';
}

/** Where a finding or a problem is in the source: always exactly one of these. Lines are 1-based and inclusive. */
export type Place =
  | { readonly kind: 'lines'; readonly file: string; readonly first: number; readonly last: number }
  | { readonly kind: 'file'; readonly file: string; readonly why: string }
  | { readonly kind: 'summary'; readonly why: string };

/** Information that does not change the verdict. */
export interface Notice {
  readonly code: NoticeCode;
  /** A source id, a file, or a commit. */
  readonly subject: string;
  /** One or two sentences. */
  readonly message: string;
  readonly place?: Place;
}

export type NoticeCode =
  | 'deployed-otherwise' // base and head deploy it differently: both ways are checked
  | 'no-longer-deployed' // the declaration that deployed it was removed
  | 'moved-to-environment' // it has no deployment, and moved to the folder of another environment
  | 'moved-out-of-sight' // what base reads is now at a path that the configuration excludes: it is checked all the same
  | 'configuration-changed' // the pull request edits the configuration; the trusted one decides
  | 'branch-setting-left' // a setting of the base branch's configuration that does not tighten that of the default branch
  | 'extends-left' // the configuration extends an organisation's rules, and others are handed in
  | 'rollout' // the organisation's rules do not block in this repository yet
  | 'rule-announced' // findings that warn, and will be denied from a day on
  | 'waiver-ended' // its last day has passed
  | 'chart-unmatched' // an entry of the configuration's `charts` matches no chart
  | 'chart-values-missing' // an entry of the configuration's `charts` names a values file that does not exist
  | 'waiver-unused' // it matches no finding
  | 'waiver-ending' // its last day is within two weeks
  | 'waiver-brought' // the pull request adds it: it covers nothing until it is merged
  | 'waiver-exceeded' // it matches a finding of the pull request, and does not cover it
  | 'waiver-invalid' // an annotation that is meant as a waiver and is not one
  | 'workload-unmatched' // an entry of the configuration's `workloads` reaches no pod
  | 'configuration-idle' // another entry of the configuration that changes nothing
  | 'baseline-fixed' // entries of the baseline that nothing stands for
  | 'baseline-exceeded' // findings that reach further than their entries in the baseline
  | 'baseline-mandatory' // entries of the baseline for rules that the organisation made mandatory
  | 'baseline-changed' // the pull request edits the baseline
  | 'waiver-orphaned' // the pull request moves, renames or deletes its subject
  | 'duplicate-key' // a map has a key twice, and is read as its reader does
  | 'tips-compared' // no common ancestor of base and head in this clone
  | 'defaults-incomplete';

export type Lines = Extract<Place, { readonly kind: 'lines' }>;
