import { describe, expect, test } from 'vitest';
import { answersOf, type Cluster } from './cluster.ts';

const role = (kind: string, name: string, verbs: string, rest = ''): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: {name: ${name}, namespace: shop, labels: {add-to: all}}
rules: [{apiGroups: [""], resources: [pods], verbs: ${verbs}}]
${rest}`;
const binding = (kind: string, ref: string): string => `---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: {name: give, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, ${ref}}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}, {kind: Group, name: devs}]
`;
const pods = (...verbs: string[]): object => ({
  apiGroups: [''],
  resources: ['pods'],
  verbs,
  resourceNames: [],
  nonResourceURLs: [],
});

function answers(text: string, more: Partial<Cluster> = {}): unknown {
  return answersOf('rbac', { sources: { 'rbac.yaml': text }, ...more }).is;
}

describe('rbac', () => {
  test('has the rules of roles, and whom bindings give them', () => {
    expect(answers(role('Role', 'read', '[list, get]') + binding('RoleBinding', 'kind: Role, name: read'))).toEqual({
      complete: 'yes',
      roles: { shop: { read: { exists: 'yes', whole: 'yes', rules: [pods('get', 'list')] } } },
      bindings: {
        shop: {
          give: {
            exists: 'yes',
            role: { namespace: 'shop', name: 'read' },
            role_exists: 'yes',
            subjects: ['ServiceAccount shop/web', 'Group devs'],
          },
        },
      },
      subjects: {
        'Group devs': [{ namespace: 'shop', name: 'give', role: { namespace: 'shop', name: 'read' } }],
        'ServiceAccount shop/web': [{ namespace: 'shop', name: 'give', role: { namespace: 'shop', name: 'read' } }],
      },
    });
  });

  test('has a role of the cluster, and a binding of it, without a namespace', () => {
    const text = role('ClusterRole', 'read', '[get]') + binding('ClusterRoleBinding', 'kind: ClusterRole, name: view');

    expect(answers(text)).toMatchObject({
      roles: { '': { read: { exists: 'yes' } } },
      bindings: { '': { give: { role: { namespace: '', name: 'view' }, role_exists: 'no' } } },
    });
    expect(answers(text, { unseen: { chart: ['ClusterRole'] } })).toMatchObject({
      complete: 'unknown',
      bindings: { '': { give: { role_exists: 'unknown' } } },
    });
  });

  test('gives an aggregated role the rules that are added to it, and not its own', () => {
    const selectors = 'aggregationRule: {clusterRoleSelectors: [{matchLabels: {add-to: all}}]}\n';
    const all = role('ClusterRole', 'all', '[delete]', selectors).replace('add-to: all}', '}');
    const text = `${all}---\n${role('ClusterRole', 'read', '[get]')}---\n${role('Role', 'own', '[list]')}`;

    expect(answers(text)).toMatchObject({ roles: { '': { all: { whole: 'yes', rules: [pods('get')] } } } });
    expect(answers(text, { unseen: { chart: ['Role'] } })).toMatchObject({
      roles: { '': { all: { exists: 'yes', whole: 'unknown', rules: [pods('get')] } } },
    });
  });
});
