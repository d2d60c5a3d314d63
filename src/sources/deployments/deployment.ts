import { type Lines } from '../../model/problem.ts';
/**
 * How the repository says that its charts, kustomizations and folders are deployed: the values, names and namespaces
 * that a chart alone does not tell. Read from declarations of Argo CD, Flux and helmfile, and from value files that
 * stand beside a chart. Plain data: nothing is rendered or fetched here.
 */
import { type JsonObject } from '../../model/json.ts';
import {
  type CommonMetadata,
  type MadeNamespace,
  type PartlyKnown,
  type PlacedUnknown,
  type RemoteChart,
  type Substitution,
  type Unknown as Unseen,
  type ValueLayer,
  type WrittenAt,
} from '../../model/source.ts';

export type DeclaredBy =
  | 'argocd-application'
  | 'argocd-applicationset'
  | 'flux-helmrelease'
  | 'flux-kustomization'
  | 'helmfile'
  | 'values-pattern';

/** One thing that is deployed: an Application, a HelmRelease, a release of a helmfile. */
export interface Deployment {
  readonly name: string;
  readonly declaredBy: DeclaredBy;
  /** The cluster, as the declaration names it; `default` where it does not. */
  readonly target: string;
  /** Where objects go that name no namespace; null where the declaration leaves it to the objects. */
  readonly namespace: string | null;
  /** The declaration; of a generated one, the generator's element. */
  readonly place: Lines;
  /** The files that say all this, sorted. The deployment is as it was when these are, and what its parts read. */
  readonly declaredIn: readonly string[];
  /** In the order of the declaration; what they render to is applied together. */
  readonly parts: readonly DeployedPartKind[];
  /** Null when it makes none. */
  readonly createsNamespace: CreatedNamespace | null;
  /** What cannot be seen in this repository. */
  readonly unknown: readonly PlacedUnknown[];
}

/** A namespace that a deployment makes, where it is not there yet. */
export interface CreatedNamespace {
  readonly name: string;
  /** Null where the deployment writes nothing on it: what labels it has is for others to say. */
  readonly managed: MadeNamespace | null;
}

/** Something that a deployment depends on and that cannot be seen here. Named once, never guessed. */
export type { PlacedUnknown as Unknown };

export type DeployedPartKind = HelmPart | KustomizePart | DirectoryPart;

export interface HelmPart {
  readonly kind: 'helm';
  readonly chart: ChartRef;
  readonly release: { readonly name: string; readonly namespace: string };
  /** All that is laid over the chart's own values.yaml, in the order in which Helm merges it: later ones win. */
  readonly layers: readonly DeploymentLayer[];
  /** Laid over all layers, in this order. */
  readonly set: readonly SetValue[];
  readonly skipCrds: boolean;
  readonly skipSchemaValidation: boolean;
  /** Further API versions that the cluster has, as `--api-versions` takes them. */
  readonly apiVersions: readonly string[];
  /** As written; null for the cluster's own. */
  readonly kubeVersion: string | null;
  /** Fields of a kustomization through which the rendered objects go (Flux's post-renderers), in order. */
  readonly postRender: readonly JsonObject[];
  /** What is put on every object; null for nothing. */
  readonly commonMetadata: CommonMetadata | null;
}

export interface KustomizePart {
  readonly kind: 'kustomize';
  /** `.` for the root. */
  readonly folder: string;
  /** Whether the folder has no kustomization of its own, and one is made of every manifest below it, as Flux does. */
  readonly generated: boolean;
  /** Fields as a kustomization has them, to be set in the folder's own: see `withOverrides`. Empty for none. */
  readonly overrides: JsonObject;
  /** Where each of the patches among them is written; absent for none. */
  readonly patchesAt?: readonly WrittenAt[];
  /** As written; absent for the cluster's own. */
  readonly kubeVersion?: string;
  /** Flux's variables, put in place of `${name}` after the build; null where nothing is substituted. */
  readonly substitute: Substitution | null;
  /** What is put on every object; null for nothing. */
  readonly commonMetadata: CommonMetadata | null;
}

/** Plain manifests. */
export interface DirectoryPart {
  readonly kind: 'directory';
  readonly folder: string;
  readonly recurse: boolean;
  /** Sorted; what include and exclude patterns leave. */
  readonly files: readonly string[];
}

/** Where a chart is. `place` is the line that chooses its version: what a new version brings is said there. */
export type ChartRef = { readonly kind: 'folder'; readonly path: string } | (RemoteChart & { readonly place: Lines });

export type DeploymentLayer =
  | {
      readonly kind: 'file';
      readonly file: string;
      /** Whether it may be gone. One that is gone is no layer; if it may not be, that is a problem. */
      readonly ignoreMissing: boolean;
    }
  | Extract<ValueLayer, { readonly kind: 'inline' }>
  /** Values are laid over at this point and cannot be seen, or not wholly; also among the deployment's `unknown`. */
  | ({
      readonly kind: 'unknown';
      readonly why: string;
      readonly place: Lines;
      /** The files that they are in, where these are here. */
      readonly files?: readonly string[];
    } & PartlyKnown);

export type SetValue =
  /** What `--set`, `--set-string` and `--set-file` of Helm take. */
  | {
      readonly flag: 'set' | 'set-string' | 'set-file';
      /** `name=value` in Helm's own syntax; of `set-file` the value is a path in this repository. */
      readonly expression: string;
      readonly name: string;
      /** The value, as it is written; of a `set-file` its path. */
      readonly written: WrittenAt;
      readonly place: Lines;
    }
  /** One that cannot be seen; `of` is among the deployment's `unknown`. */
  | { readonly flag: 'unknown'; readonly name: string; readonly of: Unseen; readonly place: Lines };
