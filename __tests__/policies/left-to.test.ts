/** A finding that a rule leaves to another one: said once, by the better rule, and still part of the Pod Security level. */
import { afterAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/run/audit.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { type UnmaskedOutcome } from '../../src/run/conclude/outcome.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

const world = openWorld(() => undefined, null);
afterAll(async () => {
  await (await world).engines.close();
});

const pod = (fields: string): string => `apiVersion: v1
kind: Pod
metadata: {name: build, namespace: shop}
spec:
${fields}`;

const mounting = (path: string): string =>
  pod(`  containers:
    - {name: build, image: "registry.example/build:1.2.3", volumeMounts: [{name: node, mountPath: /node}]}
  volumes:
    - {name: node, hostPath: {path: ${path}}}
`);

const adding = (capabilities: string, more = ''): string =>
  pod(`${more}  containers:
    - {name: build, image: "registry.example/build:1.2.3", securityContext: {capabilities: {add: ${capabilities}}}}
`);

async function audited(text: string, config = '{}'): Promise<UnmaskedOutcome> {
  const directory = temporaryFolder({ 'pod.yaml': text, '.github/plimsoll.yaml': `${config}\n` });
  const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };
  return audit({ ...common, directory, paths: [], chart: null }, await world);
}

const rulesOf = ({ report }: UnmaskedOutcome): readonly string[] => report.findings.map(({ rule }) => rule);

describe('what two rules know', () => {
  test.each([
    ['a socket', mounting('/var/run/docker.sock'), 'workload/runtime-socket'],
    ['a folder of keys', mounting('/etc/kubernetes'), 'workload/sensitive-host-path'],
    ['any other folder', mounting('/mnt/data'), 'pod-security-baseline/host-path-volumes'],
    ['modules of the kernel', adding('[SYS_MODULE]'), 'ebpf/kernel-modules'],
    ['other capabilities', adding('[NET_ADMIN]'), 'pod-security-baseline/capabilities'],
  ])('is reported by one: %s', async (_, text, rule) => {
    const outcome = await audited(text);

    expect(rulesOf(outcome)).toEqual([rule]);
    expect(outcome.report.posture.workloads.map(({ psa }) => psa.after)).toEqual(['privileged']);
  });

  test('is reported by the other rule if the better one is off', async () => {
    const off = await audited(mounting('/var/run/docker.sock'), 'rules: {workload/runtime-socket: {enabled: false}}');
    const elsewhere = await audited(adding('[SYS_PTRACE]', '  hostPID: true\n'));

    expect(rulesOf(off)).toEqual(['pod-security-baseline/host-path-volumes']);
    // The set default does not have the rule about tracing.
    expect(rulesOf(elsewhere).toSorted()).toEqual([
      'pod-security-baseline/capabilities',
      'pod-security-baseline/host-namespaces',
    ]);
  });

  test('is reported by a rule of the set default if the better one is not chosen', async () => {
    const text = `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authorization: {mode: AlwaysAllow}
`;

    expect(rulesOf(await audited(text))).toEqual(['components/api-server-authorization']);
    expect(rulesOf(await audited(text, 'rules: {sets: [default, baseline]}'))).toEqual([
      'components/kubelet-authentication',
    ]);
  });

  test('is left for the field that the better rule reports, and not for another container', async () => {
    const text = pod(`  containers:
    - {name: a, image: "quay.io/cilium/tetragon:v1.4.0", securityContext: {capabilities: {add: [BPF]}}}
    - {name: b, image: "registry.example/b:1.2.3", securityContext: {capabilities: {add: [BPF]}}}
`);

    const outcome = await audited(text, 'rules: {ebpf/load-programs: {enabled: true}}');

    expect(outcome.report.findings.map(({ rule, path }) => [rule, path[2]])).toEqual([
      ['pod-security-baseline/capabilities', 0],
      ['ebpf/load-programs', 1],
    ]);
  });
});
