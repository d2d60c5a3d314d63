/** The family `network_policies`: which NetworkPolicies exist, and which workloads they limit. */
import { z } from 'zod';
import { at, canonical, isJsonMap } from '../foundation/json.ts';
import { groupBy } from '../foundation/groups.ts';
import { objectName } from '../foundation/kubernetes/names.ts';
import {
  anyNamespace,
  answer,
  certainSources,
  complete,
  exists,
  type FactAnswer,
  type Family,
  type Heap,
  sortedNames,
  mostListed,
  roaming,
  type Claim,
  uncertainSources,
} from './family.ts';
import { copiesOf } from './copies.ts';
import { letsAskDns, needsDns } from './dns.ts';
import { type ByNamespaceAndName, namespacedKey, named, unsureNear } from './named.ts';
import { isKind } from './namespaces.ts';
import { type TrafficDirection, limitsOf, networkLimitsSchema } from './network-rules.ts';
import { selectingPods } from './services.ts';
import { otherPolicyIn } from './other-policies.ts';
import { type PodItems } from './workloads.ts';

const policy = z.strictObject({
  namespace: z.string(),
  name: z.string(),
  ...networkLimitsSchema.shape,
});

type Policy = z.infer<typeof policy>;

// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- an interface is no record of JSON
type PolicyItems = {
  readonly policies: Policy;
  /** Policies of Cilium and the like, which may select any workload of the namespace; "" for the whole cluster. */
  readonly otherPolicies: { readonly namespace: string };
};

type Read = PolicyItems & PodItems;

export const networkPolicies: Family<PolicyItems, Read, unknown> = {
  lists: {
    policies: { item: policy, words: ['NetworkPolicy'] },
    otherPolicies: { item: z.strictObject({ namespace: z.string() }), words: ['NetworkPolicy'] },
  },
  needs: ['workloads'],
  questions: [
    ['complete'],
    ['known', '*', '*', 'exists'],
    ['known', '*', '*', 'selects'],
    ['workloads', '*', '*', 'ingress'],
    ['workloads', '*', '*', 'egress'],
    ['workloads', '*', '*', 'dns'],
  ],
  unsure: roaming,

  contribute(object, namespace) {
    const spec = at(object, ['spec']);
    const { name, namespace: own } = objectName(object);
    const place = own ?? namespace;
    const other = otherPolicyIn(object, place);
    const isOne = isKind(object, 'networking.k8s.io', 'NetworkPolicy') && isJsonMap(spec);
    return {
      policies: isOne ? [{ namespace: place, name, ...limitsOf(spec) }] : [],
      otherPolicies: other === null ? [] : [{ namespace: other }],
    };
  },

  combine(heap) {
    const groups = groupsOf(heap);
    const workloads = workloadsIn(heap, groups);
    return {
      complete: complete(heap, 'policies'),
      known: policiesIn(heap, groups),
      workloads,
      limited: limitedNamespaces(workloads),
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
    const [ingress, egress] = [item.ingress !== null, item.egress !== null];
    return { exists: exists(claims), ingress, egress, needs_dns: needsDns(item), selects };
  });
}

/** The sources of the policies that limit a workload, by direction, and the names of these policies. */
interface Limits {
  readonly ingress: (string | null)[];
  readonly egress: (string | null)[];
  /** Of those that let it ask for DNS names, or may. */
  readonly dns: (string | null)[];
  readonly maybeDns: (string | null)[];
  readonly names: string[];
}

interface LimitsOfWorkload {
  readonly ingress: FactAnswer;
  readonly egress: FactAnswer;
  readonly dns: FactAnswer;
  readonly policies: readonly string[];
}

/** Namespaces with a workload whose incoming traffic is certainly limited. A rule that looked for one would take long. */
function limitedNamespaces(workloads: ByNamespaceAndName<LimitsOfWorkload>): Readonly<Record<string, true>> {
  const limited = Object.entries(workloads).filter(([, own]) =>
    Object.values(own).some(({ ingress }) => ingress.is === 'yes'),
  );
  return Object.fromEntries(limited.map(([namespace]) => [namespace, true]));
}

