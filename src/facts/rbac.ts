/** The family `rbac`: what roles allow, including aggregated rules, and to which subjects bindings grant them. */
import { groupBy } from '../foundation/groups.ts';
import { groupOf, objectName } from '../foundation/kubernetes/names.ts';
import { rolesIn } from './aggregation.ts';
import { complete, exists, type Family, roaming } from './family.ts';
import { accountsIn, subjectsIn } from './grants.ts';
import { type AccountItems } from './identities.ts';
import { namespacedKey, named } from './named.ts';
import { bindingOf, bindingSchema, type RbacItems, roleOf, roleSchema } from './rbac-items.ts';
import { type PodItems } from './workloads.ts';

/** OpenShift serves the same objects in a group of its own. */
const groups: ReadonlySet<string> = new Set(['rbac.authorization.k8s.io', 'authorization.openshift.io']);

export const rbac: Family<RbacItems, RbacItems & AccountItems & PodItems, unknown> = {
  lists: {
    roles: { item: roleSchema, words: ['Role'] },
    bindings: { item: bindingSchema, words: ['RoleBinding'] },
  },
  needs: ['workloads', 'identities'],
  questions: [
    ['complete'],
    ['roles', '*', '*', 'exists'],
    ['roles', '*', '*', 'whole'],
    ['bindings', '*', '*', 'exists'],
    ['bindings', '*', '*', 'role_exists'],
    ['accounts', '*', '*', 'whole'],
  ],
  unsure: roaming,

  contribute(object, namespace) {
    if (!groups.has(groupOf(object.apiVersion))) return { roles: [], bindings: [] };
    const { name, namespace: own } = objectName(object);
    const place = { namespace: object.kind.startsWith('Cluster') ? '' : (own ?? namespace), name };
    return {
      roles: /^(Cluster)?Role$/.test(object.kind) ? [roleOf(object, place)] : [],
      bindings: /^(Cluster)?RoleBinding$/.test(object.kind) ? [bindingOf(object, place)] : [],
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
      accounts: accountsIn(heap),
    };
  },
};
