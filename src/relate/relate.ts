import { at, canonical, isJsonList, isJsonMap, strings } from '../json.ts';
import { type Fact, type Json, type JsonObject, type KubernetesObject, type Manifest } from '../model.ts';
import { mapped } from '../mapped.ts';
import { workloadKinds } from '../workloads.ts';
import { selectsAll } from './selectors.ts';

/** What `data.facts` holds in a rule. docs/facts.md describes it. */
export interface Facts {
  readonly targets: Readonly<Record<string, TargetFacts>>;
  readonly sbom: SbomFacts;
}

export interface TargetFacts {
  readonly namespaces: Readonly<Record<string, NamespaceFacts>>;
}

export interface NamespaceFacts {
  readonly defined: Fact;
  /** Whether workloads of this repository go there. */
  readonly filled: Fact;
  readonly default_deny_ingress: Fact;
  readonly default_deny_egress: Fact;
}

export interface SbomFacts {
  /** Whether the repository keeps SBOMs at all. */
  readonly kept: boolean;
  /** Image references that an SBOM describes, as workloads write them. */
  readonly images: Readonly<Record<string, true>>;
}

/** What facts are about, as the text of a source that brings it has it. */
export const askedWords = ['NetworkPolicy', 'Namespace'] as const;

/** A source that was not rendered, by what its files' text mentions. */
export interface Opaque {
  readonly target: string;
  readonly mentions: (word: (typeof askedWords)[number]) => boolean;
}

/** A rendered manifest and where it goes. */
export interface Placed {
  readonly manifest: Pick<Manifest, 'object' | 'otherwise'>;
  /** Where objects go that name no namespace. */
  readonly namespace: string;
}

/** What objects bring to a cluster, as far as facts go. */
export interface Contribution extends Brought {
  readonly target: string;
  /** What they may bring or not, as something is that cannot be known; `*` where it may be any namespace. */
  readonly uncertain: Brought;
}

/** Names of namespaces, sorted. */
export interface Brought {
  readonly defined: readonly string[];
  readonly filled: readonly string[];
  /** With a NetworkPolicy in them. */
  readonly ruled: readonly string[];
  readonly deniedIngress: readonly string[];
  readonly deniedEgress: readonly string[];
}

export function contributionOf(target: string, placed: readonly Placed[]): Contribution {
  const all = placed.map(({ manifest, namespace }) => broughtByOne(manifest, namespace));
  return {
    target,
    ...mapped(nothing, (_, way) => sorted(all.flatMap(({ certain }) => certain[way]))),
    uncertain: mapped(nothing, (_, way) => sorted(all.flatMap(({ uncertain }) => uncertain[way]))),
  };
}

const nothing: Brought = { defined: [], filled: [], ruled: [], deniedIngress: [], deniedEgress: [] };

/** Certain is what an object brings whatever cannot be known; uncertain what it brings under some supposition. */
function broughtByOne(
  { object, otherwise = [] }: Placed['manifest'],
  namespace: string,
): { readonly certain: Brought; readonly uncertain: Brought } {
  const known = broughtBy(object, namespace);
  if (otherwise.length === 0) return { certain: known, uncertain: nothing };
  const all = [
    known,
    ...otherwise.map((other) => (other.object === null ? nothing : broughtBy(other.object, namespace))),
  ];
  // What a policy selects may come out as neither supposition has it.
  const mayDeny = otherwise.some(
    (other) => canonical(at(other.object, ['spec']) ?? null) !== canonical(at(object, ['spec']) ?? null),
  );
  return {
    certain: mapped(known, (names, way) => names.filter((name) => all.every((each) => each[way].includes(name)))),
    uncertain: mapped(nothing, (_, way) => {
      const names = sorted(all.flatMap((each) => [...each[way], ...(isDenial(way) && mayDeny ? each.ruled : [])]));
      const unsure = names.filter((name) => !all.every((each) => each[way].includes(name)));
      return isElsewhere(all.map((each) => each[way])) ? [...unsure, anywhere] : unsure;
    }),
  };
}

const anywhere = '*';

function isDenial(way: keyof Brought): boolean {
  return way === 'deniedIngress' || way === 'deniedEgress';
}

/** Whether the namespace itself is what cannot be known. */
function isElsewhere(names: readonly (readonly string[])[]): boolean {
  return new Set(names.flatMap((each) => each)).size > 1;
}

function broughtBy(object: KubernetesObject, namespace: string): Brought {
  const own = [namespaceOf({ object, namespace })];
  const isPolicy = isKind(object, 'networking.k8s.io', 'NetworkPolicy');
  return {
    defined: isKind(object, '', 'Namespace') ? [nameOf(object)] : [],
    filled: workloadKinds.has(object.kind) ? own : [],
    ruled: isPolicy ? own : [],
    deniedIngress: isPolicy && isDefaultDeny(object, 'Ingress') ? own : [],
    deniedEgress: isPolicy && isDefaultDeny(object, 'Egress') ? own : [],
  };
}

