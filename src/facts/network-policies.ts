/** The family `network_policies`: which NetworkPolicies exist, and which workloads they limit. */
import { z } from 'zod';
import { at, isJsonMap } from '../foundation/json.ts';
import { groupBy } from '../foundation/groups.ts';
import { objectName } from '../foundation/kubernetes/names.ts';
import {
  answer,
  certainSources,
  complete,
  exists,
  type Family,
  type Heap,
  sortedNames,
  mostListed,
  roaming,
  type Claim,
  uncertainSources,
} from './family.ts';
import { namespacedKey, named, unsureNear } from './named.ts';
import { isKind } from './namespaces.ts';
import { type TrafficDirection, limitsOf, networkLimitsSchema } from './network-rules.ts';
import { selectingPods } from './services.ts';
import { type PodItems } from './workloads.ts';

const policy = z.strictObject({
  namespace: z.string(),
  name: z.string(),
  ...networkLimitsSchema.shape,
});

type Policy = z.infer<typeof policy>;

// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- an interface is no record of JSON
type PolicyItems = { readonly policies: Policy };

type Read = PolicyItems & PodItems;

export const networkPolicies: Family<PolicyItems, Read, unknown> = {
  lists: { policies: { item: policy, words: ['NetworkPolicy'] } },
  needs: ['workloads'],
  questions: [
    ['complete'],
    ['known', '*', '*', 'exists'],
    ['known', '*', '*', 'selects'],
    ['workloads', '*', '*', 'ingress'],
    ['workloads', '*', '*', 'egress'],
  ],
  unsure: roaming,

  contribute(object, namespace) {
    const spec = at(object, ['spec']);
    if (!isKind(object, 'networking.k8s.io', 'NetworkPolicy') || !isJsonMap(spec)) return { policies: [] };
    const { name, namespace: own } = objectName(object);
    return { policies: [{ namespace: own ?? namespace, name, ...limitsOf(spec) }] };
  },

  combine(heap) {
    const groups = groupsOf(heap);
    return {
      complete: complete(heap, 'policies'),
      known: policiesIn(heap, groups),
      workloads: workloadsIn(heap, groups),
    };
  },
};

/** Policies with the same selector, and the pods they select; null if there are too many to compare. */
interface Group {
  readonly policies: readonly Claim<Policy>[];
  readonly pods: PodsFound;
}

type PodsFound = ReturnType<ReturnType<typeof selectingPods>>;

function groupsOf(heap: Heap<Read>): readonly Group[] {
  const select = selectingPods(heap.claims('pods'));
  const sure = heap.claims('policies').filter(({ isCertain }) => isCertain);
  const bySelector = groupBy(sure, ({ item }) => JSON.stringify([item.namespace, item.selector]));
  return [...bySelector.values()].map((policies) => ({
    policies,
    pods: select(policies[0].item.namespace, policies[0].item.selector),
  }));
}

function policiesIn(heap: Heap<Read>, groups: readonly Group[]): unknown {
  const found = new Map(groups.flatMap(({ policies, pods }) => policies.map(({ item }) => [item, pods] as const)));
  const may = [heap.unseen('pods'), uncertainSources(heap.claims('pods'))];
  return named(heap.claims('policies'), (item, claims) => {
    const [pods, unsure] = [found.get(item) ?? null, uncertainSources(claims)];
    const selects =
      unsure.length > 0 ? answer([], unsure) : answer(certainSources(pods ?? []), ...may, pods === null ? [null] : []);
    return { exists: exists(claims), ingress: item.ingress !== null, egress: item.egress !== null, selects };
  });
}

/** The sources of the policies that limit a workload, by direction, and the names of these policies. */
interface Limits {
  readonly ingress: (string | null)[];
  readonly egress: (string | null)[];
  readonly names: string[];
}

function workloadsIn(heap: Heap<Read>, groups: readonly Group[]): unknown {
  const limits = limitsIn(groups);
  const near = unsureNear(heap.claims('policies'));
  const unseen = heap.unseen('policies');
  const uncompared = groups.some(({ pods }) => pods === null) ? [null] : [];
  return named(heap.claims('pods'), (item, claims) => {
    const { ingress = [], egress = [], names = [] } = limits.get(namespacedKey(item)) ?? {};
    const may = [uncertainSources(claims), near(item.namespace), unseen, uncompared];
    const isSure = uncertainSources(claims).length === 0;
    return {
      ingress: answer(isSure ? ingress : [], ...may),
      egress: answer(isSure ? egress : [], ...may),
      policies: sortedNames(names),
    };
  });
}

function limitsIn(groups: readonly Group[]): ReadonlyMap<string, Limits> {
  const limits = new Map<string, Limits>();
  for (const { policies, pods } of groups) {
    const from = (direction: TrafficDirection): (string | null)[] =>
      policies
        .filter(({ item }) => item[direction] !== null)
        .slice(0, mostListed)
        .map(({ source }) => source);
    const [ingress, egress] = [from('ingress'), from('egress')];
    const names = policies.slice(0, mostListed).map(({ item }) => item.name);
    for (const { item } of pods ?? []) {
      const key = namespacedKey(item);
      const limit = limits.get(key) ?? { ingress: [], egress: [], names: [] };
      limits.set(key, limit);
      limit.ingress.push(...ingress);
      limit.egress.push(...egress);
      limit.names.push(...names);
    }
  }
  return limits;
}
