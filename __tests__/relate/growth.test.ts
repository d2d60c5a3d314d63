import { expect, test } from 'vitest';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { contributionOf } from '../../src/facts/contribution.ts';
import { relate } from '../../src/facts/relate.ts';

/** Of each kind that families look at; all in one namespace, and half of them with the same labels. */
function objectsOf(index: number): KubernetesObject[] {
  const metadata = { name: `a${index}`, namespace: 'shop', labels: { app: index % 2 === 0 ? 'same' : `a${index}` } };
  const rbac = 'rbac.authorization.k8s.io/v1';
  const roleRef = { kind: 'ClusterRole', name: metadata.name };
  return [
    { apiVersion: 'v1', kind: 'Pod', metadata, spec: { serviceAccountName: 'web', containers: [{ image: 'web:1' }] } },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { type: 'NodePort', selector: metadata.labels } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      spec: { podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: [`a${index}`] }] } },
    },
    {
      apiVersion: rbac,
      kind: 'ClusterRole',
      metadata,
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: {} }] },
    },
    {
      apiVersion: rbac,
      kind: 'ClusterRole',
      metadata: { ...metadata, name: `r${index}` },
      rules: [{ verbs: ['get'] }],
    },
    { apiVersion: rbac, kind: 'RoleBinding', metadata, roleRef, subjects: [{ kind: 'Group', name: 'devs' }] },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata,
      spec: { defaultBackend: { service: { name: 'a0' } } },
    },
  ];
}

function seconds(count: number): number {
  const all = Array.from({ length: count / 8 }, (_, index) => objectsOf(index)).flat();
  const begun = performance.now();
  const placed = all.map((object) => ({ manifest: { object }, namespace: 'default' }));
  const opaque = Array.from({ length: 200 }, () => ({ target: 'default', mentions: () => true }));
  const facts = relate([contributionOf('default', placed)], opaque, { kept: false, images: {} });
  JSON.stringify(facts);
  return (performance.now() - begun) / 1000;
}

test('the facts of 100,000 objects take time in proportion to them', () => {
  seconds(5_000);
  const once = seconds(20_000);
  const five = seconds(100_000);

  // In proportion it is 5 times as long, squared 25 times; what takes no time is not measured.
  expect(five < 0.25 || five / once < 12).toBe(true);
}, 120_000);
