/** The kinds that have a pod template, and the fields of a pod that list containers. */

/** Kinds that have a pod template, including Argo's Rollout. `Pod` in a rule's header stands for all of them. */
export const workloadKinds: ReadonlySet<string> = new Set([
  'Pod',
  'PodTemplate',
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Rollout',
]);

/** Fields of a pod's spec that list containers. */
export const containerLists: ReadonlySet<string> = new Set(['containers', 'initContainers', 'ephemeralContainers']);
