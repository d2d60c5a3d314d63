/** Kinds that have a pod template, Argo's Rollout among them. `Pod` in a rule's header stands for all of these. */
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
