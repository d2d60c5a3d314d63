/** The mistakes of docs/comparison.md, each as an edit of a clean manifest. */

/** A change of `examples/comparison/clean.yaml`. */
export type Edit =
  /** A field of the only object of the kind. Of a list, an index one past the end appends. */
  | {
      readonly op: 'set';
      readonly kind: string;
      readonly path: readonly (string | number)[];
      readonly value: unknown;
    }
  | { readonly op: 'remove'; readonly kind: string; readonly path: readonly (string | number)[] }
  | { readonly op: 'remove-object'; readonly kind: string }
  | { readonly op: 'add-object'; readonly object: object };

/** The clean file with some edits. */
export interface Variant {
  /** In Markdown. */
  readonly says: string;
  readonly edits: readonly Edit[];
}

/** A mistake, and something that looks like it and is none. */
export interface Case {
  readonly name: string;
  /** The page of Kubernetes' documentation that says so. docs/comparison.md has their addresses. */
  readonly source: string;
  readonly fault: Variant;
  readonly harmless: Variant;
}

const baseline = 'PSS baseline';
const restricted = 'PSS restricted';
const rbac = 'RBAC practices';
const checklist = 'security checklist';
const application = 'application checklist';
const images = 'images';
const secrets = 'Secrets practices';
const probes = 'probes';

const pod = ['spec', 'template', 'spec'];
const web = [...pod, 'containers', 0];
const prepare = [...pod, 'initContainers', 0];
const report = ['spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers', 0];

type Path = readonly (string | number)[];

function set(kind: string, path: Path, value: unknown): Edit {
  return { op: 'set', kind, path, value };
}

function remove(kind: string, path: Path): Edit {
  return { op: 'remove', kind, path };
}

/** The API server refuses `privileged` beside `allowPrivilegeEscalation: false`. */
function privileged(kind: string, container: Path): readonly Edit[] {
  const context = [...container, 'securityContext'];
  return [remove(kind, [...context, 'allowPrivilegeEscalation']), set(kind, [...context, 'privileged'], true)];
}

function notPrivileged(kind: string, container: Path): readonly Edit[] {
  return [set(kind, [...container, 'securityContext', 'privileged'], false)];
}

function mounted(name: string, mountPath: string, volume: object): readonly Edit[] {
  return [
    set('Deployment', [...pod, 'volumes', 1], { name, ...volume }),
    set('Deployment', [...web, 'volumeMounts', 1], { name, mountPath, readOnly: true }),
  ];
}

/** The only rule of the Role that the Deployment's account is bound to. */
function rule(resource: string, ...verbs: readonly string[]): readonly Edit[] {
  const apiGroups = [resource === 'roles' ? 'rbac.authorization.k8s.io' : ''];
  return [set('Role', ['rules', 0], { apiGroups, resources: [resource], verbs })];
}

function clusterRoleBinding(name: string, role: string): Edit {
  return {
    op: 'add-object',
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }],
    },
  };
}

const context = [...web, 'securityContext'];
const digest = 'sha256:9c1b7f4d3e2a5869708f1e0d2c3b4a5968778695a4b3c2d1e0f9a8b7c6d5e4f3';

