/** The family `namespaces`: which exist, whether workloads go there, and whether traffic is denied by default. */
import { z } from 'zod';
import { at, canonical, isJsonList, isJsonMap, strings } from '../foundation/json.ts';
import { groupBy } from '../foundation/groups.ts';
import { groupOf, objectName } from '../foundation/kubernetes/names.ts';
import { selectsAll } from '../foundation/kubernetes/selectors.ts';
import { isWorkload } from '../foundation/kubernetes/pods.ts';
import { mapped } from '../foundation/mapped.ts';
import { type JsonObject } from '../model/json.ts';
import { type KubernetesObject } from '../model/manifest.ts';
import { type Fact } from '../model/rule.ts';
import { agreedPins, itemOfPin, pinOfItem, pinsUnder } from './pod-security.ts';
import { type Answer, anywhere, exists, type Family, type Heap, type Outcome, uncertain } from './family.ts';

/** What a rule reads of a namespace. */
export interface NamespaceFacts {
  readonly defined: Fact;
  /** Whether workloads of this repository go there. */
  readonly filled: Fact;
  readonly default_deny_ingress: Fact;
  readonly default_deny_egress: Fact;
  /** The minor version of the Pod Security Standards that it asks for; absent where it asks for the cluster's own. */
  readonly pod_security_version?: number;
}

/**
 * Names of namespaces, by what is so of them. `ruled`: with a NetworkPolicy in them; `pinned`: with what a definition asks of
 * Pod Security behind them.
 */
type Kept = Readonly<Record<'defined' | 'filled' | 'ruled' | 'deniedIngress' | 'deniedEgress' | 'pinned', string>>;

type Question = Exclude<keyof NamespaceFacts, 'pod_security_version'>;
type Answers = Readonly<
  Record<string, Readonly<Record<Question, Answer>> & Pick<NamespaceFacts, 'pod_security_version'>>
>;

const item = z.string();

export const namespaces: Family<Kept, Kept, Answers> = {
  lists: {
    defined: { item, words: ['Namespace'] },
    filled: { item, words: null },
    ruled: { item, words: ['NetworkPolicy'] },
    deniedIngress: { item, words: ['NetworkPolicy'] },
    deniedEgress: { item, words: ['NetworkPolicy'] },
    pinned: { item, words: ['Namespace'] },
  },
  needs: [],
  questions: ['defined', 'filled', 'default_deny_ingress', 'default_deny_egress'].map((question) => ['*', question]),

  contribute(object, namespace) {
    const own = [objectName(object).namespace ?? namespace];
    const isPolicy = isKind(object, 'networking.k8s.io', 'NetworkPolicy');
    return {
      defined: isKind(object, '', 'Namespace') ? [nameOf(object)] : [],
      filled: isWorkload(object) ? own : [],
      ruled: isPolicy ? own : [],
      deniedIngress: isPolicy && isDefaultDeny(object, 'Ingress') ? own : [],
      deniedEgress: isPolicy && isDefaultDeny(object, 'Egress') ? own : [],
      pinned: pinsUnder([object]).map(itemOfPin),
    };
  },

  unsure(outcomes) {
    const denied = mayDeny(outcomes) ? outcomes.flatMap(({ brings }) => brings['ruled'] ?? []) : [];
    const elsewhere = mapped(namespaces.lists, (_, list) => (isElsewhere(outcomes, list) ? [anywhere] : []));
    return {
      ...elsewhere,
      deniedIngress: [...elsewhere.deniedIngress, ...denied],
      deniedEgress: [...elsewhere.deniedEgress, ...denied],
      pinned: pinsUnder(outcomes.flatMap(({ object }) => object ?? [])).map(itemOfPin),
    };
  },

  combine(heap) {
    const by = mapped(namespaces.lists, (_, list) => sourcesByName(heap, list));
    const names = new Set([by.defined, by.filled, by.ruled].flatMap((each) => [...each.keys()]));
    const pins = agreedPins(heap.said('pinned').map((each) => pinOfItem(each.item)));
    const told = [...names].filter((name) => name !== anywhere).sort();
    return Object.fromEntries(
      told.map((name) => [
        name,
        {
          defined: by.defined.answer(name),
          filled: by.filled.answer(name),
          default_deny_ingress: by.deniedIngress.answer(name),
          default_deny_egress: by.deniedEgress.answer(name),
          ...asking(pins.get(name)),
        },
      ]),
    );
  },
};

function asking(version: number | undefined): Pick<NamespaceFacts, 'pod_security_version'> {
  return version === undefined ? {} : { pod_security_version: version };
}

/** What a policy selects may come out as none of the outcomes has it. */
function mayDeny(outcomes: readonly Outcome[]): boolean {
  return new Set(outcomes.map(({ object }) => canonical(at(object, ['spec']) ?? null))).size > 1;
}

/** Whether the namespace itself is what cannot be known. */
function isElsewhere(outcomes: readonly Outcome[], list: string): boolean {
  return new Set(outcomes.flatMap(({ brings }) => brings[list] ?? [])).size > 1;
}

interface ByName {
  readonly keys: () => Iterable<string>;
  readonly answer: (name: string) => Answer;
}

function sourcesByName(heap: Heap<Kept>, list: keyof Kept): ByName {
  const byName = groupBy(heap.said(list), ({ item: name }) => name);
  const more = [heap.unseen(list), uncertain(byName.get(anywhere) ?? [])];
  return {
    keys: () => byName.keys(),
    answer: (name) => exists(byName.get(name) ?? [], ...more),
  };
}

/**
 * A policy that selects every pod and allows nothing in this direction. policyTypes left out means Ingress, and Egress
 * only where the policy has egress rules (https://kubernetes.io/docs/concepts/services-networking/network-policies/).
 */
function isDefaultDeny(object: JsonObject, direction: string): boolean {
  const spec = at(object, ['spec']);
  if (!isJsonMap(spec) || !selectsAll(spec['podSelector'])) return false;
  const rules = spec[direction.toLowerCase()];
  return appliesTo(spec, direction) && !(isJsonList(rules) && rules.length > 0);
}

/** Whether a NetworkPolicy's spec limits this direction at all. */
export function appliesTo(spec: JsonObject, direction: string): boolean {
  const types = strings(spec['policyTypes']);
  if (types.length > 0) return types.includes(direction);
  return direction === 'Ingress' || isJsonList(spec[direction.toLowerCase()]);
}

function nameOf(object: JsonObject): string {
  const name = at(object, ['metadata', 'name']);
  return typeof name === 'string' ? name : '';
}

/** Whether an object is of this kind of this API group, in whatever version. */
export function isKind(object: KubernetesObject, group: string, kind: string): boolean {
  return object.kind === kind && groupOf(object.apiVersion) === group;
}
