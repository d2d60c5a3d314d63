/** Which roles service accounts have, over all bindings and all groups that they are in. */
import { groupBy } from '../foundation/groups.ts';
import { isBuiltInBinding } from './built-in-roles.ts';
import { answer, type Claim, type FactAnswer, type Heap, uncertainSources } from './family.ts';
import { type AccountItems } from './identities.ts';
import { type ByNamespaceAndName, named } from './named.ts';
import { accountSubject, type Binding, type RbacItems, type NamespacedReference } from './rbac-items.ts';
import { type PodItems } from './workloads.ts';

/** A binding and the role that it gives. In its namespace; everywhere if that is empty. */
interface Given extends NamespacedReference {
  readonly role: NamespacedReference;
  /** Whether Kubernetes itself creates the binding; absent if not. */
  readonly built_in?: true;
  /** The source that the binding is in; absent if that is not known. */
  readonly source?: string;
}

/** A binding of a service account, and the subject by which it is one: the account or one of its groups. */
interface Grant extends Given {
  readonly subject: string;
}

export interface AccountFacts {
  /** Whether all of its bindings are known. */
  readonly whole: FactAnswer;
  readonly grants: readonly Grant[];
}

/** Maximum number of grants over all service accounts of a cluster. An account cut by it is not `whole`. */
const mostGrants = 100_000;

/** The subjects that a service account is, as the API server authenticates its tokens. */
export function subjectsOf(account: NamespacedReference): readonly string[] {
  const { namespace, name } = account;
  return [
    accountSubject(account),
    `User ${userPrefix}${namespace}:${name}`,
    'Group system:authenticated',
    'Group system:serviceaccounts',
    `Group system:serviceaccounts:${namespace}`,
  ];
}

const userPrefix = 'system:serviceaccount:';

/** The bindings by subject. */
export function subjectsIn(bindings: readonly Claim<Binding>[]): Readonly<Record<string, readonly Given[]>> {
  const pairs = bindings.flatMap(({ item, source }) =>
    [...new Set(item.subjects)].map((subject) => ({ subject, item, source })),
  );
  const sorted = [...groupBy(pairs, ({ subject }) => subject)].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([subject, all]) => [
      subject,
      all.map(({ item, source }): Given => {
        const { namespace, name, role } = item;
        if (isBuiltInBinding(item)) return { namespace, name, role, built_in: true };
        return { namespace, name, role, ...(source === null ? {} : { source }) };
      }),
    ]),
  );
}

/** The grants of every service account that is defined, used by a workload or bound. */
export function accountsIn(
  heap: Heap<RbacItems & AccountItems & PodItems>,
  bindings: readonly Claim<Binding>[],
): ByNamespaceAndName<AccountFacts> {
  const given = new Map(Object.entries(subjectsIn(bindings)));
  const may = [heap.unseen('bindings'), uncertainSources(bindings)];
  const known: readonly Claim<NamespacedReference>[] = [
    ...heap.claims('accounts'),
    ...heap.claims('pods').map((pod) => ({ ...pod, item: { namespace: pod.item.namespace, name: pod.item.account } })),
    ...bindings.flatMap((binding) => binding.item.subjects.flatMap(accountIn).map((item) => ({ ...binding, item }))),
  ];
  let left = mostGrants;
  return named(known, (account) => {
    const all = subjectsOf(account).flatMap((subject) =>
      (given.get(subject) ?? []).map((each) => ({ ...each, subject })),
    );
    const grants = all.slice(0, left);
    left -= grants.length;
    const is = answer([], ...may, grants.length < all.length ? [null] : []);
    return { whole: is.is === 'no' ? { is: 'yes', from: () => [] } : is, grants };
  });
}

/** The service account that a subject is, if it is one alone. */
function accountIn(subject: string): readonly NamespacedReference[] {
  const found = /^(?:ServiceAccount ([^/]+)\/|User system:serviceaccount:([^:]+):)(.+)$/.exec(subject);
  return found === null ? [] : [{ namespace: found[1] ?? found[2] ?? '', name: found[3] ?? '' }];
}