export const cases: readonly Case[] = [
  {
    name: 'privileged',
    source: baseline,
    fault: { says: '`privileged: true`', edits: privileged('Deployment', web) },
    harmless: { says: '`privileged: false`', edits: notPrivileged('Deployment', web) },
  },
  {
    name: 'privileged-init',
    source: baseline,
    fault: { says: 'the same, in an init container', edits: privileged('Deployment', prepare) },
    harmless: { says: '`privileged: false` there', edits: notPrivileged('Deployment', prepare) },
  },
  {
    name: 'privileged-cronjob',
    source: baseline,
    fault: { says: 'the same, in a CronJob', edits: privileged('CronJob', report) },
    harmless: { says: '`privileged: false` there', edits: notPrivileged('CronJob', report) },
  },
  {
    name: 'host-pid',
    source: baseline,
    fault: { says: '`hostPID: true`', edits: [set('Deployment', [...pod, 'hostPID'], true)] },
    harmless: { says: '`hostPID: false`', edits: [set('Deployment', [...pod, 'hostPID'], false)] },
  },
  {
    name: 'host-path',
    source: baseline,
    fault: { says: 'a `hostPath` of `/etc`', edits: mounted('host', '/host/etc', { hostPath: { path: '/etc' } }) },
    harmless: { says: 'an `emptyDir` at `/etc/web`', edits: mounted('host-path', '/etc/web', { emptyDir: {} }) },
  },
  {
    name: 'docker-socket',
    source: baseline,
    fault: {
      says: 'a `hostPath` of `/var/run/docker.sock`',
      edits: mounted('docker', '/var/run/docker.sock', { hostPath: { path: '/var/run/docker.sock' } }),
    },
    harmless: {
      says: 'an `emptyDir` at `/var/run/docker.sock.d`',
      edits: mounted('docker', '/var/run/docker.sock.d', { emptyDir: {} }),
    },
  },
  {
    name: 'capability',
    source: baseline,
    fault: {
      says: '`SYS_ADMIN` added',
      edits: [set('Deployment', [...context, 'capabilities', 'add'], ['SYS_ADMIN'])],
    },
    harmless: {
      says: '`NET_BIND_SERVICE` added, which restricted allows',
      edits: [set('Deployment', [...context, 'capabilities', 'add'], ['NET_BIND_SERVICE'])],
    },
  },
  {
    name: 'host-port',
    source: baseline,
    fault: { says: '`hostPort: 8080`', edits: [set('Deployment', [...web, 'ports', 0, 'hostPort'], 8080)] },
    harmless: {
      says: '`hostPort: 0`, the same as none',
      edits: [set('Deployment', [...web, 'ports', 0, 'hostPort'], 0)],
    },
  },
  {
    name: 'sysctl',
    source: baseline,
    fault: {
      says: 'the sysctl `kernel.msgmax`',
      edits: [set('Deployment', [...pod, 'securityContext', 'sysctls'], [{ name: 'kernel.msgmax', value: '65536' }])],
    },
    harmless: {
      says: '`net.ipv4.tcp_syncookies`, a safe one',
      edits: [
        set('Deployment', [...pod, 'securityContext', 'sysctls'], [{ name: 'net.ipv4.tcp_syncookies', value: '1' }]),
      ],
    },
  },
  {
    name: 'run-as-root',
    source: restricted,
    fault: {
      says: '`runAsNonRoot: false`, `runAsUser: 0`',
      edits: [set('Deployment', [...context, 'runAsNonRoot'], false), set('Deployment', [...context, 'runAsUser'], 0)],
    },
    harmless: {
      says: 'user, group and `runAsNonRoot` set for the pod and not again for the container',
      edits: [
        ...['runAsNonRoot', 'runAsUser', 'runAsGroup'].map((field) => remove('Deployment', [...context, field])),
        set('Deployment', [...pod, 'securityContext', 'runAsNonRoot'], true),
        set('Deployment', [...pod, 'securityContext', 'runAsUser'], 10001),
        set('Deployment', [...pod, 'securityContext', 'runAsGroup'], 10001),
      ],
    },
  },
  {
    name: 'escalation',
    source: restricted,
    fault: {
      says: '`allowPrivilegeEscalation` left out',
      edits: [remove('Deployment', [...context, 'allowPrivilegeEscalation'])],
    },
    harmless: {
      says: 'a label `allowPrivilegeEscalation: "true"`',
      edits: [set('Deployment', ['spec', 'template', 'metadata', 'labels', 'allowPrivilegeEscalation'], 'true')],
    },
  },
  {
    name: 'seccomp',
    source: restricted,
    fault: {
      says: 'the seccomp profile `Unconfined`',
      edits: [set('Deployment', [...pod, 'securityContext', 'seccompProfile', 'type'], 'Unconfined')],
    },
    harmless: {
      says: '`RuntimeDefault` set for each container and not for the pod',
      edits: [
        remove('Deployment', [...pod, 'securityContext']),
        set('Deployment', [...context, 'seccompProfile'], { type: 'RuntimeDefault' }),
        set('Deployment', [...prepare, 'securityContext', 'seccompProfile'], { type: 'RuntimeDefault' }),
      ],
    },
  },
  {
    name: 'wildcard-role',
    source: rbac,
    fault: {
      says: 'a Role with `*` for groups, resources and verbs',
      edits: [set('Role', ['rules', 0], { apiGroups: ['*'], resources: ['*'], verbs: ['*'] })],
    },
    harmless: {
      says: 'a Role for a ConfigMap named `wildcard`',
      edits: [set('Role', ['rules', 0, 'resourceNames', 0], 'wildcard')],
    },
  },
  {
    name: 'cluster-admin',
    source: rbac,
    fault: { says: '`cluster-admin` bound to the account', edits: [clusterRoleBinding('web', 'cluster-admin')] },
    harmless: {
      says: '`view` bound, by a binding named `cluster-admin`',
      edits: [clusterRoleBinding('cluster-admin', 'view')],
    },
  },
  {
    name: 'read-secrets',
    source: rbac,
    fault: { says: '`get`, `list` on all Secrets', edits: rule('secrets', 'get', 'list') },
    harmless: {
      says: '`get` on one Secret by its name',
      edits: [...rule('secrets', 'get'), set('Role', ['rules', 0, 'resourceNames'], ['web-tls'])],
    },
  },
  {
    name: 'exec',
    source: rbac,
    fault: { says: '`create` on `pods/exec`', edits: rule('pods/exec', 'create') },
    harmless: { says: '`get` on `pods/log`', edits: rule('pods/log', 'get') },
  },
  {
    name: 'escalate',
    source: rbac,
    fault: { says: '`escalate` on roles', edits: rule('roles', 'escalate') },
    harmless: { says: '`get` on roles', edits: rule('roles', 'get') },
  },
  {
    name: 'image-tag',
    source: images,
    fault: {
      says: 'the tag `latest`',
      edits: [set('Deployment', [...web, 'image'], 'images.example.com/shop/web:latest')],
    },
    harmless: {
      says: 'a digest without a tag, from a registry with a port',
      edits: [set('Deployment', [...web, 'image'], `images.example.com:5000/shop/web@${digest}`)],
    },
  },
  {
    name: 'network-policy',
    source: checklist,
    fault: { says: 'no NetworkPolicy', edits: [{ op: 'remove-object', kind: 'NetworkPolicy' }] },
    harmless: {
      says: 'one that selects by `matchExpressions`',
      edits: [
        set('NetworkPolicy', ['spec', 'podSelector'], {
          matchExpressions: [{ key: 'none', operator: 'DoesNotExist' }],
        }),
      ],
    },
  },
  {
    name: 'token',
    source: application,
    fault: {
      says: '`automountServiceAccountToken: true` for the pod',
      edits: [set('Deployment', [...pod, 'automountServiceAccountToken'], true)],
    },
    harmless: {
      says: 'left to the account, which has `false`',
      edits: [remove('Deployment', [...pod, 'automountServiceAccountToken'])],
    },
  },
  {
    name: 'memory-limit',
    source: checklist,
    fault: { says: 'no memory limit', edits: [remove('Deployment', [...web, 'resources', 'limits', 'memory'])] },
    harmless: {
      says: 'the limit as a number of bytes',
      edits: ['limits', 'requests'].map((of) => set('Deployment', [...web, 'resources', of, 'memory'], 134217728)),
    },
  },
  {
    name: 'root-filesystem',
    source: application,
    fault: {
      says: '`readOnlyRootFilesystem: false`',
      edits: [set('Deployment', [...context, 'readOnlyRootFilesystem'], false)],
    },
    harmless: {
      says: 'a second `emptyDir`, mounted writable',
      edits: [
        set('Deployment', [...pod, 'volumes', 1], { name: 'cache', emptyDir: {} }),
        set('Deployment', [...web, 'volumeMounts', 1], { name: 'cache', mountPath: '/cache' }),
      ],
    },
  },
  {
    name: 'password',
    source: secrets,
    fault: {
      says: 'a password as the value of `DB_PASSWORD`',
      edits: [set('Deployment', [...web, 'env', 1], { name: 'DB_PASSWORD', value: 'p9Xv2mQ7rT4kLw8Z' })],
    },
    harmless: {
      says: '`DB_PASSWORD_FILE` with a path',
      edits: [set('Deployment', [...web, 'env', 1], { name: 'DB_PASSWORD_FILE', value: '/run/secrets/db/password' })],
    },
  },
  {
    name: 'readiness',
    source: probes,
    fault: { says: 'no readiness probe', edits: [remove('Deployment', [...web, 'readinessProbe'])] },
    harmless: {
      says: 'a probe by `grpc`',
      edits: [set('Deployment', [...web, 'readinessProbe'], { grpc: { port: 8080 } })],
    },
  },
];
