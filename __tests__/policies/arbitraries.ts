import fc from 'fast-check';
import { type Json, type JsonObject } from '../../src/model/json.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';

const words = [null, true, false, 0, 80, -1.5, '', '0', 'ALL', 'Unconfined', 'windows', '*', 'x:latest', '__proto__'];
const names = ['add', 'drop', 'host', 'hostPath', 'image', 'name', 'path', 'securityContext', 'type', '__proto__'];

/** Any JSON, with some of the words and names that rules look for. */
export const anyJson: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>(...words),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4 }),
  ),
})).value;

/** Mostly what the field is for, now and then anything. */
function mostly(arbitrary: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc.oneof({ weight: 6, arbitrary }, { weight: 1, arbitrary: anyJson });
}

function map(fields: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<Json> {
  const model = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, mostly(field)]));
  return mostly(fc.record(model, { requiredKeys: [] }).map(withoutGaps));
}

/** fast-check's type lets a field that is not required be undefined; none is. */
function withoutGaps(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field ?? null]));
}

function list(item: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return mostly(fc.array(item, { maxLength: 3 }));
}

const flag = fc.boolean();
const capability = fc.constantFrom('ALL', 'CHOWN', 'NET_BIND_SERVICE', 'SYS_ADMIN');
const profile = map({ type: fc.constantFrom('Localhost', 'RuntimeDefault', 'Unconfined') });
const action = map({
  httpGet: map({ host: fc.constantFrom('', 'localhost') }),
  tcpSocket: map({ host: fc.constantFrom('', '10.0.0.1') }),
});

/** What pods and containers both may set. */
const shared = {
  appArmorProfile: profile,
  runAsNonRoot: flag,
  runAsUser: fc.constantFrom(0, 1000),
  seccompProfile: profile,
  seLinuxOptions: map({
    role: fc.constantFrom('', 'sysadm_r'),
    type: fc.constantFrom('container_t', 'spc_t'),
    user: fc.constantFrom('', 'root'),
  }),
  windowsOptions: map({ hostProcess: flag }),
};

const container = map({
  image: fc.constantFrom('nginx', 'nginx:latest', 'nginx:1.0'),
  lifecycle: map({ postStart: action, preStop: action }),
  livenessProbe: action,
  name: fc.constantFrom('a', 'b'),
  ports: list(map({ hostPort: fc.constantFrom(0, 80) })),
  securityContext: map({
    ...shared,
    allowPrivilegeEscalation: flag,
    capabilities: map({ add: list(capability), drop: list(capability) }),
    privileged: flag,
    procMount: fc.constantFrom('Default', 'Unmasked'),
  }),
});

const volume = map({
  emptyDir: fc.constant({}),
  hostPath: map({ path: fc.constantFrom('/', '/var/run/docker.sock') }),
  name: fc.constantFrom('a', 'b'),
  nfs: fc.constant({ server: '10.0.0.1' }),
});

/** The spec of a pod, with anything anywhere. */
export const anyPodSpec: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      containers: list(container),
      ephemeralContainers: list(container),
      hostIPC: mostly(flag),
      hostNetwork: mostly(flag),
      hostPID: mostly(flag),
      hostUsers: mostly(flag),
      initContainers: list(container),
      os: map({ name: fc.constantFrom('linux', 'windows') }),
      securityContext: map({
        ...shared,
        sysctls: list(map({ name: fc.constantFrom('kernel.msgmax', 'net.ipv4.tcp_rmem') })),
      }),
      volumes: list(volume),
    },
    { requiredKeys: [] },
  )
  .map(withoutGaps);

interface Workload {
  /** Where the pod's spec stands in the object. */
  readonly path: readonly string[];
  readonly object: KubernetesObject;
}

/** A pod in each kind that can hold one. */
export function workloads(spec: JsonObject): readonly Workload[] {
  const metadata = { name: 'web' };
  const template = { spec };
  const inTemplate = (apiVersion: string, kind: string): Workload => ({
    path: ['spec', 'template', 'spec'],
    object: { apiVersion, kind, metadata, spec: { template } },
  });
  return [
    { path: ['spec'], object: { apiVersion: 'v1', kind: 'Pod', metadata, spec } },
    { path: ['template', 'spec'], object: { apiVersion: 'v1', kind: 'PodTemplate', metadata, template } },
    {
      path: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
      object: { apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: { jobTemplate: { spec: { template } } } },
    },
    inTemplate('v1', 'ReplicationController'),
    inTemplate('apps/v1', 'DaemonSet'),
    inTemplate('apps/v1', 'Deployment'),
    inTemplate('apps/v1', 'ReplicaSet'),
    inTemplate('apps/v1', 'StatefulSet'),
    inTemplate('batch/v1', 'Job'),
    inTemplate('argoproj.io/v1alpha1', 'Rollout'),
    inTemplate('extensions/v1beta1', 'Deployment'),
  ];
}
