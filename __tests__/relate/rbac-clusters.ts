/** Clusters with roles and bindings, and questions about them, for comparing answers with those of Kubernetes. */
import fc from 'fast-check';
import { type Json, type JsonObject } from '../../src/model/json.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { type Asker, type Attributes } from './authorizer.ts';

export interface Question {
  readonly who: Asker;
  readonly what: Attributes;
}

export interface AskedCluster {
  /** Roles, bindings and service accounts, in any order. */
  readonly objects: readonly KubernetesObject[];
  readonly questions: readonly Question[];
}

/** Always the same for a seed. */
export function askedClusters(seed: number, count: number): AskedCluster[] {
  return fc.sample(askedCluster, { seed, numRuns: count });
}

const namespaces = ['shop', 'prod'];
const accounts = namespaces.flatMap((namespace) => ['web', 'default'].map((name) => ({ namespace, name })));
const names = ['r0', 'r1', 'r2', 'r3'];

/** Few words, so that what is asked is often what is granted. */
const words = {
  verbs: ['get', 'list', 'create', 'delete', '*'],
  apiGroups: ['', 'apps', '*'],
  resources: ['pods', 'secrets', 'deployments', 'pods/exec', 'pods/log', '*/exec', 'pods/*', '*'],
  resourceNames: ['web', 'db', ''],
  nonResourceURLs: ['/healthz', '/healthz/*', '/metrics*', '/api/*', '/apis', '*'],
};

function some(of: readonly string[], least = 1): fc.Arbitrary<string[]> {
  return fc.uniqueArray(fc.constantFrom(...of), { minLength: least, maxLength: 4, size: 'max' });
}

const limits = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Json | undefined>(undefined, [], null) },
  { weight: 2, arbitrary: some(words.resourceNames) },
);

const resourceRule = fc
  .record({
    verbs: some(words.verbs),
    apiGroups: some(words.apiGroups),
    resources: some(words.resources),
    names: limits,
  })
  .map(({ names: resourceNames, ...rest }): Json => (resourceNames === undefined ? rest : { ...rest, resourceNames }));

const urlRule = fc.record({ verbs: some(words.verbs), nonResourceURLs: some(words.nonResourceURLs) });

const rulesOf = (kind: string): fc.Arbitrary<Json> =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.array<Json>(
        kind === 'Role'
          ? resourceRule
          : fc.oneof({ weight: 3, arbitrary: resourceRule }, { weight: 1, arbitrary: urlRule }),
        { minLength: 1, maxLength: 4, size: 'max' },
      ),
    },
    { weight: 1, arbitrary: fc.constant(null) },
  );

const labels = fc.record(
  { part: fc.constantFrom('a', 'b', 'c'), add: fc.constantFrom('yes', 'no') },
  { requiredKeys: [] },
);

/** By this label, Kubernetes' own roles aggregate a role. */
const addsTo = fc.oneof(
  { weight: 3, arbitrary: fc.constant<JsonObject>({}) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('admin', 'edit', 'view')
      .map((name): JsonObject => ({ [`rbac.authorization.k8s.io/aggregate-to-${name}`]: 'true' })),
  },
);

