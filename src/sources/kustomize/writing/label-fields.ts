/** The fields into which Kustomize writes the labels and annotations of a kustomization. */
import { type Path } from '../../../model/json.ts';

/** What kind of field a label or annotation stands in; kustomizations choose among these. */
export type LabelField = 'metadata' | 'template' | 'claim' | 'selector';

/** Kinds whose pods' labels Kustomize knows. It knows no custom resource. */
const workloads = ['ReplicationController', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job'];

const podLabels = 'spec/template/metadata/';
const ofCronJob = ['spec/jobTemplate/metadata/', 'spec/jobTemplate/spec/template/metadata/'];

/** Selectors of pods in pods: Kustomize writes those of two kinds. */
const inPods = [
  ...['podAffinity', 'podAntiAffinity'].flatMap((affinity) => [
    `affinity/${affinity}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector`,
    `affinity/${affinity}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector`,
  ]),
  'topologySpreadConstraints/labelSelector',
].map((field) => `spec/template/spec/${field}/matchLabels`);

const ownSelector = 'spec/selector/matchLabels';

/** Kustomize's `commonLabelFieldSpecs`, without the fields in metadata. */
const selectors: Readonly<Record<string, readonly string[]>> = {
  Service: ['spec/selector'],
  ReplicationController: ['spec/selector'],
  Deployment: [ownSelector, ...inPods],
  StatefulSet: [ownSelector, ...inPods],
  ReplicaSet: [ownSelector],
  DaemonSet: [ownSelector],
  Job: [ownSelector],
  PodDisruptionBudget: [ownSelector],
  CronJob: ['spec/jobTemplate/spec/selector/matchLabels'],
  NetworkPolicy: [
    'spec/podSelector/matchLabels',
    'spec/ingress/from/podSelector/matchLabels',
    'spec/egress/to/podSelector/matchLabels',
  ],
};

/** The kind of field in which a label of an object stands; null where Kustomize's defaults write no labels. */
export function labelField(kind: string, path: Path): LabelField | null {
  const map = mapOf(path);
  if (map.endsWith('metadata/labels')) return metadataField(kind, map.slice(0, -'labels'.length));
  return selectors[kind]?.includes(map) === true ? 'selector' : null;
}

/** Whether `commonAnnotations` writes this field of a kind. */
export function isAnnotated(kind: string, path: Path): boolean {
  const map = mapOf(path);
  if (!map.endsWith('metadata/annotations')) return false;
  const field = metadataField(kind, map.slice(0, -'annotations'.length));
  return field === 'metadata' || field === 'template';
}

function metadataField(kind: string, metadata: string): LabelField | null {
  if (metadata === 'metadata/') return 'metadata';
  if (metadata === podLabels && workloads.includes(kind)) return 'template';
  if (ofCronJob.includes(metadata) && kind === 'CronJob') return 'template';
  return metadata === 'spec/volumeClaimTemplates/metadata/' && kind === 'StatefulSet' ? 'claim' : null;
}

/** The map of a field as Kustomize's field specs name it: without the positions in lists and the field's own key. */
export function mapOf(path: Path): string {
  return path
    .slice(0, -1)
    .filter((part) => typeof part === 'string')
    .join('/');
}
