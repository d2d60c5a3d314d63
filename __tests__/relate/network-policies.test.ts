import { expect, test } from 'vitest';
import { answersOf, type Cluster } from './cluster.ts';

const web = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web, tier: a, zone: ""}}
`;
const policy = (spec: string, namespace = 'shop'): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: ${namespace}}\nspec: ${spec}\n`;

function answers(text: string, more: Partial<Cluster> = {}): unknown {
  return answersOf('network_policies', { sources: { 'web.yaml': web, 'policy.yaml': text }, ...more }).is;
}

function limited(ingress: string, egress: string): object {
  return { workloads: { shop: { 'Pod/web': { ingress, egress } } } };
}

test.each([
  ['all pods', '{podSelector: {}}', 'yes', 'no'],
  [
    'by a label, both directions',
    '{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress]}',
    'yes',
    'yes',
  ],
  ['by an expression', '{podSelector: {matchExpressions: [{key: app, operator: In, values: [web]}]}}', 'yes', 'no'],
  ['by a label that is there', '{podSelector: {matchExpressions: [{key: tier, operator: Exists}]}}', 'yes', 'no'],
  ['egress, by its rules', '{podSelector: {}, egress: [{}]}', 'yes', 'yes'],
  ['ingress alone, where the egress rules are none', '{podSelector: {}, egress: []}', 'yes', 'no'],
  ['by an empty value', '{podSelector: {matchExpressions: [{key: zone, operator: In, values: [a, ""]}]}}', 'yes', 'no'],
])('a policy limits a workload that it selects: %s', (_, spec, ingress, egress) => {
  expect(answers(policy(spec))).toMatchObject({
    complete: 'yes',
    known: { shop: { p: { exists: 'yes', selects: 'yes' } } },
    workloads: { shop: { 'Pod/web': { ingress, egress, policies: ['p'] } } },
  });
});

test.each([
  ['in another namespace', policy('{podSelector: {}}', 'db')],
  ['of another label', policy('{podSelector: {matchLabels: {app: api}}}')],
  ['of a label without a value', policy('{podSelector: {matchLabels: {app: null}}}')],
  ['that a label excludes', policy('{podSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}}')],
  ['that a value excludes', policy('{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}}')],
])('it does not limit one %s', (_, text) => {
  expect(answers(text)).toMatchObject(limited('no', 'no'));
});

test('what was not rendered, or cannot be known, may limit it', () => {
  const other = policy('{podSelector: {matchLabels: {app: api}}}');

  expect(answers(other, { unseen: { chart: ['NetworkPolicy'] } })).toMatchObject({
    complete: 'unknown',
    ...limited('unknown', 'unknown'),
  });
  expect(answers(other, { unseen: { chart: [] } })).toMatchObject({ complete: 'yes', ...limited('no', 'no') });
  expect(answers('', { unsure: [other, policy('{podSelector: {matchLabels: {app: b}}}')] })).toMatchObject(
    limited('unknown', 'unknown'),
  );
  expect(answers('', { unsure: [policy('{}', 'db'), policy('{}', 'dc')] })).toMatchObject(
    limited('unknown', 'unknown'),
  );
});
