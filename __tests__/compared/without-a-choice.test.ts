/** What rules that compare with the base say in reviews without a configuration, whose set does not have them. */
import { expect, test } from 'vitest';
import { openWorld } from '../../src/run/open/open-world.ts';
import { ratchets } from '../lost/pack.ts';

const { reviewed } = ratchets(openWorld);

const rules = ['registry-changed', 'service-left-cluster', 'token-mounted', 'pod-security-warning-removed'];

/** The rules that report something, and their enforcement. */
async function said(base: string, head: string): Promise<readonly string[]> {
  const { report } = await reviewed({ base: { 'a.yaml': base }, head: { 'a.yaml': head } });
  const reported = report.findings.map(({ rule, enforcement }) => `${rule.replace(/^.*\//, '')} ${enforcement}`);
  return reported.filter((each) => rules.some((rule) => each.startsWith(rule)));
}

const pod = (image: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: {containers: [{name: web, image: ${image}}]}\n`;

const service = (type: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {type: ${type}, selector: {app: web}, ports: [{port: 80}]}\n`;

const namespace = (labels: string): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {${labels}}}\n`;

test('an image of another publisher', async () => {
  const [before, after] = [pod('ghcr.io/shop/web:1.2.3'), pod('ghcr.io/somebody/web:1.2.3')];
  expect(await said(before, after)).toEqual(['registry-changed warn']);
  expect(await said(before, before.replace('1.2.3', '1.2.4'))).toEqual([]);
});

test('a Service that is reached from outside', async () => {
  expect(await said(service('ClusterIP'), service('NodePort'))).toEqual(['service-left-cluster warn']);
  expect(await said(service('NodePort'), service('ClusterIP'))).toEqual([]);
});

test('a namespace that does not warn any more', async () => {
  const warns = namespace('pod-security.kubernetes.io/warn: restricted, team: shop');
  expect(await said(warns, namespace('team: shop'))).toEqual(['pod-security-warning-removed warn']);
  expect(await said(namespace('team: shop'), warns)).toEqual([]);
});

test('a token in a pod that had none', async () => {
  const account = (mounts: string): string => `apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web, namespace: shop}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {serviceAccountName: web, ${mounts}containers: [{name: web, image: ghcr.io/shop/web:1.2.3}]}
`;
  const [without, withToken] = [account('automountServiceAccountToken: false, '), account('')];
  expect(await said(without, withToken)).toEqual(['token-mounted warn']);
  expect(await said(withToken, without)).toEqual([]);
});
