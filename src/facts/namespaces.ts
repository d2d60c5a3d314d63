/** The family `namespaces`: which exist, whether they have workloads, and whether traffic is denied by default. */
import { z } from 'zod';
import { at, canonical, isJsonMap } from '../foundation/json.ts';
import { groupBy } from '../foundation/groups.ts';
import { groupOf, objectName } from '../foundation/kubernetes/names.ts';
import { mapped } from '../foundation/mapped.ts';
import { type JsonObject } from '../model/json.ts';
import { type KubernetesObject } from '../model/manifest.ts';
import { type Fact, type LevelName } from '../model/rule.ts';
import { deniesByDefault, type TrafficDirection } from './network-rules.ts';
import {
  agreedLabels,
  itemOfLabels,
  labelledUnder,
  labelsOfItem,
  nothingLabelled,
  type PodSecurityLabels,
} from './pod-security.ts';
import {
  type FactAnswer,
  anyNamespace,
  exists,
  type Family,
  type Heap,
  type SupposedObject,
  uncertainSources,
  type Claim,
} from './family.ts';
import { copiesOf } from './copies.ts';
import { namespacedKey } from './named.ts';
import { type Denial, denialSchema, denialsOf, isDeniedIn, mayDenyAnywhere, otherPolicyIn } from './other-policies.ts';

/** What rules read about a namespace. */
export interface NamespaceFacts {
  readonly defined: Fact;
  /** Whether workloads of this repository are deployed there. */
  readonly filled: Fact;
  readonly default_deny_ingress: Fact;
  readonly default_deny_egress: Fact;
  /** The minor version of the Pod Security Standards that its label sets; absent if it uses the cluster's. */
  readonly pod_security_version?: number;
  /** The level of the Pod Security Standards that its label enforces; absent for privileged and for none. */
  readonly pod_security_enforced?: LevelName;
  /** The strictest level that its labels enforce, audit or warn about; absent for privileged and for none. */
  readonly pod_security_asked?: LevelName;
}

type LabelFacts = Pick<NamespaceFacts, 'pod_security_version' | 'pod_security_enforced' | 'pod_security_asked'>;

const defaults = z.strictObject({ namespace: z.string(), name: z.string(), ingress: z.boolean(), egress: z.boolean() });

/**
 * Names of namespaces by property. `ruled`: has a NetworkPolicy; `labelled`: followed by the Pod Security labels of a
 * definition (`itemOfLabels`).
 */
type Kept = Readonly<Record<'defined' | 'filled' | 'ruled' | 'deniedIngress' | 'deniedEgress' | 'labelled', string>> & {
  /** By other policies than NetworkPolicies. */
  readonly denials: Denial;
  /** What each NetworkPolicy denies by default. */
  readonly defaults: z.infer<typeof defaults>;
};

type NameList = Exclude<keyof Kept, 'defaults' | 'denials'>;

type Question = Exclude<keyof NamespaceFacts, keyof LabelFacts>;
type Answers = Readonly<Record<string, Readonly<Record<Question, FactAnswer>> & LabelFacts>>;

const item = z.string();

export const namespaces: Family<Kept, Kept, Answers> = {
  lists: {
    defined: { item, words: ['Namespace'] },
    filled: { item, words: null },
    ruled: { item, words: ['NetworkPolicy'] },
    deniedIngress: { item, words: ['NetworkPolicy'] },
    deniedEgress: { item, words: ['NetworkPolicy'] },
    labelled: { item, words: ['Namespace'] },
    denials: { item: denialSchema, words: ['NetworkPolicy'] },
    defaults: { item: defaults, words: ['NetworkPolicy'] },
  },
  needs: [],
  questions: ['defined', 'filled', 'default_deny_ingress', 'default_deny_egress'].map((question) => ['*', question]),

  contribute(object, namespace, { isWorkload }) {
    const { name, namespace: named } = objectName(object);
    const own = [named ?? namespace];
    const isPolicy = isKind(object, 'networking.k8s.io', 'NetworkPolicy');
    return {
      defined: isKind(object, '', 'Namespace') ? [nameOf(object)] : [],
      filled: isWorkload(object) ? own : [],
      ruled: isPolicy ? own : [],
      deniedIngress: isPolicy && isDefaultDeny(object, 'ingress') ? own : [],
      deniedEgress: isPolicy && isDefaultDeny(object, 'egress') ? own : [],
      defaults: isPolicy
        ? own.map((place) => ({
            namespace: place,
            name,
            ingress: isDefaultDeny(object, 'ingress'),
            egress: isDefaultDeny(object, 'egress'),
          }))
        : [],
      labelled: labelledUnder([object]).map(itemOfLabels),
      denials: denialsOf(object, objectName(object).namespace ?? namespace),
    };
  },

  unsure(outcomes) {
    const denied = mayDeny(outcomes) ? outcomes.flatMap(({ brings }) => brings['ruled'] ?? []) : [];
    const elsewhere = mapped(nameLists, (_, list) => (isElsewhere(outcomes, list) ? [anyNamespace] : []));
    return {
      ...elsewhere,
      deniedIngress: [...elsewhere.deniedIngress, ...denied],
      deniedEgress: [...elsewhere.deniedEgress, ...denied],
      labelled: labelledUnder(outcomes.flatMap(({ object }) => object ?? [])).map(itemOfLabels),
      denials: isAmongOthers(outcomes) ? mayDenyAnywhere : [],
    };
  },

  combine(heap) {
    const by = mapped(nameLists, (_, list) => sourcesByName(heap, list));
    const denied = {
      ingress: deniedBy(heap, 'ingress', by.deniedIngress),
      egress: deniedBy(heap, 'egress', by.deniedEgress),
    };
    const names = new Set([by.defined, by.filled, by.ruled].flatMap((each) => [...each.keys()]));
    const labels = agreedLabels(heap.claims('labelled').map((each) => labelsOfItem(each.item)));
    const known = [...names].filter((name) => name !== anyNamespace).sort();
    return Object.fromEntries(
      known.map((name) => [
        name,
        {
          defined: by.defined.answer(name),
          filled: by.filled.answer(name),
          default_deny_ingress: denied.ingress(name),
          default_deny_egress: denied.egress(name),
          ...labelFacts(labels.get(name)),
        },
      ]),
    );
  },
};

