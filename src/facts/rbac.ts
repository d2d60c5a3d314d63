/** The family `rbac`: what roles allow, including aggregated rules, and to which subjects bindings grant them. */
import { z } from 'zod';
import { at, isJsonMap, isMap, list, strings } from '../foundation/json.ts';
import { groupBy } from '../foundation/groups.ts';
import { groupOf, objectName } from '../foundation/kubernetes/names.ts';
import { type KubernetesObject } from '../model/manifest.ts';
import {
  answer,
  type FactAnswer,
  complete,
  exists,
  type Family,
  type Heap,
  roaming,
  type Claim,
  uncertainSources,
} from './family.ts';
import { namespacedKey, named } from './named.ts';
import { labelsIn, labelsSchema, selecting, type Selector, selectorOf, selectorSchema } from './selection.ts';

const names = z.array(z.string());

const rule = z.strictObject({
  apiGroups: names,
  resources: names,
  verbs: names,
  resourceNames: names,
  nonResourceURLs: names,
});

const role = z.strictObject({
  /** Empty for a ClusterRole. */
  namespace: z.string(),
  name: z.string(),
  labels: labelsSchema,
  rules: z.array(rule),
  /** Selectors of the ClusterRoles that it aggregates; null: it has its own rules. */
  aggregates: z.array(selectorSchema).nullable(),
});

const binding = z.strictObject({
  /** Empty for a ClusterRoleBinding. */
  namespace: z.string(),
  name: z.string(),
  role: z.strictObject({ namespace: z.string(), name: z.string() }),
  /** `ServiceAccount shop/web`, `Group system:masters`. */
  subjects: names,
});

type Role = z.infer<typeof role>;
type Binding = z.infer<typeof binding>;

// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- an interface is no record of JSON
type RbacItems = { readonly roles: Role; readonly bindings: Binding };

export const rbac: Family<RbacItems, RbacItems, unknown> = {
  lists: { roles: { item: role, words: ['Role'] }, bindings: { item: binding, words: ['RoleBinding'] } },
  needs: [],
  questions: [
    ['complete'],
    ['roles', '*', '*', 'exists'],
    ['roles', '*', '*', 'whole'],
    ['bindings', '*', '*', 'exists'],
    ['bindings', '*', '*', 'role_exists'],
  ],
  unsure: roaming,

  contribute(object, namespace) {
    if (groupOf(object.apiVersion) !== 'rbac.authorization.k8s.io') return { roles: [], bindings: [] };
    const { name, namespace: own } = objectName(object);
    const place = { namespace: object.kind.startsWith('Cluster') ? '' : (own ?? namespace), name };
    return {
      roles: /^(Cluster)?Role$/.test(object.kind) ? [{ ...place, ...roleOf(object) }] : [],
      bindings: /^(Cluster)?RoleBinding$/.test(object.kind)
        ? [{ ...place, ...bindingOf(object, place.namespace) }]
        : [],
    };
  },

  combine(heap) {
    const [roles, bindings] = [heap.claims('roles'), heap.claims('bindings')];
    const unseen = heap.unseen('roles');
    const known = groupBy(roles, ({ item }) => namespacedKey(item));
    return {
      complete: complete(heap, 'roles', 'bindings'),
      roles: rolesIn(heap),
      bindings: named(bindings, (item, claims) => ({
        exists: exists(claims),
        role: item.role,
        role_exists: exists(known.get(namespacedKey(item.role)) ?? [], unseen),
        subjects: item.subjects,
      })),
      subjects: subjectsIn(bindings),
    };
  },
};

function roleOf(object: KubernetesObject): Omit<Role, 'namespace' | 'name'> {
  const aggregation = at(object, ['aggregationRule']);
  const isAggregated = object.kind === 'ClusterRole' && isJsonMap(aggregation);
  const selectors = z
    .array(z.json())
    .catch([])
    .parse(at(aggregation, ['clusterRoleSelectors']));
  return {
    labels: object.kind === 'ClusterRole' ? labelsIn(at(object, ['metadata', 'labels'])) : {},
    // The control plane overwrites the own rules of an aggregated role.
    rules: isAggregated
      ? []
      : list(at(object, ['rules']))
          .filter(isMap)
          .map(ruleOf),
    aggregates: isAggregated ? selectors.map(selectorOf) : null,
  };
}

