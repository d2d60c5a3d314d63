/** Pods that meet the restricted level at every version but for one field, for each field and value that Pod Security knows. */
import { type Json, type JsonObject } from '../../src/model/json.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { isJsonMap } from '../../src/foundation/json.ts';
import { apparmor, allowedVolumes, handlers, otherVolumes, seccomp, sysctls } from './pods.ts';

const container = (name: string): JsonObject => ({
  name,
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
});

const spec: JsonObject = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [container('web')],
};

const profiles = ['Localhost', 'RuntimeDefault', 'Unconfined', '', null].map((type): Json => ({ type }));

/** Of the pod's security context and a container's. */
const shared: readonly (readonly [path: string, values: readonly Json[]])[] = [
  ['appArmorProfile', [null, {}, ...profiles]],
  ['runAsNonRoot', [null, false, true]],
  ['runAsUser', [null, 0, 1000]],
  ['seccompProfile', [null, {}, ...profiles]],
  ['seLinuxOptions', [null, {}]],
  ['seLinuxOptions.role', ['', 'sysadm_r']],
  ['seLinuxOptions.type', ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t', 'spc_t']],
  ['seLinuxOptions.user', ['', 'root']],
  ['windowsOptions.hostProcess', [null, false, true]],
];

const capabilities = [
  ...['ALL', 'AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_ADMIN'],
  ...['NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT', 'chown', ''],
];

const ofContainers: typeof shared = [
  ...shared.map(([path, values]) => [`securityContext.${path}`, values] as const),
  ['securityContext', [null, {}]],
  ['securityContext.allowPrivilegeEscalation', [null, true]],
  ['securityContext.capabilities', [null, {}]],
  ['securityContext.capabilities.add', [null, [], [null], ...capabilities.map((name) => [name])]],
  ['securityContext.capabilities.drop', [null, [], ['all'], ['CHOWN'], ['CHOWN', 'ALL']]],
  ['securityContext.privileged', [null, false, true]],
  ['securityContext.procMount', [null, '', 'Default', 'Unmasked']],
  ['ports', [null, [], ...[null, 0, 80, -1].map((hostPort) => [{ containerPort: 80, hostPort }])]],
  ...handlers.flatMap((path) => ['httpGet', 'tcpSocket'].map((action) => [`${path}.${action}`, hosts(80)] as const)),
];

function hosts(port: number): Json[] {
  return [null, { port }, ...['', '10.0.0.1'].map((host): Json => ({ host, port }))];
}

const ofPods: typeof shared = [
  ...shared.map(([path, values]) => [`securityContext.${path}`, values] as const),
  ['securityContext', [null, {}]],
  ['securityContext.sysctls', [null, [], [null], ...sysctls.map((name) => [{ name, value: '1' }])]],
  ...['hostIPC', 'hostNetwork', 'hostPID'].map((path) => [path, [null, false, true]] as const),
  ['volumes', [null, [], ...[{}, { emptyDir: null }, { emptyDir: {}, hostPath: {} }].map((source) => [named(source)])]],
  ['volumes', [...new Set([...allowedVolumes, ...otherVolumes])].map((type) => [named({ [type]: {} })])],
];

function named(source: JsonObject): JsonObject {
  return { name: 'data', ...source };
}

const annotated: readonly JsonObject[] = [
  ...['web', 'nobody'].flatMap((name) => [apparmor + name, seccomp + name]),
  'seccomp.security.alpha.kubernetes.io/pod',
].flatMap((key) =>
  ['', 'docker/default', 'localhost/web.json', 'runtime/default', 'unconfined'].map((value) => ({ [key]: value })),
);

/** Of each both with and without a user namespace, and on Windows. */
const surroundings: readonly JsonObject[] = [{}, { hostUsers: false }, { os: { name: 'windows' } }];

export function singleFaults(): KubernetesObject[] {
  const specs = [
    ...ofPods.flatMap(([path, values]) => values.map((value) => withAt(spec, path.split('.'), value))),
    ...ofContainers.flatMap(([path, values]) =>
      values.map((value) => withContainer('containers', withAt(container('web'), path.split('.'), value))),
    ),
    ...['initContainers', 'ephemeralContainers'].flatMap((list) => [
      withContainer(list, container('more')),
      withContainer(list, { name: 'more' }),
      withContainer(list, withAt(container('more'), ['securityContext', 'privileged'], true)),
    ]),
  ];
  const pods = specs.flatMap((each) => surroundings.map((around) => podOf({}, { ...each, ...around })));
  return [...pods, ...annotated.map((annotations) => podOf({ annotations }, spec))];
}

function withContainer(list: string, item: Json): JsonObject {
  return { ...spec, [list]: [item] };
}

function withAt(map: JsonObject, [key = '', ...rest]: readonly string[], value: Json): JsonObject {
  const inner = map[key];
  return { ...map, [key]: rest.length === 0 ? value : withAt(isJsonMap(inner) ? inner : {}, rest, value) };
}

function podOf(metadata: JsonObject, what: JsonObject): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: what };
}
