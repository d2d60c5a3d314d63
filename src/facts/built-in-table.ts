/** The form in which the roles and bindings that Kubernetes creates itself are stored: empty lists are left out. */
import { z } from 'zod';
import { groupOf, objectName } from '../foundation/kubernetes/names.ts';
import { type KubernetesObject } from '../model/manifest.ts';
import { type Binding, bindingOf, bindingSchema, isRbacGroup, type Role, roleOf, roleSchema } from './rbac-items.ts';
import { labelsSchema, selectorSchema } from './selection.ts';

const namespace = z.string().default('');
const words = z.array(z.string()).default([]);
const storedRule = z.strictObject({
  apiGroups: words,
  resources: words,
  verbs: words,
  resourceNames: words,
  nonResourceURLs: words,
});
const storedRole = roleSchema.extend({
  namespace,
  labels: labelsSchema.default({}),
  rules: z.array(storedRule).default([]),
  aggregates: z
    .array(selectorSchema.extend({ expressions: selectorSchema.shape.expressions.default([]) }))
    .nullable()
    .default(null),
});

const builtInTable = z.strictObject({
  /** The minor version of Kubernetes. */
  version: z.string(),
  roles: z.array(storedRole),
  bindings: z.array(
    bindingSchema.extend({ namespace, role: bindingSchema.shape.role.extend({ namespace }), subjects: words }),
  ),
});

export type BuiltInTable = z.infer<typeof builtInTable>;

/** @throws {z.ZodError} for another form. */
export function readTable(stored: unknown): BuiltInTable {
  const { roles, ...rest } = builtInTable.parse(stored);
  return { ...rest, roles: roles.map((each) => ({ ...each, labels: { ...each.labels, ...bootstrapping } })) };
}

export function tableOf(version: string, objects: readonly KubernetesObject[]): BuiltInTable {
  return {
    version,
    roles: objects
      .flatMap((object) => roleIn(object))
      .map(({ labels, ...rest }) => ({ ...rest, labels: withoutMark(labels) })),
    bindings: objects.flatMap((object) => bindingIn(object)),
  };
}

/** The label that all of them have is kept once. */
const bootstrapping = { 'kubernetes.io/bootstrapping': 'rbac-defaults' } as const;

function withoutMark(labels: Role['labels']): Role['labels'] {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !Object.hasOwn(bootstrapping, key)));
}

/** The text of the file, with a line for each object. */
export function storedText({ version, roles, bindings }: BuiltInTable): string {
  const lines = (objects: readonly object[]): string => objects.map((each) => `    ${lean(each)}`).join(',\n');
  return `{
  "version": ${JSON.stringify(version)},
  "roles": [
${lines(roles)}
  ],
  "bindings": [
${lines(bindings)}
  ]
}
`;
}

function lean(object: object): string {
  return JSON.stringify(object, (key, value: unknown) => (isNothing(value) && !/^\d+$/.test(key) ? undefined : value));
}

function isNothing(value: unknown): boolean {
  if (value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** The role that an object is, if it is one. */
export function roleIn(object: KubernetesObject, namespace = ''): readonly Role[] {
  return isOf(object, /^(Cluster)?Role$/) ? [roleOf(object, placeOf(object, namespace))] : [];
}

export function bindingIn(object: KubernetesObject, namespace = ''): readonly Binding[] {
  return isOf(object, /^(Cluster)?RoleBinding$/) ? [bindingOf(object, placeOf(object, namespace))] : [];
}

function isOf({ apiVersion, kind }: KubernetesObject, kinds: RegExp): boolean {
  return isRbacGroup(groupOf(apiVersion)) && kinds.test(kind);
}

function placeOf(object: KubernetesObject, namespace: string): { readonly namespace: string; readonly name: string } {
  const { name, namespace: own } = objectName(object);
  return { namespace: object.kind.startsWith('Cluster') ? '' : (own ?? namespace), name };
}
