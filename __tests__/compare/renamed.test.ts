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
      ['b', 'privileged', 'baseline'],
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

  test('is the same where it became worse, which is said alone', async () => {
    const base = file(deployment('a', { privileged: false }));
    const worse = file(deployment('b').replace('spec: {containers', 'spec: {hostNetwork: true, containers'));
    const { report } = await reviewed(file(deployment('a')), worse);

    expect(await statuses(base, worse)).toEqual(['new b']);
    expect(report.findings.filter(({ status }) => status === 'new').map(({ rule }) => rule)).toEqual([
      'pod-security-baseline/host-namespaces',
    ]);
    expect(await statuses(file(deployment('a')), worse)).toEqual(['existing b']);
  });

  test('is the same with another tag of its images, beside others with these images', async () => {
    const shop = (prefix: string, tag: string, privileged = true): Texts =>
      file(...['api', 'db', 'web'].map((name) => deployment(`${prefix}${name}`, { image: `w:${tag}`, privileged })));

    expect(await statuses(shop('', '1'), shop('shop-', '2'))).toEqual([
      'existing shop-api',
      'existing shop-db',
      'existing shop-web',
    ]);
    expect(await statuses(shop('', '1', false), shop('shop-', '2'))).toEqual([
      'new shop-api',
      'new shop-db',
      'new shop-web',
    ]);
  });

  test('is the same with the objects that a release or a prefix renames with it, if nothing refers to the new name', async () => {
    const released = (name: string, more = ''): Texts =>
      file(
        deployment(`${name}-web`),
        `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ${name}-web, labels: {instance: ${name}}}
rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]
`,
        ...(more === '' ? [] : [more]),
      );
    const refers = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: waiting}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: new-web}
subjects: [{kind: Group, name: system:serviceaccounts, apiGroup: rbac.authorization.k8s.io}]
`;
    const ofRole = async (base: Texts, head: Texts): Promise<readonly string[]> => {
      const { report } = await reviewed(base, head);
      const found = report.findings.filter(({ object }) => object.kind === 'ClusterRole');
      return [...new Set(found.map(({ status, object }) => `${status} ${object.name}`))].sort();
    };

    expect(await ofRole(released('old'), released('new'))).toEqual(['existing new-web']);
    expect(await ofRole(released('old', refers), released('new', refers))).toEqual(['fixed old-web', 'new new-web']);
  });

  test('is found among many in little time', async () => {
    const many = (prefix: string): Texts =>
      file(...Array.from({ length: 1500 }, (_, at) => deployment(`${prefix}w${at}`, { image: `w${at % 3}:1` })));
    const begun = performance.now();
    const found = await statuses(many(''), many('shop-'));

    expect(new Set(found.map((each) => each.split(' ')[0]))).toEqual(new Set(['existing']));
    expect(performance.now() - begun).toBeLessThan(60_000);
  }, 120_000);

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
    [
      'a container more',
      {},
      { name: 'shop', container: 'shop', second: '- {name: log, image: l, securityContext: {privileged: true}}' },
    ],
  ])('are others with %s', async (_, base, head) => {
    expect(await statuses(base, head)).toEqual(['fixed', 'new']);
  });
});
