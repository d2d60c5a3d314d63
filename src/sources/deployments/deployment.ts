/** The data of a deployment: how the repository deploys a chart, a kustomization or a folder. */
import { type Lines } from '../../model/problem.ts';
/**
 * How the repository deploys its charts, kustomizations and folders: the values, names and namespaces that a chart
 * alone does not have. Read from declarations of Argo CD, Flux and helmfile, and from value files beside a chart. Only
 * data: nothing is rendered or fetched here.
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
  /** The namespace for objects that name none; null where the declaration leaves it to the objects. */
  readonly namespace: string | null;
  /** The lines of the declaration; for a generated one, of the generator's element. */
  readonly place: Lines;
  /**
   * The files that declare all this, sorted. If these and the files that its parts read are unchanged, so is the
   * deployment.
   */
  readonly declaredIn: readonly string[];
  /** In the order of the declaration; their renders are applied together. */
  readonly parts: readonly DeployedPartKind[];
  /** Null where it creates none. */
  readonly createsNamespace: CreatedNamespace | null;
  /** What the deployment depends on that is not in this repository. */
  readonly unknown: readonly PlacedUnknown[];
}

/** A namespace that a deployment creates if it does not exist. */
export interface CreatedNamespace {
  readonly name: string;
  /** Null where the deployment sets no labels or annotations on it. */
  readonly managed: MadeNamespace | null;
}

/** Something that a deployment depends on and that is not in the repository. Reported, never guessed. */
export type { PlacedUnknown as Unknown };

export type DeployedPartKind = HelmPart | KustomizePart | DirectoryPart;

export interface HelmPart {
  readonly kind: 'helm';
  readonly chart: ChartRef;
  readonly release: { readonly name: string; readonly namespace: string };
  /** Value layers over the chart's own values.yaml, in the order in which Helm merges them: later ones win. */
  readonly layers: readonly DeploymentLayer[];
  /** Set after all layers, in this order. */
  readonly set: readonly SetValue[];
  readonly skipCrds: boolean;
  readonly skipSchemaValidation: boolean;
  /** Additional API versions of the cluster, as `--api-versions` takes them. */
  readonly apiVersions: readonly string[];
  /** As written; null for the version of the cluster. */
  readonly kubeVersion: string | null;
  /** Kustomization fields that are applied to the rendered objects (Flux's post-renderers), in order. */
  readonly postRender: readonly JsonObject[];
  /** Labels and annotations that are added to every object; null for none. */
  readonly commonMetadata: CommonMetadata | null;
}

export interface KustomizePart {
  readonly kind: 'kustomize';
  /** `.` for the root. */
  readonly folder: string;
  /** True: the folder has no kustomization, and one is generated of all manifests below it, as Flux does. */
  readonly generated: boolean;
  /** Kustomization fields to set in the folder's own kustomization: see `withOverrides`. Empty for none. */
  readonly overrides: JsonObject;
  /** Where each of its patches is written; absent for none. */
  readonly patchesAt?: readonly WrittenAt[];
  /** As written; absent for the version of the cluster. */
  readonly kubeVersion?: string;
  /** Flux's variables that replace `${name}` after the build; null for no substitution. */
  readonly substitute: Substitution | null;
  /** Labels and annotations that are added to every object; null for none. */
  readonly commonMetadata: CommonMetadata | null;
}

/** Plain manifests. */
export interface DirectoryPart {
  readonly kind: 'directory';
  readonly folder: string;
  readonly recurse: boolean;
  /** Sorted; after include and exclude patterns. */
  readonly files: readonly string[];
}

/** Where a chart is. `place`: the line that sets its version, on which findings of a new version are shown. */
export type ChartRef = { readonly kind: 'folder'; readonly path: string } | (RemoteChart & { readonly place: Lines });

export type DeploymentLayer =
  | {
      readonly kind: 'file';
      readonly file: string;
      /** Whether the file may be missing. A missing file is then no layer, else a problem. */
      readonly ignoreMissing: boolean;
    }
  | Extract<ValueLayer, { readonly kind: 'inline' }>
  /** Values that are merged here and are not (fully) known; also in the deployment's `unknown`. */
  | ({
      readonly kind: 'unknown';
      readonly why: string;
      readonly place: Lines;
      /** The files that hold them, where these are in the repository. */
      readonly files?: readonly string[];
    } & PartlyKnown);

export type SetValue =
  /** What `--set`, `--set-string` and `--set-file` of Helm take. */
  | {
      readonly flag: 'set' | 'set-string' | 'set-file';
      /** `name=value` in Helm's syntax; for `set-file` the value is a path in this repository. */
      readonly expression: string;
      readonly name: string;
      /** Where the value is written; for `set-file`, its path. */
      readonly written: WrittenAt;
      readonly place: Lines;
    }
  /** A value that is not known; `of` is one of the deployment's `unknown`. */
  | { readonly flag: 'unknown'; readonly name: string; readonly of: Unseen; readonly place: Lines };
