import { describe, expect, test } from 'vitest';
import { changedPosture } from '../../src/report/posture.ts';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const deployment = (
  name: string,
  { image = 'w:1', privileged = true, kind = 'Deployment' } = {},
): string => `apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: w, image: '${image}', securityContext: {privileged: ${privileged}}}]}
`;
const file = (...texts: readonly string[]): Texts => ({ 'w.yaml': texts.join('---\n') });

describe('an object under another name', () => {
  const { reviewed } = reviewer();
  const statuses = async (base: Texts, head: Texts): Promise<readonly string[]> => {
    const { report } = await reviewed(base, head);
    const found = report.findings.filter(({ rule }) => rule === 'pod-security-baseline/privileged-containers');
    return found.map(({ status, object }) => `${status} ${object.name}`).sort();
  };

  test('is the same where nothing else of it changed', async () => {
    expect(await statuses(file(deployment('a')), file(deployment('b')))).toEqual(['existing b']);
  });

  test('has no row in the table of Pod Security levels, unless something else of it changed', async () => {
    const rows = async (base: Texts, head: Texts): Promise<unknown> =>
      changedPosture((await reviewed(base, head)).report.posture).flatMap(({ rows: changed }) =>
        changed.map(({ object, before, after }) => [object.name, before, after]),
      );

    expect(await rows(file(deployment('a')), file(deployment('b')))).toEqual([]);
    expect(await rows(file(deployment('a')), file(deployment('b', { privileged: false })))).toEqual([
      ['a', 'privileged', 'absent'],
      ['b', 'absent', 'baseline'],
    ]);
  });

  test('is another one where something did', async () => {
    const base = file(deployment('a'));

    expect(await statuses(base, file(deployment('b', { image: 'x:1' })))).toEqual(['fixed a', 'new b']);
    expect(await statuses(base, file(deployment('b', { kind: 'DaemonSet' })))).toEqual(['fixed a', 'new b']);
  });

  test('is another one where the old name is still there, or the new one was', async () => {
    const [a, b] = [deployment('a'), deployment('b')];

    expect(await statuses(file(a), file(a, b))).toEqual(['existing a', 'new b']);
    expect(await statuses(file(a, deployment('b', { privileged: false })), file(b))).toEqual(['fixed a', 'new b']);
    expect(
      await statuses(file(a, deployment('b', { privileged: false })), file(deployment('a', { privileged: false }), b)),
    ).toEqual(['fixed a', 'new b']);
  });

  test('is another one where it is no workload: others may refer to the name', async () => {
    const role = (name: string): Texts => ({
      'role.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ${name}}
rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]
`,
    });
    const { report } = await reviewed(role('a'), role('b'));

    expect([...new Set(report.findings.map(({ status, object }) => `${status} ${object.name}`))].sort()).toEqual([
      'fixed a',
      'new b',
    ]);
  });

  test('stands for one only', async () => {
    expect(await statuses(file(deployment('a')), file(deployment('b'), deployment('c')))).toEqual([
      'existing b',
      'new c',
    ]);
  });

  test('is another one in another namespace', async () => {
    const into = (text: string, namespace: string): string =>
      text.replace('metadata: {', `metadata: {namespace: ${namespace}, `);

    expect(await statuses(file(into(deployment('a'), 'x')), file(into(deployment('b'), 'y')))).toEqual([
      'fixed a',
      'new b',
    ]);
  });
});

describe('a workload and its containers under other names', () => {
  const { reviewed } = reviewer();
  interface Spelled {
    readonly name?: string;
    readonly container?: string;
    readonly image?: string;
    readonly more?: string;
    readonly second?: string;
  }
  const workload = ({ name = 'web', container = 'web', image = 'w:1', more = '', second = '' }: Spelled): Texts => ({
    'w.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata:
      labels: {app: ${name}}
      annotations:
        kubectl.kubernetes.io/default-container: ${container}
        container.apparmor.security.beta.kubernetes.io/${container}: unconfined
    spec:
      ${more}
      containers:
        - {name: ${container}, image: '${image}', securityContext: {privileged: true, capabilities: {drop: [all]}}}
        ${second}
`,
  });
  const statuses = async (base: Spelled, head: Spelled): Promise<readonly string[]> => {
    const { report } = await reviewed(workload(base), workload(head));
    return [...new Set(report.findings.map(({ status }) => status))].sort();
  };

  test.each<readonly [string, Spelled, Spelled]>([
    ['both alike', {}, { name: 'shop', container: 'shop' }],
    ['both, each otherwise', {}, { name: 'shop', container: 'api' }],
    ['both, where they had two names', { container: 'main' }, { name: 'shop', container: 'app' }],
    ['the workload alone', {}, { name: 'shop' }],
    ['a container alone', {}, { container: 'api' }],
    ['both, one name being the beginning of the other', {}, { name: 'web-2', container: 'web-2' }],
    [
      'both, beside a container that stays',
      { second: '- {name: log, image: l, securityContext: {privileged: true}}' },
      { name: 'shop', container: 'api', second: '- {name: log, image: l, securityContext: {privileged: true}}' },
    ],
    [
      'all of them',
      { second: '- {name: log, image: l, securityContext: {privileged: true}}' },
      { name: 'shop', container: 'api', second: '- {name: logs, image: l, securityContext: {privileged: true}}' },
    ],
  ])('are the same: %s', async (_, base, head) => {
    expect(await statuses(base, head)).toEqual(['existing']);
  });

  test.each<readonly [string, Spelled, Spelled]>([
    ['another image', {}, { name: 'shop', container: 'shop', image: 'x:1' }],
    ['an image that has the new name', { image: 'web:1' }, { name: 'shop', container: 'shop', image: 'shop:1' }],
    ['another field of the pod', {}, { name: 'shop', container: 'shop', more: 'hostNetwork: true' }],
    [
      'a container more',
      {},
      { name: 'shop', container: 'shop', second: '- {name: log, image: l, securityContext: {privileged: true}}' },
    ],
  ])('are others with %s', async (_, base, head) => {
    expect(await statuses(base, head)).toEqual(['fixed', 'new']);
  });
});
