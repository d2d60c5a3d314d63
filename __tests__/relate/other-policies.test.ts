import { expect, test } from 'vitest';
import { answersOf } from './cluster.ts';

const namespaces = ['shop', 'kube-system']
  .map((name) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`)
  .join('---\n');

const policy = (apiVersion: string, kind: string, spec: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: p, namespace: shop}\nspec: ${spec}\n`;
const cilium = (spec: string): string => policy('cilium.io/v2', 'CiliumNetworkPolicy', spec);
const ciliumWide = (spec: string): string => policy('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', spec);
const calico = (spec: string): string => policy('projectcalico.org/v3', 'NetworkPolicy', spec);
const calicoWide = (spec: string): string => policy('crd.projectcalico.org/v1', 'GlobalNetworkPolicy', spec);
const admin = (spec: string): string => policy('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', spec);
const cluster = (spec: string): string => policy('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', spec);

/** Ingress and egress of `shop`, then of `kube-system`. */
function denied(text: string): string {
  const { is } = answersOf('namespaces', { sources: { 'n.yaml': namespaces, 'p.yaml': text } });
  const facts = is as Record<string, Record<string, string>>;
  return ['shop', 'kube-system']
    .flatMap((name) => [facts[name]?.['default_deny_ingress'], facts[name]?.['default_deny_egress']])
    .join(' ');
}

test.each([
  ['an empty rule', cilium('{endpointSelector: {}, ingress: [{}]}'), 'yes no no no'],
  [
    'a rule for some',
    cilium('{endpointSelector: {}, egress: [{toEndpoints: [{matchLabels: {app: db}}]}]}'),
    'no yes no no',
  ],
  ['no rules', cilium('{endpointSelector: {}, ingress: []}'), 'no no no no'],
  ['its own switch', cilium('{endpointSelector: {}, enableDefaultDeny: {ingress: true}}'), 'yes no no no'],
  ['no default', cilium('{endpointSelector: {}, ingress: [{}], enableDefaultDeny: {ingress: false}}'), 'no no no no'],
  ['some pods', cilium('{endpointSelector: {matchLabels: {app: web}}, ingress: [{}]}'), 'no no no no'],
  ['everyone allowed', cilium('{endpointSelector: {}, ingress: [{fromEntities: [all]}]}'), 'no no no no'],
  [
    'everyone to a port',
    cilium('{endpointSelector: {}, ingress: [{fromEntities: [all], toPorts: [{}]}]}'),
    'yes no no no',
  ],
  ['nodes', ciliumWide('{nodeSelector: {}, ingress: [{}]}'), 'no no no no'],
  ['all namespaces', ciliumWide('{endpointSelector: {}, ingress: [{}], egress: [{}]}'), 'yes yes yes yes'],
  ['the whole cluster allowed', ciliumWide('{endpointSelector: {}, ingress: [{fromEndpoints: [{}]}]}'), 'no no no no'],
  [
    'all namespaces but one',
    ciliumWide(
      '{endpointSelector: {matchExpressions: [{key: k8s:io.kubernetes.pod.namespace, operator: NotIn, values: [kube-system]}]}, ingress: [{}]}',
    ),
    'yes no no no',
  ],
  [
    'most pods',
    ciliumWide('{endpointSelector: {matchExpressions: [{key: open, operator: DoesNotExist}]}, ingress: [{}]}'),
    'unknown no unknown no',
  ],
])('Cilium: %s', (_, text, expected) => {
  expect(denied(text)).toBe(expected);
});

test.each([
  ['no rules', calico('{selector: all(), types: [Ingress, Egress]}'), 'yes yes no no'],
  ['no types', calico('{}'), 'yes no no no'],
  [
    'egress rules alone',
    calico('{egress: [{action: Allow, protocol: UDP, destination: {ports: [53]}}]}'),
    'no yes no no',
  ],
  ['everyone allowed', calico('{ingress: [{action: Allow}]}'), 'no no no no'],
  ['everyone allowed, by range', calico('{ingress: [{action: Allow, source: {nets: [0.0.0.0/0]}}]}'), 'no no no no'],
  ['some pods', calico("{selector: app == 'web'}"), 'no no no no'],
  ['all namespaces', calicoWide('{types: [Ingress]}'), 'yes no yes no'],
  [
    'all namespaces but one',
    calicoWide(
      '{namespaceSelector: \'has(projectcalico.org/name) && projectcalico.org/name not in {"kube-system", "calico-system"}\', types: [Egress]}',
    ),
    'no yes no no',
  ],
  ['a namespace', calicoWide("{selector: projectcalico.org/namespace == 'shop', types: [Ingress]}"), 'yes no no no'],
  [
    'what only the cluster knows',
    calicoWide('{namespaceSelector: "!has(open)", types: [Ingress]}'),
    'unknown no unknown no',
  ],
])('Calico: %s', (_, text, expected) => {
  expect(denied(text)).toBe(expected);
});

test.each([
  [
    'all namespaces',
    admin('{subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}'),
    'yes no yes no',
  ],
  [
    'a port',
    admin(
      '{subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}], ports: [{portNumber: {port: 80}}]}]}',
    ),
    'no no no no',
  ],
  [
    'allowed before',
    admin(
      '{subject: {namespaces: {}}, ingress: [{action: Allow, from: [{namespaces: {}}]}, {action: Deny, from: [{namespaces: {}}]}]}',
    ),
    'no no no no',
  ],
  [
    'a namespace, as first releases name it',
    admin(
      '{subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {namespaceSelector: {matchLabels: {a: b}}}}]}]}',
    ),
    'no no no no',
  ],
  [
    'all ranges, in one namespace',
    cluster(
      '{tier: Baseline, subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: shop}}}, egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]}',
    ),
    'no yes no no',
  ],
  [
    'some pods',
    cluster(
      '{subject: {pods: {podSelector: {matchLabels: {app: web}}}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
    ),
    'no no no no',
  ],
])('whole clusters: %s', (_, text, expected) => {
  expect(denied(text)).toBe(expected);
});

test('a policy of another kind may limit any workload of its namespace', () => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n';
  const limited = (text: string): unknown =>
    answersOf('network_policies', { sources: { 'web.yaml': pod, 'p.yaml': text } }).is;
  const of = (ingress: string): object => ({ workloads: { shop: { 'Pod/web': { ingress } } } });

  expect(limited(cilium('{endpointSelector: {}, ingress: [{}]}'))).toMatchObject(of('unknown'));
  expect(limited(calicoWide('{}'))).toMatchObject(of('unknown'));
  expect(limited(cilium('{}').replace('shop', 'db'))).toMatchObject(of('no'));
});
