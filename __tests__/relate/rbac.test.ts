import { describe, expect, test } from 'vitest';
import { answersOf, type Cluster } from './cluster.ts';
import golden from './golden/rbac.json' with { type: 'json' };
import { answersFor } from './rbac-answers.ts';
import { askedClusters } from './rbac-clusters.ts';

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
    const given = { namespace: 'shop', name: 'give', role: { namespace: 'shop', name: 'read' }, source: 'rbac.yaml' };

    expect(answers(role('Role', 'read', '[list, get]') + binding('RoleBinding', 'kind: Role, name: read'))).toEqual({
      complete: 'yes',
      roles: { shop: { read: { exists: 'yes', whole: 'yes', rules: [pods('get', 'list')] } } },
      bindings: {
        shop: {
          give: {
            exists: 'yes',
            role: { namespace: 'shop', name: 'read' },
            role_exists: 'yes',
            roles: [{ namespace: 'shop', name: 'read' }],
            subjects: ['ServiceAccount shop/web', 'Group devs'],
          },
        },
      },
      subjects: {
        'Group devs': [given],
        'ServiceAccount shop/web': [given],
      },
      accounts: {
        shop: {
          web: {
            whole: 'yes',
            grants: [{ ...given, subject: 'ServiceAccount shop/web' }],
          },
        },
      },
    });
  });

  test('has a role of the cluster, and a binding of it, without a namespace', () => {
    const text = role('ClusterRole', 'read', '[get]') + binding('ClusterRoleBinding', 'kind: ClusterRole, name: gone');

    expect(answers(text)).toMatchObject({
      roles: { '': { read: { exists: 'yes' } } },
      bindings: { '': { give: { role: { namespace: '', name: 'gone' }, role_exists: 'no' } } },
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

  test('gives a role that aggregates an aggregated role the rules of both, also in a circle', () => {
    const aggregated = (name: string, selector: string, label: string): string =>
      role('ClusterRole', name, '[delete]', `aggregationRule: {clusterRoleSelectors: [${selector}]}\n`).replace(
        'add-to: all}',
        `${label}: x}`,
      );
    const text = [
      aggregated('one', '{matchLabels: {two: x}}', 'one'),
      aggregated('two', '{matchLabels: {one: x}}, {matchLabels: {add-to: all}}', 'two'),
      role('ClusterRole', 'read', '[get]'),
    ].join('---\n');

    expect(answers(text)).toMatchObject({
      roles: { '': { one: { whole: 'yes', rules: [pods('get')] }, two: { whole: 'yes', rules: [pods('get')] } } },
    });
  });

  test('counts what any definition of a role allows', () => {
    const more = role('Role', 'read', '[get]', '  - {apiGroups: [""], resources: [pods], verbs: [list]}\n').replace(
      'rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]',
      'rules:\n  - {apiGroups: [""], resources: [pods], verbs: [get]}',
    );
    const of = (one: string, other: string): unknown => answersOf('rbac', { sources: { one, other } }).is;

    expect(of(more, role('Role', 'read', '[get]'))).toMatchObject({
      roles: { shop: { read: { exists: 'yes', whole: 'yes', rules: [pods('get'), pods('list')] } } },
    });
    expect(of(role('Role', 'read', '[get]'), more)).toMatchObject({
      roles: { shop: { read: { exists: 'yes', whole: 'yes', rules: [pods('get'), pods('list')] } } },
    });
    expect(of(more, more)).toMatchObject({
      roles: { shop: { read: { exists: 'yes', whole: 'yes', rules: [pods('get'), pods('list')] } } },
    });
  });

  test('counts an aggregated definition of a role beside one with rules of its own', () => {
    const aggregated = role(
      'ClusterRole',
      'all',
      '[delete]',
      'aggregationRule: {clusterRoleSelectors: [{matchLabels: {add-to: all}}]}\n',
    ).replace('add-to: all}', '}');
    const own = role('ClusterRole', 'all', '[get]').replace('add-to: all}', '}');
    const added = role('ClusterRole', 'more', '[list]');

    expect(answersOf('rbac', { sources: { aggregated, own, added } }).is).toMatchObject({
      roles: { '': { all: { rules: [pods('list'), pods('get')] } } },
    });
  });

  test('counts the role and the subjects of any definition of a binding', () => {
    const one = binding('RoleBinding', 'kind: Role, name: read');
    const other = binding('RoleBinding', 'kind: ClusterRole, name: edit').replace('name: devs', 'name: ops');

    expect(answersOf('rbac', { sources: { one, other } }).is).toMatchObject({
      bindings: {
        shop: {
          give: {
            roles: [
              { namespace: 'shop', name: 'read' },
              { namespace: '', name: 'edit' },
            ],
            subjects: ['ServiceAccount shop/web', 'Group devs', 'Group ops'],
          },
        },
      },
      accounts: { shop: { web: { grants: [{ role: { name: 'read' } }, { role: { name: 'edit' } }] } } },
    });
  });

  test("has Kubernetes' own roles where something names them, with what the repository adds", () => {
    const text =
      role('ClusterRole', 'more', '[get]').replace(
        'add-to: all',
        'rbac.authorization.k8s.io/aggregate-to-view: "true"',
      ) + binding('ClusterRoleBinding', 'kind: ClusterRole, name: view');
    const facts = answers(text);

    expect(facts).toMatchObject({
      roles: { '': { view: { exists: 'yes', rules: expect.arrayContaining([pods('get')]) as unknown } } },
      bindings: { '': { give: { role_exists: 'yes' } } },
    });
  });

  test("has Kubernetes' own bindings of a role that the repository defines, and of an account that it uses", () => {
    const own = role('ClusterRole', 'system:discovery', '[get]');
    const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: job-controller, namespace: kube-system}\n';

    expect(answers(own)).toMatchObject({
      roles: { '': { 'system:discovery': { built_in: [{ verbs: ['get'] }] } } },
      subjects: { 'Group system:authenticated': [{ name: 'system:discovery', built_in: true }] },
    });
    expect(answers(account)).toMatchObject({
      accounts: {
        'kube-system': { 'job-controller': { grants: [{ name: 'system:controller:job-controller', built_in: true }] } },
      },
    });
  });

  test('keeps the name of requests that name no object, which limits a rule', () => {
    const text = role('Role', 'make', '[create]').replace('}]\n', ', resourceNames: [""]}]\n');

    expect(answers(text)).toMatchObject({
      roles: { shop: { make: { rules: [{ ...pods('create'), resourceNames: [''] }] } } },
    });
  });

  test('finds a service account without a namespace in that of its RoleBinding, and users and groups in none', () => {
    const text = binding('RoleBinding', 'kind: Role, name: read')
      .replace(', namespace: shop}, {', '}, {')
      .replace('name: devs', 'name: devs, namespace: shop');

    expect(answers(text)).toMatchObject({
      bindings: { shop: { give: { subjects: ['ServiceAccount shop/web', 'Group devs'] } } },
    });
  });

  test('joins the bindings of a service account, of its user and of its groups, whoever names the account', () => {
    const given = (kind: string, name: string, subject: string): string =>
      binding(kind, 'kind: ClusterRole, name: read')
        .replace('name: give', `name: ${name}`)
        .replace(/subjects: .*/, `subjects: [${subject}]`);
    const text = [
      given('RoleBinding', 'all', '{kind: Group, name: "system:serviceaccounts:shop"}'),
      given('ClusterRoleBinding', 'user', '{kind: User, name: "system:serviceaccount:shop:web"}'),
      given('ClusterRoleBinding', 'other', '{kind: Group, name: "system:serviceaccounts:other"}'),
      '---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: idle, namespace: shop}\n',
      '---\napiVersion: v1\nkind: Pod\nmetadata: {name: api, namespace: other}\nspec: {serviceAccountName: api}\n',
    ].join('');
    const all = { namespace: 'shop', name: 'all', subject: 'Group system:serviceaccounts:shop' };

    expect(answers(text)).toMatchObject({
      accounts: {
        shop: {
          web: { grants: [{ name: 'user', namespace: '', subject: 'User system:serviceaccount:shop:web' }, all] },
          idle: { whole: 'yes', grants: [all] },
        },
        other: { api: { grants: [{ name: 'other', subject: 'Group system:serviceaccounts:other' }] } },
      },
    });
    expect(answers(text, { unseen: { chart: ['RoleBinding'] } })).toMatchObject({
      accounts: { shop: { idle: { whole: 'unknown', grants: [all] } } },
    });
  });

  test("knows roles and bindings of OpenShift's group, which may leave out the kind of the role", () => {
    const openshift = (ref: string): string =>
      (role('Role', 'read', '[get]') + binding('RoleBinding', ref)).replaceAll(
        'rbac.authorization.k8s.io/v1',
        'authorization.openshift.io/v1',
      );

    expect(answers(openshift('name: read, namespace: shop'))).toMatchObject({
      roles: { shop: { read: { exists: 'yes', rules: [pods('get')] } } },
      bindings: { shop: { give: { role: { namespace: 'shop', name: 'read' }, role_exists: 'yes' } } },
    });
    expect(answers(openshift('name: read'))).toMatchObject({
      bindings: { shop: { give: { role: { namespace: '', name: 'read' }, role_exists: 'no' } } },
    });
  });

  test("allows what Kubernetes' own authorizer allows", () => {
    const clusters = askedClusters(golden.seed, golden.answers.length);

    expect(clusters.map(answersFor)).toEqual(golden.answers);
  });
});
