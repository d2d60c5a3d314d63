/** Pods as an API server takes them, that differ in what Pod Security looks at. */
import fc from 'fast-check';
import { type Json } from '../../src/model/json.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';

/** A value of a field; undefined for none. */
type Value = Json | undefined;
type Values = fc.Arbitrary<Value>;
type Fields = Readonly<Record<string, Values>>;

/** Mostly one of what every level allows, else one of the rest: once in `calm` times. */
type Pick = (allowed: readonly Value[], rest: readonly Value[]) => Values;

function pickWith(calm: number): Pick {
  return (allowed, rest) =>
    fc.oneof(
      { weight: calm, arbitrary: fc.constantFrom(...allowed) },
      { weight: 1, arbitrary: fc.constantFrom(...rest) },
    );
}

function map(fields: Fields): fc.Arbitrary<Json> {
  return fc.record(fields).map(withoutGaps);
}

function withoutGaps(fields: Readonly<Record<string, Value>>): Json {
  const given = Object.entries(fields).flatMap(([key, value]): [string, Json][] =>
    value === undefined ? [] : [[key, value]],
  );
  return Object.fromEntries(given);
}

/** Mostly the value, else one of these, which hold nothing. */
function orNothing(pick: Pick, value: Values, ...nothing: readonly Value[]): Values {
  return pick([true], [false]).chain((isThere) => (isThere === true ? value : fc.constantFrom(...nothing)));
}

const [fine, odd] = [{ type: 'RuntimeDefault' }, { type: 'Unconfined' }];
const local = { type: 'Localhost', localhostProfile: 'web.json' };
const profiles = [odd, {}, { type: '' }, { type: null }, { type: 'runtime/default' }];

/** What the pod and its containers may both set. */
function shared(pick: Pick): Fields {
  return {
    appArmorProfile: pick([undefined, fine, local], [null, ...profiles]),
    runAsNonRoot: pick([true], [undefined, null, false]),
    runAsUser: pick([undefined, 1000], [null, 0]),
    seccompProfile: pick([fine, local], [undefined, null, ...profiles]),
    seLinuxOptions: orNothing(
      pick,
      map({
        level: fc.constantFrom<Value>(undefined, 's0:c1'),
        role: pick([undefined, ''], [null, 'sysadm_r']),
        type: pick(['container_t', 'container_init_t'], ['', null, 'container_kvm_t', 'container_engine_t', 'spc_t']),
        user: pick([undefined, ''], [null, 'root']),
      }),
      undefined,
      null,
      {},
    ),
    windowsOptions: pick(
      [undefined, {}, { hostProcess: false }],
      [null, { hostProcess: null }, { hostProcess: true }, { runAsUserName: 'web' }],
    ),
  };
}

