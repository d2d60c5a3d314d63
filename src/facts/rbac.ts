/** The family `rbac`: what roles allow, including aggregated rules, and to which subjects bindings grant them. */
import { distinctBy, groupBy } from '../foundation/groups.ts';
import { rolesIn } from './aggregation.ts';
import { withBuiltIn } from './built-in-roles.ts';
import { bindingIn, roleIn } from './built-in-table.ts';
import { copiesOf } from './copies.ts';
import { complete, exists, type Family, roaming } from './family.ts';
import { accountsIn, subjectsIn } from './grants.ts';
import { type AccountItems } from './identities.ts';
import { namespacedKey, named } from './named.ts';
import { bindingSchema, type RbacItems, roleSchema } from './rbac-items.ts';
import { type PodItems } from './workloads.ts';

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

  contribute: (object, namespace) => ({
    roles: [...roleIn(object, namespace)],
    bindings: [...bindingIn(object, namespace)],
  }),

  combine(heap) {
    const all = withBuiltIn(heap);
    const unseen = heap.unseen('roles');
    const known = groupBy(all.roles, ({ item }) => namespacedKey(item));
    return {
      complete: complete(heap, 'roles', 'bindings'),
      roles: rolesIn(all, unseen),
      bindings: named(all.bindings, (item, claims) => {
        const said = copiesOf(claims).flat();
        return {
          exists: exists(claims),
          role: item.role,
          role_exists: exists(known.get(namespacedKey(item.role)) ?? [], unseen),
          roles: distinctBy(
            said.map(({ role }) => role),
            namespacedKey,
          ),
          subjects: [...new Set(said.flatMap(({ subjects }) => subjects))],
        };
      }),
      subjects: subjectsIn(all.bindings),
      accounts: accountsIn(heap, all.bindings),
    };
  },
};