function workloadsIn(heap: Heap<Read>, groups: readonly Group[]): ByNamespaceAndName<LimitsOfWorkload> {
  const limits = limitsIn(groups, laxlyCopied(heap));
  const near = unsureNear(heap.claims('policies'));
  const others = otherPoliciesNear(heap.claims('otherPolicies'));
  const unseen = heap.unseen('policies');
  const uncompared = groups.some(({ pods }) => pods === null) ? [null] : [];
  return named(heap.claims('pods'), (item, claims) => {
    const { ingress = [], egress = [], dns = [], maybeDns = [], names = [] } = limits.get(namespacedKey(item)) ?? {};
    const may = [uncertainSources(claims), near(item.namespace), unseen, uncompared, others(item.namespace)];
    const isSure = uncertainSources(claims).length === 0;
    return {
      ingress: answer(isSure ? ingress : [], ...may),
      egress: answer(isSure ? egress : [], ...may),
      dns: answer(isSure ? dns : [], maybeDns, ...may),
      policies: sortedNames(names),
    };
  });
}

/** The sources of policies of other kinds that are in force in a namespace. */
function otherPoliciesNear(
  claims: readonly Claim<{ readonly namespace: string }>[],
): (namespace: string) => readonly (string | null)[] {
  const places = groupBy(claims, ({ item }) => item.namespace);
  const sources = new Map(
    [...places].map(([place, all]) => [place, all.slice(0, mostListed).map(({ source }) => source)]),
  );
  return (namespace) => ['', anyNamespace, namespace].flatMap((place) => sources.get(place) ?? []);
}

/**
 * The policies that another definition of the same name takes back: with another selector, or without the direction. Which of
 * them the cluster has is not known.
 */
function laxlyCopied(heap: Heap<Read>): (policy: Policy, direction: TrafficDirection) => boolean {
  const certain = heap.claims('policies').filter(({ isCertain }) => isCertain);
  const byName = groupBy(certain, ({ item }) => namespacedKey(item));
  const copies = new Map(
    [...byName].flatMap(([, claims]) =>
      claims.length < 2 ? [] : copiesOf(claims).flatMap((all) => all.map((each) => [each, all] as const)),
    ),
  );
  return (one, direction) =>
    (copies.get(one) ?? []).some(
      (other) => other[direction] === null || canonical(other.selector) !== canonical(one.selector),
    );
}

function limitsIn(groups: readonly Group[], isTakenBack: ReturnType<typeof laxlyCopied>): ReadonlyMap<string, Limits> {
  const limits = new Map<string, Limits>();
  for (const { policies, pods } of groups) {
    const from = (direction: TrafficDirection): (string | null)[] =>
      policies
        .filter(({ item }) => item[direction] !== null && !isTakenBack(item, direction))
        .slice(0, mostListed)
        .map(({ source }) => source);
    const [ingress, egress] = [from('ingress'), from('egress')];
    const [dns, maybeDns] = [dnsBy(policies, 'yes'), dnsBy(policies, 'maybe')];
    const names = policies.slice(0, mostListed).map(({ item }) => item.name);
    for (const { item } of pods ?? []) {
      const key = namespacedKey(item);
      const limit = limits.get(key) ?? { ingress: [], egress: [], dns: [], maybeDns: [], names: [] };
      limits.set(key, limit);
      limit.ingress.push(...ingress);
      limit.egress.push(...egress);
      limit.dns.push(...dns);
      limit.maybeDns.push(...maybeDns);
      limit.names.push(...names);
    }
  }
  return limits;
}

/** The sources of the policies that let pods ask for DNS names. */
function dnsBy(policies: readonly Claim<Policy>[], how: 'yes' | 'maybe'): (string | null)[] {
  return policies
    .filter(({ item }) => letsAskDns(item.egress ?? [], item.namespace) === how)
    .slice(0, mostListed)
    .map(({ source }) => source);
}
