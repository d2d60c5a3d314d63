/** Pods whose fields are spread over an object, or that an operator completes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composedPods } from '../../src/foundation/kubernetes/composed-pods.ts';
import { at, isJsonMap } from '../../src/foundation/json.ts';
import { type Json } from '../../src/model/json.ts';
import { type Finding } from '../../src/model/report.ts';
import { reviewer } from '../remote/reviewed.ts';

const { audited } = reviewer();

const evil = '{name: c, image: "x:1", securityContext: {privileged: true}}';
const custom = (apiVersion: string, kind: string, spec: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web, namespace: shop}\nspec: ${spec}\n`;

async function foundIn(text: string): Promise<readonly Finding[]> {
  const { report } = await audited({ 'a.yaml': text });
  expect(report.problems).toEqual([]);
  return report.findings;
}

const privileged = (findings: readonly Finding[]): string[] =>
  findings.filter(({ rule }) => rule.endsWith('/privileged-containers')).map(({ path }) => path.join('.'));

const [workflow, task] = ['argoproj.io/v1alpha1', 'tekton.dev/v1'];

describe('a privileged container is found', () => {
  test.each([
    [workflow, 'Workflow', `{templates: [{name: a, container: ${evil}}]}`, 'templates.0.container'],
    [workflow, 'Workflow', `{templates: [{name: a, script: ${evil}}]}`, 'templates.0.script'],
    [workflow, 'WorkflowTemplate', `{templates: [{name: a, sidecars: [${evil}]}]}`, 'templates.0.sidecars.0'],
    [
      workflow,
      'ClusterWorkflowTemplate',
      `{templates: [{name: a, initContainers: [${evil}]}]}`,
      'templates.0.initContainers.0',
    ],
    [workflow, 'Workflow', `{templateDefaults: {container: ${evil}}}`, 'templateDefaults.container'],
    [
      workflow,
      'CronWorkflow',
      `{workflowSpec: {templates: [{name: b}, {name: a, container: ${evil}}]}}`,
      'workflowSpec.templates.1.container',
    ],
    [task, 'Task', `{steps: [{name: a, image: "x:1"}, ${evil}]}`, 'steps.1'],
    [task, 'Task', `{sidecars: [${evil}]}`, 'sidecars.0'],
    ['tekton.dev/v1beta1', 'ClusterTask', `{steps: [${evil}]}`, 'steps.0'],
    [task, 'TaskRun', `{taskSpec: {steps: [${evil}]}}`, 'taskSpec.steps.0'],
    [task, 'Pipeline', `{finally: [{name: a, taskSpec: {steps: [${evil}]}}]}`, 'finally.0.taskSpec.steps.0'],
    [
      task,
      'PipelineRun',
      `{pipelineSpec: {tasks: [{name: a, taskSpec: {steps: [${evil}]}}]}}`,
      'pipelineSpec.tasks.0.taskSpec.steps.0',
    ],
  ])('in %s %s %s', async (apiVersion, kind, spec, path) => {
    expect(privileged(await foundIn(custom(apiVersion, kind, spec)))).toEqual([
      `spec.${path}.securityContext.privileged`,
    ]);
  });

  const bare = '{securityContext: {privileged: true}}';
  test.each([
    ['monitoring.coreos.com/v1', 'Prometheus', `{containers: [${evil}]}`, 'containers.0'],
    [
      'monitoring.coreos.com/v1',
      'Alertmanager',
      '{containers: [{name: c, securityContext: {privileged: true}}]}',
      'containers.0',
    ],
    ['monitoring.coreos.com/v1', 'ThanosRuler', `{initContainers: [${evil}]}`, 'initContainers.0'],
    ['apps.kruise.io/v1beta1', 'SidecarSet', `{containers: [${evil}]}`, 'containers.0'],
    [
      'flink.apache.org/v1beta1',
      'FlinkDeployment',
      '{podTemplate: {spec: {containers: [{name: flink-main-container, securityContext: {privileged: true}}]}}}',
      'podTemplate.spec.containers.0',
    ],
    [
      'flink.apache.org/v1beta1',
      'FlinkDeployment',
      `{taskManager: {podTemplate: {spec: {containers: [${evil}]}}}}`,
      'taskManager.podTemplate.spec.containers.0',
    ],
    ['kafka.strimzi.io/v1', 'Kafka', `{kafka: {template: {kafkaContainer: ${bare}}}}`, 'kafka.template.kafkaContainer'],
    ['kafka.strimzi.io/v1', 'KafkaNodePool', `{template: {initContainer: ${bare}}}`, 'template.initContainer'],
    ['kafka.strimzi.io/v1', 'KafkaConnect', `{template: {connectContainer: ${bare}}}`, 'template.connectContainer'],
    ['sparkoperator.k8s.io/v1beta2', 'SparkApplication', `{driver: ${bare}}`, 'driver'],
    ['sparkoperator.k8s.io/v1beta2', 'SparkApplication', `{executor: {sidecars: [${evil}]}}`, 'executor.sidecars.0'],
    [
      'sparkoperator.k8s.io/v1beta2',
      'ScheduledSparkApplication',
      `{template: {driver: {template: {spec: {containers: [${evil}]}}}}}`,
      'template.driver.template.spec.containers.0',
    ],
    [
      'postgres-operator.crunchydata.com/v1beta1',
      'PostgresCluster',
      `{instances: [{containers: [${evil}]}]}`,
      'instances.0.containers.0',
    ],
    ['postgresql.cnpg.io/v1', 'Pooler', `{template: {spec: {containers: [${evil}]}}}`, 'template.spec.containers.0'],
    ['postgresql.cnpg.io/v1', 'Cluster', '{securityContext: {privileged: true}}', null],
    [
      'trainer.kubeflow.org/v1alpha1',
      'TrainJob',
      `{podTemplateOverrides: [{spec: {initContainers: [${evil}]}}]}`,
      'podTemplateOverrides.0.spec.initContainers.0',
    ],
    ['tekton.dev/v1', 'Task', `{stepTemplate: ${bare}, steps: [{name: a, image: "x:1"}]}`, 'stepTemplate'],
  ])('in a part that an operator completes: %s %s %s', async (apiVersion, kind, spec, path) => {
    const findings = await foundIn(custom(apiVersion, kind, spec));
    expect(privileged(findings)).toEqual([`spec${path === null ? '' : `.${path}`}.securityContext.privileged`]);
    expect(findings.map(({ message }) => message).join(' ')).not.toContain('is a custom kind');
  });

  test.each([
    [
      'sparkoperator.k8s.io/v1beta2',
      'SparkApplication',
      '{driver: {cores: 1, securityContext: {runAsUser: 185}}, executor: {sidecars: [{name: a}]}}',
    ],
    [
      'monitoring.coreos.com/v1',
      'Prometheus',
      '{containers: [{name: prometheus, args: [a]}], securityContext: {fsGroup: 2000}}',
    ],
    [
      'kafka.strimzi.io/v1',
      'Kafka',
      '{kafka: {template: {pod: {securityContext: {fsGroup: 0}}, kafkaContainer: {env: [{name: A, value: b}]}}}}',
    ],
    ['postgresql.cnpg.io/v1', 'Cluster', '{securityContext: {readOnlyRootFilesystem: true}}'],
    [
      'flink.apache.org/v1beta1',
      'FlinkDeployment',
      '{podTemplate: {spec: {containers: [{name: flink-main-container, volumeMounts: []}]}}}',
    ],
  ])('and what is missing in such a part is not: %s %s', async (apiVersion, kind, spec) => {
    const { report } = await audited({
      '.github/plimsoll.yaml': 'rules: {sets: [all]}\n',
      'a.yaml': custom(apiVersion, kind, spec),
    });
    expect(
      report.findings.filter(({ path }) => path[0] === 'spec').map(({ rule, path }) => `${rule} ${path.join('.')}`),
    ).toEqual([]);
  });

  test('in a step of its own', async () => {
    const text = custom('tekton.dev/v1beta1', 'StepAction', '{image: "x:1", securityContext: {privileged: true}}');
    expect(privileged(await foundIn(text))).toEqual(['spec.securityContext.privileged']);
  });
});

describe('the rest of the pod', () => {
  test('is found once, however many templates share it, and nothing is said of what a controller may add', async () => {
    const spec =
      '{hostNetwork: true, volumes: [{name: v, hostPath: {path: /etc}}], templates: [{name: a, container: {image: "x:1"}}, {name: b, container: {image: "x:1"}}]}';
    const found = await foundIn(custom(workflow, 'Workflow', spec));
    expect(found.map(({ rule, path }) => `${rule} ${path.join('.')}`).sort()).toEqual([
      'pod-security-baseline/host-namespaces spec.hostNetwork',
      'pod-security-baseline/host-path-volumes spec.volumes.0.hostPath',
    ]);
  });

  test('of a run is in its pod template', async () => {
    const spec = '{podTemplate: {hostNetwork: true}, taskSpec: {steps: [{name: a, image: "x:1"}]}}';
    expect((await foundIn(custom(task, 'TaskRun', spec))).map(({ path }) => path.join('.'))).toEqual([
      'spec.podTemplate.hostNetwork',
    ]);
  });

  test('names the template in the message, and the fix is where the field is written', async () => {
    const [found] = await foundIn(
      'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata:\n  name: x\nspec:\n  templates:\n    - name: build\n      container:\n        image: x:1\n        securityContext:\n          privileged: true\n',
    );
    expect(found?.message).toBe('Container "build/main" runs privileged.');
    expect(found?.place).toMatchObject({ first: 11, last: 11 });
    expect(found?.suggestion?.replacement.trim()).toBe('privileged: false');
  });
});

test('every value of a composed pod is where its path says', () => {
  const value = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
  const lists = fc.record({ steps: fc.array(value), sidecars: fc.array(value), volumes: fc.array(value) });
  fc.assert(
    fc.property(lists, (spec) => {
      const object = { apiVersion: 'tekton.dev/v1', kind: 'Task', metadata: { name: 'x' }, spec };
      for (const { object: pod, written } of composedPods(object)) {
        for (const list of ['containers', 'volumes']) {
          const found = at(pod, ['spec', list]) as readonly Json[];
          for (const [index, item] of found.entries()) {
            const there = at(object, written(['spec', list, index]));
            const plain = (one: Json | undefined): unknown => (isJsonMap(one) ? { ...one, name: null } : one);
            expect(plain(there)).toEqual(plain(item));
          }
        }
      }
    }),
  );
});