export const sysctls = [
  ...['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.ip_local_reserved_ports'],
  ...['net.ipv4.ip_unprivileged_port_start', 'net.ipv4.ping_group_range', 'net.ipv4.tcp_fin_timeout'],
  ...['net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_keepalive_time'],
  ...['net.ipv4.tcp_notsent_lowat', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_slow_start_after_idle'],
  ...['net.ipv4.tcp_syncookies', 'net.ipv4.tcp_wmem', 'kernel.msgmax', ''],
];

function podSecurity(pick: Pick): Values {
  const named = fc.constantFrom(...sysctls).map((name): Value => ({ name, value: '1' }));
  const sysctl = fc.oneof({ weight: 20, arbitrary: named }, fc.constantFrom<Value>(null, { value: '1' }));
  const some = orNothing(pickWith(1), fc.array(sysctl, { maxLength: 2 }) as Values, undefined, null, []);
  return orNothing(pick, map({ ...shared(pick), sysctls: some }), undefined, null, {});
}

/** Of pods whose containers leave to the pod what it may say for them. */
function containerSecurity(pick: Pick, leaves: boolean): Values {
  const own = shared(pick);
  const left: Fields = leaves
    ? {
        ...own,
        runAsNonRoot: pick([undefined, null], [true, false]),
        seccompProfile: pick([undefined, null], profiles),
      }
    : own;
  return orNothing(
    pick,
    map({
      ...left,
      allowPrivilegeEscalation: pick([false], [undefined, null, true]),
      capabilities: orNothing(
        pick,
        map({
          add: pick(
            [undefined, [], ['NET_BIND_SERVICE']],
            [null, ['CHOWN'], ['NET_ADMIN'], ['ALL'], ['KILL', 'SYS_ADMIN'], ['chown'], [''], [null]],
          ),
          drop: pick([['ALL'], ['CHOWN', 'ALL'], [null, 'ALL']], [undefined, null, [], ['all'], ['CHOWN'], ['']]),
        }),
        undefined,
        null,
        {},
      ),
      privileged: pick([undefined, false], [null, true]),
      procMount: pick([undefined, 'Default'], [null, '', 'Unmasked']),
    }),
    undefined,
    null,
    {},
  );
}

/** What may call a host. */
export const handlers = [
  ...['livenessProbe', 'readinessProbe', 'startupProbe'],
  ...['lifecycle.postStart', 'lifecycle.preStop'],
];

function handler(pick: Pick): Values {
  const host = pick([undefined, ''], [null, 'localhost', '10.0.0.1']);
  return fc.oneof(
    fc.constantFrom<Value>(undefined, null, {}),
    map({ httpGet: map({ host, path: fc.constant('/'), port: fc.constant(80) }) }),
    map({ tcpSocket: map({ host, port: fc.constant('web') }) }),
  );
}

function container(pick: Pick, leaves: boolean): Values {
  const port = map({ containerPort: fc.constant(80), hostPort: pick([undefined, 0], [null, 80, 65535, -1]) });
  const handled = handler(pick);
  return orNothing(
    pick,
    map({
      name: fc.constantFrom('web', 'log', ''),
      image: fc.constant('example.org/web:1.0'),
      lifecycle: orNothing(pick, map({ postStart: handled, preStop: handled }), undefined, null, {}),
      livenessProbe: handled,
      readinessProbe: handled,
      startupProbe: handled,
      ports: orNothing(pick, fc.array(port, { maxLength: 2 }), undefined, null, []),
      securityContext: containerSecurity(pick, leaves),
    }),
    {},
  );
}

export const allowedVolumes = [
  ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected'],
  'secret',
];
export const otherVolumes = [
  ...['awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'fc', 'flexVolume', 'flocker'],
  ...['gcePersistentDisk', 'gitRepo', 'glusterfs', 'hostPath', 'hostPath', 'hostPath', 'iscsi', 'nfs'],
  ...['photonPersistentDisk', 'portworxVolume', 'quobyte', 'rbd', 'scaleIO', 'storageos', 'vsphereVolume'],
];

function volume(pick: Pick): Values {
  const type = pick(allowedVolumes, otherVolumes) as fc.Arbitrary<string>;
  const one = type.map((name): Value => ({ name: 'data', [name]: {} }));
  const several = fc
    .tuple(type, type, fc.constantFrom(...otherVolumes))
    .map(([first, second, empty]): Value => ({ name: 'data', [empty]: null, [first]: {}, [second]: {} }));
  const none = fc.constantFrom<Value>(
    { name: 'data' },
    { name: 'data', hostPath: null },
    { name: 'data', emptyDir: null },
  );
  return fc.oneof({ weight: 8, arbitrary: one }, { weight: 1, arbitrary: several }, { weight: 1, arbitrary: none });
}

export const apparmor = 'container.apparmor.security.beta.kubernetes.io/';
export const seccomp = 'container.seccomp.security.alpha.kubernetes.io/';

function annotations(pick: Pick): Values {
  const value = pick(
    [undefined, undefined, 'runtime/default', 'localhost/web.json'],
    ['', 'docker/default', 'unconfined', 'Localhost/x', 'localhost'],
  );
  const keys = [
    ...['web', 'log', '', 'nobody'].flatMap((name) => [apparmor + name, seccomp + name]),
    ...['seccomp.security.alpha.kubernetes.io/pod', 'example.org/note'],
  ];
  return orNothing(pick, map(Object.fromEntries(keys.map((key) => [key, value]))), undefined, null, {});
}

function pod(calm: number, leaves: boolean): fc.Arbitrary<KubernetesObject> {
  const pick = pickWith(calm);
  const containers = (least: number): Values =>
    fc.array(container(pick, leaves), { minLength: least, maxLength: 2 }) as Values;
  const spec = map({
    containers: containers(1),
    ephemeralContainers: orNothing(pickWith(1), containers(0), undefined, null),
    initContainers: orNothing(pickWith(1), containers(0), undefined, null),
    hostIPC: pick([undefined, false], [null, true]),
    hostNetwork: pick([undefined, false], [null, true]),
    hostPID: pick([undefined, false], [null, true]),
    hostUsers: fc.constantFrom<Value>(undefined, undefined, null, true, false, false),
    os: fc.constantFrom<Value>(
      undefined,
      undefined,
      null,
      {},
      { name: 'linux' },
      { name: 'windows' },
      { name: 'windows' },
    ),
    securityContext: podSecurity(pick),
    volumes: orNothing(pick, fc.array(volume(pick), { maxLength: 2 }) as Values, undefined, null),
  });
  const metadata = map({ name: fc.constant('web'), annotations: annotations(pick) });
  return fc.tuple(metadata, spec).map(([of, what]) => ({ apiVersion: 'v1', kind: 'Pod', metadata: of, spec: what }));
}

/** The same of the same seed: from pods in which hardly anything is wrong to such in which much is. */
export function podsOf(seed: number, count: number): KubernetesObject[] {
  const kinds = [400, 100, 25, 6].flatMap((calm) => [pod(calm, false), pod(calm, true)]);
  return fc.sample(fc.oneof(...kinds), { seed, numRuns: count });
}
