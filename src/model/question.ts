/** What rules are asked: an object, and what they see of its source. */
import { type KubernetesObject } from './manifest.ts';

/** What a rule sees of the source, as `input.source`. */
export interface SourceInput {
  readonly id: string;
  readonly kind: string;
  readonly path: string;
  readonly target: string;
  /** The namespace of objects that name none. */
  readonly namespace: string;
  /** The minor version of Kubernetes whose Pod Security Standards apply to the object; null for the newest. */
  readonly pod_security_version: number | null;
  /** The minor version of Kubernetes in the object's cluster; null if none is set: the newest. */
  readonly kubernetes_version: number | null;
}

/** An object to evaluate. */
export interface Question {
  readonly object: KubernetesObject;
  readonly source: SourceInput;
}