/** Selectors of any labels. Roles may aggregate each other, in circles and themselves. */
const anySelector = fc.oneof(
  { weight: 1, arbitrary: fc.record<Json>({ matchLabels: labels }) },
  // What only leaves something out selects Kubernetes' own roles as well, which allow everything.
  { weight: 1, arbitrary: fc.record<Json>({ matchExpressions: fc.array(term(), { minLength: 1, maxLength: 2 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      matchLabels: fc.record({ part: fc.constantFrom('a', 'b', 'c') }),
      matchExpressions: fc.array(term(), { maxLength: 1 }),
    }),
  },
);

function term(): fc.Arbitrary<Json> {
  const values = (operator: string): fc.Arbitrary<Json> =>
    fc.record({
      key: fc.constantFrom('part', 'add'),
      operator: fc.constant(operator),
      values: some(['a', 'b', 'yes']),
    });
  const without = (operator: string): fc.Arbitrary<Json> =>
    fc.record({ key: fc.constantFrom('part', 'add'), operator: fc.constant(operator) });
  return fc.oneof(values('In'), values('NotIn'), without('Exists'), without('DoesNotExist'));
}

/** Selectors of roles with a lower number only. */
function lowerSelector(index: number): fc.Arbitrary<Json> {
  const lower = names.slice(0, Math.max(1, index)).map((_, at) => `${index === 0 ? 'none' : at}`);
  return fc.oneof<fc.Arbitrary<Json>[]>(
    fc.constantFrom(...lower).map((level) => ({ matchLabels: { level } })),
    some(lower).map((values) => ({ matchExpressions: [{ key: 'level', operator: 'In', values }] })),
  );
}

/**
 * The ClusterRoles of a cluster. If they aggregate in circles, the rules that they are written with may survive, depending on
 * which one the control plane looks at first: those have none.
 */
const clusterRoles = fc.boolean().chain((hasCircles) =>
  fc.tuple(
    ...names.map((name, index) =>
      fc
        .record({
          rules: rulesOf('ClusterRole'),
          labels,
          adds: addsTo,
          isAggregated: fc.integer({ min: 0, max: 2 }).map((drawn) => drawn === 0),
          selectors: fc.array(hasCircles ? anySelector : lowerSelector(index), { minLength: 1, maxLength: 2 }),
        })
        .map(({ rules, labels: own, adds, isAggregated, selectors }) => {
          const labelled = hasCircles ? own : { level: `${index}`, ...adds };
          const object = rbacObject('ClusterRole', name, { labels: labelled });
          if (!isAggregated) return { ...object, rules };
          return { ...object, aggregationRule: { clusterRoleSelectors: selectors }, rules: hasCircles ? null : rules };
        }),
    ),
  ),
);

const role = fc
  .record({ namespace: fc.constantFrom(...namespaces), name: fc.constantFrom(...names), rules: rulesOf('Role') })
  .map(({ namespace, name, rules }): KubernetesObject => ({ ...rbacObject('Role', name, { namespace }), rules }));

const account = fc.constantFrom(...accounts);
const users = ['anna', 'ben', 'system:serviceaccount:shop:web'];
const groups = ['devs', 'system:authenticated', 'system:serviceaccounts', 'system:serviceaccounts:shop'];

function subject(isInNamespace: boolean): fc.Arbitrary<Json> {
  const apiGroup = 'rbac.authorization.k8s.io';
  return fc.oneof(
    account.map(({ namespace, name }): Json => ({ kind: 'ServiceAccount', name, namespace })),
    account.map(({ namespace, name }): Json => ({
      kind: 'ServiceAccount',
      name,
      ...(isInNamespace ? {} : { namespace }),
    })),
    fc.constantFrom(...users).map((name): Json => ({ kind: 'User', name, apiGroup })),
    fc.constantFrom(...groups).map((name): Json => ({ kind: 'Group', name })),
  );
}

const binding = fc.constantFrom('', ...namespaces).chain((namespace) =>
  fc
    .record({
      kind: fc.constantFrom(...(namespace === '' ? ['ClusterRole'] : ['ClusterRole', 'Role'])),
      role: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...names, 'gone') },
        { weight: 1, arbitrary: fc.constantFrom('admin', 'edit', 'view') },
      ),
      subjects: fc.oneof(
        { weight: 9, arbitrary: fc.array(subject(namespace !== ''), { minLength: 1, maxLength: 3, size: 'max' }) },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
    })
    .map(({ kind, role: name, subjects }) => ({
      namespace,
      rest: { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name }, subjects },
    })),
);

/** Bindings with a name of their own each. */
const bindings = fc
  .array(binding, { minLength: 3, maxLength: 12, size: 'max' })
  .map((all) =>
    all.map(({ namespace, rest }, index): KubernetesObject =>
      namespace === ''
        ? { ...rbacObject('ClusterRoleBinding', `b${index}`, {}), ...rest }
        : { ...rbacObject('RoleBinding', `b${index}`, { namespace }), ...rest },
    ),
  );

function rbacObject(kind: string, name: string, metadata: JsonObject): KubernetesObject {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name, ...metadata } };
}

const asker: fc.Arbitrary<Asker> = fc.oneof(
  { weight: 3, arbitrary: account.map((each) => ({ account: each })) },
  { weight: 1, arbitrary: fc.record({ user: fc.constantFrom(...users), groups: some(groups, 0) }) },
);

const attributes: fc.Arbitrary<Attributes> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      verb: fc.constantFrom('get', 'get', 'list', 'create', 'delete', 'patch'),
      group: fc.constantFrom('', '', 'apps', 'apps', 'batch'),
      resource: fc.constantFrom('pods', 'pods', 'secrets', 'deployments', 'nodes'),
      subresource: fc.constantFrom('', '', 'exec', 'log'),
      name: fc.constantFrom('', 'web', 'db', 'other'),
      namespace: fc.constantFrom('', ...namespaces, ...namespaces, 'other'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      verb: fc.constantFrom('get', 'list', 'create'),
      url: fc.constantFrom('/healthz', '/healthz/live', '/metrics', '/metrics/slis', '/api', '/api/v1', '/apis'),
    }),
  },
);

const askedCluster: fc.Arbitrary<AskedCluster> = fc
  .record({
    clusterRoles,
    roles: fc.uniqueArray(role, { maxLength: 4, selector: ({ metadata }) => JSON.stringify(metadata) }),
    bindings,
    questions: fc.array(fc.record({ who: asker, what: attributes }), { minLength: 20, maxLength: 20 }),
  })
  .chain(({ questions, ...rest }) => {
    const objects: readonly KubernetesObject[] = [
      ...rest.clusterRoles,
      ...rest.roles,
      ...rest.bindings,
      ...serviceAccounts,
    ];
    return fc
      .shuffledSubarray([...objects], { minLength: objects.length })
      .map((shuffled) => ({ objects: shuffled, questions }));
  });

const serviceAccounts: readonly KubernetesObject[] = accounts
  .slice(0, 2)
  .map((metadata) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata }));
