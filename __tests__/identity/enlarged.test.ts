import { describe, expect, test } from 'vitest';
import { reviewer } from '../remote/reviewed.ts';

const daemon = (fields: string): string => `apiVersion: v1
kind: Pod
metadata: {name: agent}
spec:
${fields}`;

const container = (fields: string, more = ''): string =>
  daemon(`  containers: [{name: agent, image: x:1, ${fields}}]\n${more}`);

const hostPath = (mount: string, path = '/var'): string =>
  container(`volumeMounts: [${mount}]`, `  volumes: [{name: node, hostPath: {path: ${path}}}]\n`);
const port = (fields: string): string => container(`ports: [{name: p, containerPort: 80, hostPort: 80${fields}}]`);
const security = (fields: string): string => container(`securityContext: {${fields}}`);
const sysctl = (value: string): string =>
  daemon(`  securityContext: {sysctls: [{name: kernel.msgmax, value: "${value}"}]}\n  containers: []\n`);
const readOnly = '{name: node, mountPath: /a, readOnly: true}';
const writable = '{name: node, mountPath: /a}';
const limited = (more: string): string => `{name: node, mountPath: /a, ${more}}`;

type Edit = readonly [string, string, string];

const larger: readonly Edit[] = [
  ['a mount that becomes writable', hostPath(readOnly), hostPath(writable)],
  ['a second mount that is writable', hostPath(readOnly), hostPath(`${readOnly}, {name: node, mountPath: /b}`)],
  ['a mount of all the volume', hostPath(limited('subPath: log')), hostPath(writable)],
  ['another part of the volume', hostPath(limited('subPath: log')), hostPath(limited('subPath: lib'))],
  ['a part that the cluster names', hostPath(limited('subPath: log')), hostPath(limited('subPathExpr: $(X)'))],
  ['a path above', hostPath(writable, '/var/log'), hostPath(writable)],
  ['mounts that pass out', hostPath(writable), hostPath(limited('mountPropagation: Bidirectional'))],
  ['mounts that pass in', hostPath(writable), hostPath(limited('mountPropagation: HostToContainer'))],
  [
    'mounts below that become writable',
    hostPath(limited('readOnly: true, recursiveReadOnly: Enabled')),
    hostPath(readOnly),
  ],
  ['a volume that is mounted', hostPath(''), hostPath(readOnly)],
  ['a volume that nothing mounts, of another path', hostPath(''), hostPath('', '/etc')],
  ['a port on all addresses', port(', hostIP: 127.0.0.1'), port('')],
  ['a port on another address', port(', hostIP: 127.0.0.1'), port(', hostIP: 10.0.0.1')],
  ['a port of another protocol', port(''), port(', protocol: UDP')],
  ['another value of a sysctl', sysctl('1'), sysctl('2')],
  ['another SELinux type', security('seLinuxOptions: {type: a_t}'), security('seLinuxOptions: {type: spc_t}')],
  ['all capabilities', security('capabilities: {add: [NET_ADMIN]}'), security('capabilities: {add: [NET_ADMIN, ALL]}')],
];

const smaller: readonly Edit[] = [
  ['a mount that becomes read-only', hostPath(writable), hostPath(readOnly)],
  ['a part of the volume', hostPath(writable), hostPath(limited('subPath: log'))],
  ['a path below', hostPath(writable), hostPath(writable, '/var/log')],
  ['another place in the container', hostPath(writable), hostPath('{name: node, mountPath: /b}')],
  ['a port on one address', port(', hostIP: 0.0.0.0'), port(', hostIP: 127.0.0.1')],
  ['a protocol that was meant before', port(''), port(', protocol: TCP, hostIP: "::"')],
  ['one of all capabilities', security('capabilities: {add: [ALL]}'), security('capabilities: {add: [SYS_ADMIN]}')],
];

describe('a finding whose object reaches further', () => {
  const { reviewed } = reviewer();
  const statuses = async ([, base, head]: Edit): Promise<string[]> => {
    const { report } = await reviewed({ 'pod.yaml': base }, { 'pod.yaml': head });
    const own = report.findings.filter(({ rule }) => rule.startsWith('pod-security-baseline/'));
    return own.map(({ status }) => status);
  };

  test.each(larger)('is worsened: %s', async (...edit) => {
    expect(await statuses(edit)).toEqual(['worsened']);
  });

  test.each(smaller)('is existing where it reaches less: %s', async (...edit) => {
    expect(await statuses(edit)).toEqual(['existing']);
  });
});
