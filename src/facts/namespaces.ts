/** The family `namespaces`: which exist, whether they have workloads, and whether traffic is denied by default. */
import { z } from 'zod';
import { at, canonical, isJsonList, isJsonMap, strings } from '../foundation/json.ts';
import { groupBy } from '../foundation/groups.ts';
import { groupOf, objectName } from '../foundation/kubernetes/names.ts';
import { selectsAll } from '../foundation/kubernetes/selectors.ts';
import { isWorkload } from '../foundation/kubernetes/pods.ts';
import { mapped } from '../foundation/mapped.ts';
import { type JsonObject } from '../model/json.ts';
import { type KubernetesObject } from '../model/manifest.ts';
import { type Fact, type LevelName } from '../model/rule.ts';
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
} from './family.ts';

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

/**
 * Names of namespaces by property. `ruled`: has a NetworkPolicy; `labelled`: followed by the Pod Security labels of a
 * definition (`itemOfLabels`).
 */
type Kept = Readonly<Record<'defined' | 'filled' | 'ruled' | 'deniedIngress' | 'deniedEgress' | 'labelled', string>>;

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
      labelled: labelledUnder([object]).map(itemOfLabels),
    };
  },

  unsure(outcomes) {
    const denied = mayDeny(outcomes) ? outcomes.flatMap(({ brings }) => brings['ruled'] ?? []) : [];
    const elsewhere = mapped(namespaces.lists, (_, list) => (isElsewhere(outcomes, list) ? [anyNamespace] : []));
    return {
      ...elsewhere,
      deniedIngress: [...elsewhere.deniedIngress, ...denied],
      deniedEgress: [...elsewhere.deniedEgress, ...denied],
      labelled: labelledUnder(outcomes.flatMap(({ object }) => object ?? [])).map(itemOfLabels),
    };
  },

  combine(heap) {
    const by = mapped(namespaces.lists, (_, list) => sourcesByName(heap, list));
    const names = new Set([by.defined, by.filled, by.ruled].flatMap((each) => [...each.keys()]));
    const labels = agreedLabels(heap.claims('labelled').map((each) => labelsOfItem(each.item)));
    const known = [...names].filter((name) => name !== anyNamespace).sort();
    return Object.fromEntries(
      known.map((name) => [
        name,
        {
          defined: by.defined.answer(name),
          filled: by.filled.answer(name),
          default_deny_ingress: by.deniedIngress.answer(name),
          default_deny_egress: by.deniedEgress.answer(name),
          ...labelFacts(labels.get(name)),
        },
      ]),
    );
  },
};

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
  readonly answer: (name: string) => FactAnswer;
}

function sourcesByName(heap: Heap<Kept>, list: keyof Kept): ByName {
  const byName = groupBy(heap.claims(list), ({ item: name }) => name);
  const more = [heap.unseen(list), uncertainSources(byName.get(anyNamespace) ?? [])];
  return {
    keys: () => byName.keys(),
    answer: (name) => exists(byName.get(name) ?? [], ...more),
  };
}

/**
 * A policy that selects every pod and allows nothing in this direction. Without policyTypes it applies to Ingress, and
 * to Egress only if it has egress rules (https://kubernetes.io/docs/concepts/services-networking/network-policies/).
 */
function isDefaultDeny(object: JsonObject, direction: string): boolean {
  const spec = at(object, ['spec']);
  if (!isJsonMap(spec) || !selectsAll(spec['podSelector'])) return false;
  const rules = spec[direction.toLowerCase()];
  return appliesTo(spec, direction) && !(isJsonList(rules) && rules.length > 0);
}

/** Whether a NetworkPolicy's spec applies to this direction at all. */
export function appliesTo(spec: JsonObject, direction: string): boolean {
  const types = strings(spec['policyTypes']);
  if (types.length > 0) return types.includes(direction);
  return direction === 'Ingress' || isJsonList(spec[direction.toLowerCase()]);
}

function nameOf(object: JsonObject): string {
  const name = at(object, ['metadata', 'name']);
  return typeof name === 'string' ? name : '';
}

/** Whether an object is of this kind and API group, in any version. */
export function isKind(object: KubernetesObject, group: string, kind: string): boolean {
  return object.kind === kind && groupOf(object.apiVersion) === group;
}
