/** Finds the pod specifications in an object, by its kind or else by their shape. */
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type KubernetesObject } from '../../model/manifest.ts';
import { at, isJsonList, isJsonMap } from '../json.ts';
import { groupOf } from './names.ts';

/** A pod that an object creates. */
export interface PodAt {
  readonly spec: Path;
  /** Path of the pod's metadata; null if unknown. */
  readonly metadata: Path | null;
  /** `shape`: the kind is not known to create pods, but the value looks like a pod's specification. */
  readonly by: 'kind' | 'shape';
}

type Table = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const template = ['spec.template'];
const ray = (cluster: string): string[] => [
  `${cluster}.headGroupSpec.template`,
  `${cluster}.workerGroupSpecs.*.template`,
];

/** Paths of pod templates by API group and kind; '' for the object itself, `*` for every item or key. */
const kubernetes: Table = {
  '': { Pod: [''], PodTemplate: ['template'], ReplicationController: template },
  apps: { DaemonSet: template, Deployment: template, ReplicaSet: template, StatefulSet: template },
  batch: { CronJob: ['spec.jobTemplate.spec.template'], Job: template },
  // Served until 1.15; still found in repositories.
  extensions: { DaemonSet: template, Deployment: template, ReplicaSet: template },
};

/** Paths for custom kinds, from their API references. */
const custom: Table = {
  'apps.kruise.io': { CloneSet: template, DaemonSet: template, StatefulSet: template },
  'apps.openshift.io': { DeploymentConfig: template },
  'argoproj.io': { Rollout: template },
  'batch.volcano.sh': { Job: ['spec.tasks.*.template'] },
  'jobset.x-k8s.io': { JobSet: ['spec.replicatedJobs.*.template.spec.template'] },
  'keda.sh': { ScaledJob: ['spec.jobTargetRef.template'] },
  'kubeflow.org': {
    JAXJob: ['spec.jaxReplicaSpecs.*.template'],
    MPIJob: ['spec.mpiReplicaSpecs.*.template'],
    Notebook: template,
    PaddleJob: ['spec.paddleReplicaSpecs.*.template'],
    PyTorchJob: ['spec.pytorchReplicaSpecs.*.template'],
    TFJob: ['spec.tfReplicaSpecs.*.template'],
    XGBoostJob: ['spec.xgbReplicaSpecs.*.template'],
  },
  'leaderworkerset.x-k8s.io': {
    LeaderWorkerSet: ['spec.leaderWorkerTemplate.leaderTemplate', 'spec.leaderWorkerTemplate.workerTemplate'],
  },
  'ray.io': {
    RayCluster: ray('spec'),
    RayJob: [...ray('spec.rayClusterSpec'), 'spec.submitterPodTemplate'],
    RayService: ray('spec.rayClusterConfig'),
  },
  'serving.knative.dev': { Configuration: template, Revision: [''], Service: template },
};

/**
 * API groups of Kubernetes itself (k8s.io/api, and those of its own extension servers). Their other kinds have no pods.
 * Other groups that end in `.k8s.io` belong to custom resources of the project and its users.
 */
const ownGroups = new Set([
  '',
  ...['apps', 'autoscaling', 'batch', 'extensions', 'policy'],
  ...['admissionregistration', 'apiextensions', 'apiregistration', 'authentication', 'authorization'].map(ofKubernetes),
  ...['certificates', 'coordination', 'discovery', 'events', 'imagepolicy', 'metrics', 'networking'].map(ofKubernetes),
  ...['node', 'resource', 'scheduling', 'storage', 'storagemigration'].map(ofKubernetes),
  ...['flowcontrol.apiserver', 'internal.apiserver', 'rbac.authorization'].map(ofKubernetes),
]);

function ofKubernetes(name: string): string {
  return `${name}.k8s.io`;
}

/** Whether the kind of an object is known to create pods. */
export function isWorkload({ apiVersion, kind }: KubernetesObject): boolean {
  return templatesOf(groupOf(apiVersion), kind) !== null;
}

/** All pods that an object creates, in document order. */
export function podsIn(object: KubernetesObject): PodAt[] {
  const group = groupOf(object.apiVersion);
  const templates = templatesOf(group, object.kind) ?? [];
  const known = templates.flatMap((path) => podsAt(object, path === '' ? [] : path.split('.')));
  if (ownGroups.has(group)) return known;
  const paths = new Set(known.map(({ spec }) => JSON.stringify(spec)));
  return [...known, ...podsByShape(object).filter(({ spec }) => !paths.has(JSON.stringify(spec)))];
}

function templatesOf(group: string, kind: string): readonly string[] | null {
  for (const table of [kubernetes, custom]) {
    const kinds = Object.hasOwn(table, group) ? table[group] : undefined;
    if (kinds !== undefined && Object.hasOwn(kinds, kind)) return kinds[kind] ?? null;
  }
  return null;
}

function podsAt(object: KubernetesObject, parts: readonly string[]): PodAt[] {
  let paths: Path[] = [[]];
  for (const part of parts)
    paths = paths.flatMap((path) => (part === '*' ? keysAt(at(object, path)) : [part]).map((key) => [...path, key]));
  return paths
    .slice(0, mostPods + 1)
    .map((path) => ({ spec: [...path, 'spec'], metadata: [...path, 'metadata'], by: 'kind' }));
}

function keysAt(value: Json | undefined): (string | number)[] {
  if (isJsonList(value)) return value.map((_, index) => index);
  return isJsonMap(value) ? Object.keys(value) : [];
}

/** Maximum depth of the search: what is deeper is refused when it is read. */
const deepest = 500;
/** Maximum number of pods of an object that are checked. */
export const mostPods = 100;

/** Finds maps with a list `containers`, in which one item has an image. Such a map may contain others. */
function podsByShape(object: KubernetesObject): PodAt[] {
  const found: PodAt[] = [];
  const visit = (value: Json | undefined, path: Path): void => {
    if (path.length > deepest || found.length > mostPods) return;
    if (isJsonMap(value) && isPodShaped(value)) {
      const isSpec = path.at(-1) === 'spec' && path.length > 1;
      found.push({ spec: path, metadata: isSpec ? [...path.slice(0, -1), 'metadata'] : null, by: 'shape' });
    }
    for (const key of keysAt(value)) visit(at(value, [key]), [...path, key]);
  };
  for (const key of Object.keys(object)) if (key !== 'metadata' && key !== 'status') visit(object[key], [key]);
  return found;
}

function isPodShaped({ containers }: JsonObject): boolean {
  return isJsonList(containers) && containers.some((each) => isJsonMap(each) && typeof each['image'] === 'string');
}
