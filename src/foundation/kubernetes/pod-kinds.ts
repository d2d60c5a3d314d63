/** The kinds that make pods, and where their pod templates stand: the only table of them. */

/** Paths of pod templates by API group and kind; '' for the object itself, `*` for every item or key. */
export type PodKindTable = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const template = ['spec.template'];
const ray = (cluster: string): string[] => [
  `${cluster}.headGroupSpec.template`,
  `${cluster}.workerGroupSpecs.*.template`,
];
const jobSet = (spec: string): string[] => [`${spec}.replicatedJobs.*.template.spec.template`];
const analysis = ['spec.metrics.*.provider.job.spec.template'];

/** Kinds of Kubernetes itself. */
export const kubernetesKinds: PodKindTable = {
  '': { Pod: [''], PodTemplate: ['template'], ReplicationController: template },
  apps: { DaemonSet: template, Deployment: template, ReplicaSet: template, StatefulSet: template },
  batch: { CronJob: ['spec.jobTemplate.spec.template'], Job: template },
  // Served until 1.15; still found in repositories.
  extensions: { DaemonSet: template, Deployment: template, ReplicaSet: template },
};

/** Custom kinds with a whole pod template, from their API references. */
export const customKinds: PodKindTable = {
  'agents.x-k8s.io': { Sandbox: ['spec.podTemplate'] },
  'apps.kruise.io': {
    AdvancedCronJob: ['spec.template.jobTemplate.spec.template', 'spec.template.broadcastJobTemplate.spec.template'],
    BroadcastJob: template,
    CloneSet: template,
    DaemonSet: template,
    StatefulSet: template,
    UnitedDeployment: ['advancedStatefulSet', 'cloneSet', 'deployment', 'statefulSet'].map(
      (kind) => `spec.template.${kind}Template.spec.template`,
    ),
  },
  'apps.openshift.io': { DeploymentConfig: template },
  'argoproj.io': {
    AnalysisRun: analysis,
    AnalysisTemplate: analysis,
    ClusterAnalysisTemplate: analysis,
    Experiment: ['spec.templates.*.template'],
    Rollout: template,
  },
  'batch.volcano.sh': { CronJob: ['spec.jobTemplate.spec.tasks.*.template'], Job: ['spec.tasks.*.template'] },
  'extensions.agents.x-k8s.io': { SandboxTemplate: ['spec.podTemplate'] },
  'flow.volcano.sh': { JobTemplate: ['spec.tasks.*.template'] },
  'jobset.x-k8s.io': { JobSet: jobSet('spec') },
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
  'sinks.knative.dev': { JobSink: ['spec.job.spec.template'] },
  'sources.knative.dev': { ContainerSource: template },
  'trainer.kubeflow.org': {
    ClusterTrainingRuntime: jobSet('spec.template.spec'),
    TrainingRuntime: jobSet('spec.template.spec'),
  },
};

/**
 * API groups of Kubernetes itself (k8s.io/api, and those of its own extension servers). Their other kinds have no pods.
 * Other groups that end in `.k8s.io` belong to custom resources of the project and its users.
 */
export const ownGroups: ReadonlySet<string> = new Set([
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
