/** Adds the roles and bindings that every cluster has, because Kubernetes creates them itself, to those of a repository. */
import stored from './built-in-roles.json' with { type: 'json' };
import { readTable } from './built-in-table.ts';
import { type Claim, type Heap } from './family.ts';
import { namespacedKey } from './named.ts';
import { type AccountItems } from './identities.ts';
import { accountSubject, type Binding, type NamespacedReference, type RbacItems, type Role } from './rbac-items.ts';
import { type PodItems } from './workloads.ts';

/** Read once: the file is part of the program. */
export const builtIn = readTable(stored);

export interface WithBuiltIn {
  /** Of the built-in ones all: a role may aggregate any. */
  readonly roles: readonly Claim<Role>[];
  /** Of the built-in ones those that give something that the repository names. */
  readonly bindings: readonly Claim<Binding>[];
  /** Whether a role is one of the repository's, or something binds it. */
  readonly isListed: (role: NamespacedReference) => boolean;
}

/** Kubernetes adds what is missing to its own roles: a definition of the repository does not replace them. */
export function withBuiltIn(heap: Heap<RbacItems & AccountItems & PodItems>): WithBuiltIn {
  const [roles, bindings] = [heap.claims('roles'), heap.claims('bindings')];
  const named = new Set([
    ...roles.map(({ item }) => namespacedKey(item)),
    ...bindings.map(({ item }) => namespacedKey(item.role)),
  ]);
  const accounts = new Set([
    ...heap.claims('accounts').map(({ item }) => accountSubject(item)),
    ...heap.claims('pods').map(({ item: { namespace, account } }) => accountSubject({ namespace, name: account })),
  ]);
  const given = builtIn.bindings.filter(
    ({ role, subjects }) => named.has(namespacedKey(role)) || subjects.some((subject) => accounts.has(subject)),
  );
  const listed = new Set([...named, ...given.map(({ role }) => namespacedKey(role))]);
  return {
    roles: [...roles, ...builtIn.roles.map(toClaim)],
    bindings: [...bindings, ...given.map(toClaim)],
    isListed: (role) => listed.has(namespacedKey(role)),
  };
}

export function isBuiltInBinding(binding: Binding): boolean {
  return builtIn.bindings.includes(binding);
}

export function isBuiltInRole(role: Role): boolean {
  return builtIn.roles.includes(role);
}

function toClaim<T>(item: T): Claim<T> {
  return { item, source: null, isCertain: true };
}