function ruleOf(written: Readonly<Record<string, unknown>>): z.infer<typeof rule> {
  const words = (field: string): string[] => [...new Set(strings(written[field]))].sort();
  return {
    // The empty string is the core group.
    apiGroups: [...(list(written['apiGroups']).includes('') ? [''] : []), ...words('apiGroups')],
    resources: words('resources'),
    verbs: words('verbs'),
    resourceNames: words('resourceNames'),
    nonResourceURLs: words('nonResourceURLs'),
  };
}

const subjectSchema = z.object({ kind: z.string(), name: z.string(), namespace: z.string().catch('') });

function bindingOf(object: KubernetesObject, namespace: string): Omit<Binding, 'namespace' | 'name'> {
  const [kind, name] = [at(object, ['roleRef', 'kind']), at(object, ['roleRef', 'name'])];
  const subjects = list(at(object, ['subjects'])).flatMap((each) => subjectSchema.safeParse(each).data ?? []);
  return {
    role: { namespace: kind === 'Role' ? namespace : '', name: typeof name === 'string' ? name : '' },
    subjects: subjects.map((each) => `${each.kind} ${each.namespace === '' ? '' : `${each.namespace}/`}${each.name}`),
  };
}

/** Maximum number of rules over all aggregated roles of a cluster. A role cut by it is not `whole`. */
const mostAggregated = 100_000;

/** The rules of the ClusterRoles that selectors select. Computed once for equal selectors. */
interface Aggregated {
  readonly rules: Role['rules'];
  readonly isWhole: boolean;
}

function rolesIn(heap: Heap<RbacItems>): unknown {
  const roles = heap.claims('roles');
  const select = selecting(
    roles.filter(({ item, isCertain }) => item.namespace === '' && isCertain),
    ({ item }) => item,
  );
  const may = [heap.unseen('roles'), uncertainSources(roles)];
  const aggregated = new Map<string, Aggregated>();
  let left = mostAggregated;
  const rulesOf = (selectors: readonly Selector[]): Aggregated => {
    const key = JSON.stringify(selectors);
    const before = aggregated.get(key);
    if (before !== undefined) return before;
    const found = selectors.map((selector) => select('', selector));
    const added = [...new Set(found.flatMap((some) => some ?? []))].flatMap(({ item }) => item.rules);
    const now = { rules: added, isWhole: !found.includes(null) };
    aggregated.set(key, now);
    return now;
  };
  return named(roles, (item, claims) => {
    if (item.aggregates === null)
      return { exists: exists(claims), whole: whole(uncertainSources(claims)), rules: item.rules };
    const added = rulesOf(item.aggregates);
    const rules = added.rules.slice(0, left);
    left -= rules.length;
    const isCut = rules.length < added.rules.length || !added.isWhole;
    return { exists: exists(claims), whole: whole(uncertainSources(claims), ...may, isCut ? [null] : []), rules };
  });
}

/** Whether all rules of a role are known. */
function whole(...may: readonly (readonly (string | null)[])[]): FactAnswer {
  const all = answer([], ...may);
  return all.is === 'unknown' ? all : { is: 'yes', from: () => [] };
}

/** The bindings by subject. */
function subjectsIn(bindings: readonly Claim<Binding>[]): unknown {
  const pairs = bindings.flatMap(({ item }) => item.subjects.map((subject) => ({ subject, item })));
  const sorted = [...groupBy(pairs, ({ subject }) => subject)].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([subject, all]) => [
      subject,
      all.map(({ item: { namespace, name, role: given } }) => ({ namespace, name, role: given })),
    ]),
  );
}
