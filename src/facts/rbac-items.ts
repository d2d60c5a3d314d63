/** What the family `rbac` keeps of roles and bindings. */
import { z } from 'zod';
import { groupOf } from '../foundation/kubernetes/names.ts';
import { at, isJsonMap, isMap, list, strings } from '../foundation/json.ts';
import { type KubernetesObject } from '../model/manifest.ts';
import { labelsIn, labelsSchema, selectorOf, selectorSchema } from './selection.ts';

const names = z.array(z.string());

const rule = z.strictObject({
  apiGroups: names,
  resources: names,
  verbs: names,
  resourceNames: names,
  nonResourceURLs: names,
});

const reference = z.strictObject({
  /** Empty for a ClusterRole or a ClusterRoleBinding. */
  namespace: z.string(),
  name: z.string(),
});

export const roleSchema = reference.extend({
  labels: labelsSchema,
  rules: z.array(rule),
  /** Selectors of the ClusterRoles that it aggregates; null: it has its own rules. */
  aggregates: z.array(selectorSchema).nullable(),
});

export const bindingSchema = reference.extend({
  role: reference,
  /** `ServiceAccount shop/web`, `Group system:masters`. */
  subjects: names,
});

export type RoleRule = z.infer<typeof rule>;
export type NamespacedReference = z.infer<typeof reference>;
export type Role = z.infer<typeof roleSchema>;
export type Binding = z.infer<typeof bindingSchema>;

// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- an interface is no record of JSON
export type RbacItems = { readonly roles: Role; readonly bindings: Binding };

/** OpenShift serves the same objects in a group of its own. */
const groups: ReadonlySet<string> = new Set(['rbac.authorization.k8s.io', 'authorization.openshift.io']);

export function isRbacGroup(group: string): boolean {
  return groups.has(group);
}

export function roleOf(object: KubernetesObject, place: NamespacedReference): Role {
  const aggregation = at(object, ['aggregationRule']);
  const isAggregated = object.kind === 'ClusterRole' && isJsonMap(aggregation);
  const selectors = z
    .array(z.json())
    .catch([])
    .parse(at(aggregation, ['clusterRoleSelectors']));
  return {
    ...place,
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

function ruleOf(written: Readonly<Record<string, unknown>>): RoleRule {
  const words = (field: string): string[] => [...new Set(strings(written[field]))].sort();
  // The empty string is the core group, and the name in a request that names no object. null is read as one.
  const wordsOrEmpty = (field: string): string[] => [
    ...(list(written[field]).some((each) => each === '' || each === null) ? [''] : []),
    ...words(field),
  ];
  return {
    apiGroups: wordsOrEmpty('apiGroups'),
    resources: words('resources'),
    verbs: words('verbs'),
    resourceNames: wordsOrEmpty('resourceNames'),
    nonResourceURLs: words('nonResourceURLs'),
  };
}

const subjectSchema = z.object({ kind: z.string(), name: z.string(), namespace: z.string().catch('') });

export function bindingOf(object: KubernetesObject, place: NamespacedReference): Binding {
  const [kind, name] = [at(object, ['roleRef', 'kind']), at(object, ['roleRef', 'name'])];
  // In OpenShift's group, the kind may be left out.
  const isRole =
    kind === 'Role' || (typeof kind !== 'string' && typeof at(object, ['roleRef', 'namespace']) === 'string');
  const subjects = list(at(object, ['subjects'])).flatMap((each) => subjectSchema.safeParse(each).data ?? []);
  return {
    ...place,
    role: { namespace: isRole ? place.namespace : '', name: typeof name === 'string' ? name : '' },
    subjects: [
      ...subjects.map((each) => subjectName(each, place.namespace)),
      ...(subjects.length === 0 ? ofNames(object) : []),
    ],
  };
}

/** OpenShift's older form of subjects, which counts if there are no others. */
function ofNames(object: KubernetesObject): string[] {
  if (groupOf(object.apiVersion) !== 'authorization.openshift.io') return [];
  const named = (kind: string, field: string): string[] =>
    list(at(object, [field])).flatMap((name) => (typeof name === 'string' ? [`${kind} ${name}`] : []));
  return [...named('User', 'userNames'), ...named('Group', 'groupNames')];
}

/** Users and groups have no namespace. A RoleBinding finds a service account without one in its own. */
function subjectName({ kind, name, namespace }: z.infer<typeof subjectSchema>, own: string): string {
  if (kind !== 'ServiceAccount') return `${kind} ${name}`;
  const of = namespace === '' ? own : namespace;
  return of === '' ? `${kind} ${name}` : accountSubject({ namespace: of, name });
}

/** A service account as a subject. */
export function accountSubject({ namespace, name }: NamespacedReference): string {
  return `ServiceAccount ${namespace}/${name}`;
}
