/** What stands around an object orders the findings of one severity, and is said. */
import { afterAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/run/audit.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { type Finding } from '../../src/model/report.ts';
import { byWeight } from '../../src/foundation/severity.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

const world = openWorld(() => undefined, null);
afterAll(async () => {
  await (await world).engines.close();
});

const deployment = (name: string, namespace: string, more = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      serviceAccountName: ${name}
      containers:
        - {name: main, image: "registry.example/${name}:latest"}
${more}`;

const service = (name: string, namespace: string): string => `---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}}
spec: {type: LoadBalancer, selector: {app: ${name}}, ports: [{port: 443}]}
`;

const account = (name: string, namespace: string): string => `---
apiVersion: v1
kind: ServiceAccount
metadata: {name: ${name}, namespace: ${namespace}, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/x"}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: ${name}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
subjects: [{kind: ServiceAccount, name: ${name}, namespace: ${namespace}}]
`;

async function tags(texts: Readonly<Record<string, string>>): Promise<readonly Finding[]> {
  const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };
  const { report } = await audit({ ...common, directory: temporaryFolder(texts), paths: [], chart: null }, await world);
  return report.findings.filter(({ rule }) => rule === 'image/not-pinned');
}

const reasonsOf = ([finding]: readonly Finding[]): readonly string[] => finding?.risk?.reasons ?? [];

describe('the reasons beside a finding', () => {
  test('are absent where nothing is known', async () => {
    const [finding] = await tags({ 'a.yaml': deployment('web', 'shop') });

    expect(finding).toBeDefined();
    expect(finding).not.toHaveProperty('risk');
  });

  test('are in the order of their weight', async () => {
    const privileged =
      '        - {name: side, image: "registry.example/side:1.2.3", securityContext: {privileged: true}}\n';
    const text = `${deployment('web', 'shop-prod', privileged)}${service('web', 'shop-prod')}${account('web', 'shop-prod')}`;

    expect(reasonsOf(await tags({ 'a.yaml': text }))).toEqual([
      'on the Internet through LoadBalancer shop-prod/web',
      expect.stringMatching(/^its service account can .*read all Secrets/),
      'its service account has a role in the cloud',
      'in one pod with the privileged container "side"',
      'in production (namespace shop-prod)',
    ]);
  });

  test('name an environment that the configuration describes', async () => {
    const config = { '.github/plimsoll.yaml': 'environments: {production: [sh*], test: [pay]}\n' };

    expect(reasonsOf(await tags({ ...config, 'a.yaml': deployment('web', 'shop') }))).toEqual([
      'in production (namespace shop)',
    ]);
    expect(reasonsOf(await tags({ ...config, 'a.yaml': deployment('web', 'pay') }))).toEqual([
      'not in production (namespace pay)',
    ]);
    expect(reasonsOf(await tags({ ...config, 'a.yaml': deployment('web', 'shop-test') }))).toEqual([
      'in production (namespace shop-test)',
    ]);
  });

  test('decide the order of findings with the same severity', async () => {
    const all = await tags({
      'a.yaml': deployment('a', 'shop-test'),
      'b.yaml': deployment('b', 'shop'),
      'c.yaml': deployment('c', 'shop-prod'),
      'd.yaml': `${deployment('d', 'shop')}${service('d', 'shop')}`,
      'e.yaml': `${deployment('e', 'shop-test')}${service('e', 'shop-test')}`,
    });

    expect(all.toSorted(byWeight).map(({ object }) => object.name)).toEqual(['d', 'c', 'b', 'e', 'a']);
  });
});