/** A namespace that a deployment makes, whatever is written on it. */
export function contributionOfNamespace(target: string, name: string): Contribution {
  return { ...contributionOf(target, []), defined: [name] };
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

/**
 * Facts per target over all sources. A source that was not rendered can bring a policy or a workload only if its files
 * name the kind somewhere: where they do, what would be "no" is unknown.
 */
export function relate(brought: readonly Contribution[], opaque: readonly Opaque[], sbom: SbomFacts): Facts {
  const targets = new Set([...brought, ...opaque].map(({ target }) => target));
  const facts = [...targets].sort().map((target): [string, TargetFacts] => {
    const here = brought.filter((each) => each.target === target);
    const unseen = opaque.filter((each) => each.target === target);
    return [target, { namespaces: namespaceFacts(here, unseen) }];
  });
  return { targets: Object.fromEntries(facts), sbom };
}

function namespaceFacts(brought: readonly Contribution[], opaque: readonly Opaque[]): Record<string, NamespaceFacts> {
  const certain = mapped(nothing, (_, way) => new Set(brought.flatMap((each) => each[way])));
  const uncertain = mapped(nothing, (_, way) => new Set(brought.flatMap((each) => each.uncertain[way])));
  const mentioned = (word: (typeof askedWords)[number]): boolean => opaque.some(({ mentions }) => mentions(word));
  const [unknownPolicies, unknownNamespaces] = [mentioned('NetworkPolicy'), mentioned('Namespace')];
  const fact = (way: keyof Brought, name: string, unknown: boolean): Fact => {
    if (certain[way].has(name)) return 'yes';
    return unknown || uncertain[way].has(name) || uncertain[way].has(anywhere) ? 'unknown' : 'no';
  };
  const named = [certain, uncertain].flatMap(({ defined, filled, ruled }) => [...defined, ...filled, ...ruled]);
  return Object.fromEntries(
    sorted(named.filter((name) => name !== anywhere)).map((name) => [
      name,
      {
        defined: fact('defined', name, unknownNamespaces),
        filled: fact('filled', name, opaque.length > 0),
        default_deny_ingress: fact('deniedIngress', name, unknownPolicies),
        default_deny_egress: fact('deniedEgress', name, unknownPolicies),
      },
    ]),
  );
}

const questions = ['defined', 'filled', 'default_deny_ingress', 'default_deny_egress'] as const;

/** The facts with every answer that what is unknown may have: `yes` to some of the questions, `no` to the others. */
export function suppositions(facts: Facts): Facts[] {
  const answers = questions.reduce<readonly (readonly Fact[])[]>(
    (all, question) =>
      isUnknown(facts, question)
        ? all.flatMap((some) => [
            [...some, 'yes'],
            [...some, 'no'],
          ])
        : all.map((some) => [...some, 'no']),
    [[]],
  );
  return answers.map((words) => supposing(facts, words));
}

function isUnknown({ targets }: Facts, question: (typeof questions)[number]): boolean {
  const all = Object.values(targets).flatMap(({ namespaces }) => Object.values(namespaces));
  return all.some((namespace) => namespace[question] === 'unknown');
}

/** The facts where what is unknown has these answers, in the order of the questions. */
function supposing(facts: Facts, words: readonly Fact[]): Facts {
  const known = (fact: Fact, question: number): Fact => (fact === 'unknown' ? (words[question] ?? fact) : fact);
  const all = ({ namespaces }: TargetFacts): TargetFacts['namespaces'] =>
    mapped(namespaces, (each) => ({
      defined: known(each.defined, 0),
      filled: known(each.filled, 1),
      default_deny_ingress: known(each.default_deny_ingress, 2),
      default_deny_egress: known(each.default_deny_egress, 3),
    }));
  return { ...facts, targets: mapped(facts.targets, (target) => ({ namespaces: all(target) })) };
}

/**
 * A policy that selects every pod and allows nothing in this direction. policyTypes left out means Ingress, and Egress
 * only where the policy has egress rules (https://kubernetes.io/docs/concepts/services-networking/network-policies/).
 */
function isDefaultDeny(object: JsonObject, direction: string): boolean {
  const spec = at(object, ['spec']);
  if (!isJsonMap(spec) || !selectsAll(spec['podSelector'])) return false;
  const types = strings(spec['policyTypes']);
  const rules = spec[direction.toLowerCase()];
  const applies = types.length > 0 ? types.includes(direction) : direction === 'Ingress' || isJsonList(rules);
  return applies && !(isJsonList(rules) && rules.length > 0);
}

function namespaceOf({ object, namespace }: { readonly object: JsonObject; readonly namespace: string }): string {
  const written: Json | undefined = at(object, ['metadata', 'namespace']);
  return typeof written === 'string' && written !== '' ? written : namespace;
}

function nameOf(object: JsonObject): string {
  const name = at(object, ['metadata', 'name']);
  return typeof name === 'string' ? name : '';
}

function isKind(object: JsonObject, group: string, kind: string): boolean {
  const version = object['apiVersion'];
  if (object['kind'] !== kind || typeof version !== 'string') return false;
  return (version.includes('/') ? version.slice(0, version.indexOf('/')) : '') === group;
}
