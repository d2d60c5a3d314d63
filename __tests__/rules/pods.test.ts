import { describe, expect, test } from 'vitest';
import { builtInPodKinds, mostPods } from '../../src/foundation/kubernetes/pods.ts';
import { type Finding } from '../../src/model/report.ts';
import { reviewer } from '../remote/reviewed.ts';

const { audited } = reviewer();

const template = '{spec: {hostPID: true, containers: [{name: c, image: "x:1", securityContext: {privileged: true}}]}}';
const custom = (apiVersion: string, kind: string, spec: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web, namespace: shop}\nspec: ${spec}\n`;

/** Where each finding of two rules is, in the object. */
async function found(text: string): Promise<Finding[]> {
  const { report } = await audited({ 'a.yaml': text });
  expect(report.problems).toEqual([]);
  return report.findings.filter(({ rule }) =>
    ['pod-security-baseline/host-namespaces', 'pod-security-baseline/privileged-containers'].includes(rule),
  );
}
const paths = (findings: readonly Finding[]): string[] => findings.map(({ path }) => path.join('.')).sort();

describe('pods of custom kinds', () => {
  test.each([
    [
      'kubeflow.org/v2beta1',
      'MPIJob',
      `{mpiReplicaSpecs: {Worker: {template: ${template}}}}`,
      'mpiReplicaSpecs.Worker.template',
    ],
    [
      'kubeflow.org/v1',
      'PyTorchJob',
      `{pytorchReplicaSpecs: {Master: {template: ${template}}}}`,
      'pytorchReplicaSpecs.Master.template',
    ],
    [
      'ray.io/v1',
      'RayService',
      `{rayClusterConfig: {headGroupSpec: {template: ${template}}}}`,
      'rayClusterConfig.headGroupSpec.template',
    ],
    ['ray.io/v1', 'RayCluster', `{workerGroupSpecs: [{template: ${template}}]}`, 'workerGroupSpecs.0.template'],
    ['argoproj.io/v1alpha1', 'Rollout', `{template: ${template}}`, 'template'],
    ['argoproj.io/v1alpha1', 'Experiment', `{templates: [{template: ${template}}]}`, 'templates.0.template'],
    [
      'argoproj.io/v1alpha1',
      'AnalysisTemplate',
      `{metrics: [{provider: {job: {spec: {template: ${template}}}}}]}`,
      'metrics.0.provider.job.spec.template',
    ],
    ['apps.kruise.io/v1alpha1', 'BroadcastJob', `{template: ${template}}`, 'template'],
    [
      'apps.kruise.io/v1alpha1',
      'AdvancedCronJob',
      `{template: {broadcastJobTemplate: {spec: {template: ${template}}}}}`,
      'template.broadcastJobTemplate.spec.template',
    ],
    [
      'apps.kruise.io/v1alpha1',
      'UnitedDeployment',
      `{template: {cloneSetTemplate: {spec: {template: ${template}}}}}`,
      'template.cloneSetTemplate.spec.template',
    ],
    ['agents.x-k8s.io/v1alpha1', 'Sandbox', `{podTemplate: ${template}}`, 'podTemplate'],
    ['extensions.agents.x-k8s.io/v1alpha1', 'SandboxTemplate', `{podTemplate: ${template}}`, 'podTemplate'],
    [
      'trainer.kubeflow.org/v1alpha1',
      'ClusterTrainingRuntime',
      `{template: {spec: {replicatedJobs: [{template: {spec: {template: ${template}}}}]}}}`,
      'template.spec.replicatedJobs.0.template.spec.template',
    ],
    ['flow.volcano.sh/v1alpha1', 'JobTemplate', `{tasks: [{template: ${template}}]}`, 'tasks.0.template'],
    ['sinks.knative.dev/v1alpha1', 'JobSink', `{job: {spec: {template: ${template}}}}`, 'job.spec.template'],
    ['serving.knative.dev/v1', 'Service', `{template: ${template}}`, 'template'],
    [
      'jobset.x-k8s.io/v1alpha2',
      'JobSet',
      `{replicatedJobs: [{template: {spec: {template: ${template}}}}]}`,
      'replicatedJobs.0.template.spec.template',
    ],
  ])('are looked into where they are known: %s %s', async (apiVersion, kind, spec, at) => {
    const findings = await found(custom(apiVersion, kind, spec));
    expect(paths(findings)).toEqual([
      `spec.${at}.spec.containers.0.securityContext.privileged`,
      `spec.${at}.spec.hostPID`,
    ]);
    expect(findings.map(({ message }) => message).join(' ')).not.toContain('custom kind');
  });

  test('are each looked into where an object makes several', async () => {
    const spec = `{headGroupSpec: {template: ${template}}, workerGroupSpecs: [{template: ${template}}, {template: ${template}}]}`;
    expect(paths(await found(custom('ray.io/v1', 'RayCluster', spec)))).toHaveLength(6);
  });

  test('are known by their shape anywhere else, which is said, and nothing is suggested for them', async () => {
    const findings = await found(custom('example.org/v1', 'Database', `{replicas: [{podTemplate: ${template}}]}`));
    expect(paths(findings)).toEqual([
      'spec.replicas.0.podTemplate.spec.containers.0.securityContext.privileged',
      'spec.replicas.0.podTemplate.spec.hostPID',
    ]);
    for (const { message, suggestion, noSuggestion } of findings) {
      expect(message).toContain(
        'Database is a custom kind, and spec.replicas.0.podTemplate.spec looks like a pod specification.',
      );
      expect(suggestion).toBeUndefined();
      expect(noSuggestion).toContain('Only the controller of Database knows whether it takes this field.');
    }
  });

  test.each([
    ['no image', '{containers: [{name: c, securityContext: {privileged: true}}]}'],
    ['no maps', '{containers: [a, b]}'],
    ['a map of containers', '{containers: {web: {image: x, securityContext: {privileged: true}}}}'],
  ])('are none with %s', async (_, spec) => {
    expect(await found(custom('example.org/v1', 'Database', spec))).toEqual([]);
  });

  test.each([
    ['behind another pod of the same object', `{containers: [{name: d, image: d}], template: ${template}}`, 'template'],
    ['inside a container of another', `{containers: [{name: d, image: d, then: ${template}}]}`, 'containers.0.then'],
    ['deep below', `${'{a: '.repeat(60)}${template}${'}'.repeat(60)}`, Array.from({ length: 60 }, () => 'a').join('.')],
  ])('are looked into %s', async (_, spec, at) => {
    expect(paths(await found(custom('example.org/v1', 'Database', spec)))).toEqual([
      `spec.${at}.spec.containers.0.securityContext.privileged`,
      `spec.${at}.spec.hostPID`,
    ]);
  });

  test.each([
    ['sparkoperator.k8s.io/v1beta2', 'SparkApplication', `{driver: {template: ${template}}}`, 'driver.template'],
    ['ray.io/v1', 'RayJob', `{submitterPodTemplate: ${template}}`, 'submitterPodTemplate'],
    ['ray.io/v1', 'RayCluster', `{sidecarPool: {template: ${template}}}`, 'sidecarPool.template'],
    ['argoproj.io/v1alpha1', 'Rollout', `{template: {}, canary: ${template}}`, 'canary'],
  ])('are looked into in every field of custom kinds: %s %s', async (apiVersion, kind, spec, at) => {
    expect(paths(await found(custom(apiVersion, kind, spec)))).toEqual([
      `spec.${at}.spec.containers.0.securityContext.privileged`,
      `spec.${at}.spec.hostPID`,
    ]);
  });

  test('are known where an item of the list is no container', async () => {
    const spec = '{containers: [null, {name: c, image: "x:1", securityContext: {privileged: true}}]}';
    expect(paths(await found(custom('example.org/v1', 'Database', spec)))).toEqual([
      'spec.containers.1.securityContext.privileged',
    ]);
  });

  test('are not looked for in kinds of Kubernetes that make none', () => {
    const spec = { containers: [{ name: 'c', image: 'x' }] };
    expect(builtInPodKinds.podsIn({ apiVersion: 'v1', kind: 'ConfigMap', spec })).toEqual([]);
    expect(builtInPodKinds.podsIn({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', spec })).toEqual([]);
  });

  test('beyond a number are not judged, which is a problem', async () => {
    const pods = Array.from({ length: mostPods + 1 }, () => `{template: ${template}}`).join(', ');
    const { report } = await audited({ 'a.yaml': custom('batch.volcano.sh/v1alpha1', 'Job', `{tasks: [${pods}]}`) });
    expect(report.problems.map(({ code, message }) => [code, message])).toEqual([
      ['too-large', 'Job web of a.yaml has more than 100 pods, and only the first ones were checked. Split it.'],
    ]);
  });
});
