import { expect, test } from 'vitest';
import { answersOf } from './cluster.ts';

const web = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\n';

/** Whether the only policy of the pod lets it ask for DNS names, and whether what it allows needs that. */
function dns(egress: string): unknown {
  const policy = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec: {podSelector: {}, policyTypes: [Egress], egress: [${egress}]}\n`;
  const { is } = answersOf('network_policies', { sources: { 'web.yaml': web, 'p.yaml': policy } });
  const { workloads, known } = is as {
    workloads: Record<string, Record<string, { dns: string }>>;
    known: Record<string, Record<string, { needs_dns: boolean }>>;
  };
  return [workloads['shop']?.['Pod/web']?.dns, known['shop']?.['p']?.needs_dns];
}

test.each([
  ['nothing', '', 'no', false],
  ['everything', '{}', 'yes', true],
  ['its port', '{ports: [{port: 53, protocol: UDP}]}', 'yes', true],
  ['its port, of some pods', '{to: [{podSelector: {matchLabels: {app: dns}}}], ports: [{port: 53}]}', 'yes', true],
  ['its port, in a range', '{ports: [{port: 1, endPort: 100, protocol: UDP}]}', 'yes', true],
  ['the name of its port', '{ports: [{port: dns-tcp}]}', 'yes', true],
  ['another port', '{ports: [{port: 443}]}', 'no', true],
  ['pods of the namespace', '{to: [{podSelector: {}}]}', 'no', true],
  ['every namespace', '{to: [{namespaceSelector: {}}]}', 'yes', true],
  ['a namespace', '{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: db}}}]}', 'no', true],
  [
    'the namespace of DNS',
    '{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]}',
    'yes',
    true,
  ],
  ['a namespace by another label', '{to: [{namespaceSelector: {matchLabels: {team: a}}}]}', 'unknown', true],
  [
    'some pods of every namespace',
    '{to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]}',
    'yes',
    true,
  ],
  [
    'other namespaces',
    '{to: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [db]}]}}]}',
    'no',
    true,
  ],
  ['a range', '{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}', 'unknown', false],
  ['a port of a range', '{to: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 5432}]}', 'no', false],
  ['a port of the Internet', '{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 443}]}', 'no', true],
])('DNS where %s is allowed', (_, egress, asks, needs) => {
  expect(dns(egress)).toEqual([asks, needs]);
});