/** The lists of names. */
const nameLists: Readonly<Record<NameList, null>> = {
  defined: null,
  filled: null,
  ruled: null,
  deniedIngress: null,
  deniedEgress: null,
  labelled: null,
};

/** Whether an unknown value decides about a policy that is no NetworkPolicy. */
function isAmongOthers(outcomes: readonly SupposedObject[]): boolean {
  const others = outcomes.filter(({ object }) => object !== null && otherPolicyIn(object, '') !== null);
  return others.length > 0 && (mayDeny(outcomes) || isElsewhere(outcomes, 'denials'));
}

function labelFacts(labels: PodSecurityLabels | undefined): LabelFacts {
  const { version, enforced, asked } = labels ?? nothingLabelled;
  return {
    ...(version === null ? {} : { pod_security_version: version }),
    ...(enforced === null ? {} : { pod_security_enforced: enforced }),
    ...(asked === null ? {} : { pod_security_asked: asked }),
  };
}

/** If the outcomes of a policy differ in `spec`, the cluster's policy may be one that no outcome shows. */
function mayDeny(outcomes: readonly SupposedObject[]): boolean {
  return new Set(outcomes.map(({ object }) => canonical(at(object, ['spec']) ?? null))).size > 1;
}

/** Whether the namespace itself is unknown. */
function isElsewhere(outcomes: readonly SupposedObject[], list: string): boolean {
  return new Set(outcomes.flatMap(({ brings }) => brings[list] ?? [])).size > 1;
}

interface ByName {
  readonly keys: () => Iterable<string>;
  readonly claims: (name: string) => readonly Claim<unknown>[];
  readonly more: readonly (string | null)[];
  readonly answer: (name: string) => FactAnswer;
}

function sourcesByName(heap: Heap<Kept>, list: NameList): ByName {
  const byName = groupBy(heap.claims(list), ({ item: name }) => name);
  const claims = (name: string): readonly Claim<unknown>[] => byName.get(name) ?? [];
  const more = [...heap.unseen(list), ...uncertainSources(byName.get(anyNamespace) ?? [])];
  return { keys: () => byName.keys(), claims, more, answer: (name) => exists(claims(name), more) };
}

/** Denied by a NetworkPolicy or by another one. */
function deniedBy(heap: Heap<Kept>, direction: TrafficDirection, by: ByName): (name: string) => FactAnswer {
  const all = heap.claims('denials').filter(({ item: denial }) => denial.direction === direction);
  const wide = all.filter(({ item: denial }) => denial.namespaces === null);
  const named = groupBy(
    all.flatMap((claim) => (claim.item.namespaces ?? []).map((name) => ({ name, claim }))),
    ({ name }) => name,
  );
  const isKept = keptDenials(heap, direction);
  return (name) => {
    const own = by.claims(name).filter(({ isCertain }) => !isCertain || isKept(name));
    const near = [...wide, ...(named.get(name) ?? []).map(({ claim }) => claim)]
      .filter(({ item: denial }) => isDeniedIn(denial, name))
      .map((claim) => ({ ...claim, isCertain: claim.isCertain && claim.item.sure }));
    return exists([...own, ...near], by.more, heap.unseen('denials'));
  };
}

/** Whether a policy of a namespace denies by all of its definitions: which of them the cluster has is not known. */
function keptDenials(heap: Heap<Kept>, direction: TrafficDirection): (namespace: string) => boolean {
  const certain = heap.claims('defaults').filter(({ isCertain }) => isCertain);
  const byName = [...groupBy(certain, ({ item: each }) => namespacedKey(each)).values()];
  const kept = byName.filter((claims) => copiesOf(claims).some((copies) => copies.every((each) => each[direction])));
  const namespaces = new Set(kept.map(([{ item: each }]) => each.namespace));
  return (namespace) => namespaces.has(namespace);
}

function isDefaultDeny(object: JsonObject, direction: TrafficDirection): boolean {
  const spec = at(object, ['spec']);
  return isJsonMap(spec) && deniesByDefault(spec, direction);
}

function nameOf(object: JsonObject): string {
  const name = at(object, ['metadata', 'name']);
  return typeof name === 'string' ? name : '';
}

/** Whether an object is of this kind and API group, in any version. */
export function isKind(object: KubernetesObject, group: string, kind: string): boolean {
  return object.kind === kind && groupOf(object.apiVersion) === group;
}
