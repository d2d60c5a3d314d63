import { at, isJsonList, isJsonMap, strings } from '../json.ts';
import { type Fact, type Json, type JsonObject, type Manifest } from '../model.ts';
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

/** A source that was not rendered, by what its files' text mentions. */
export interface Opaque {
  readonly target: string;
  readonly mentions: (word: string) => boolean;
}

/** A rendered manifest and where it goes. */
export interface Placed {
  readonly manifest: Manifest;
  readonly target: string;
  /** Where objects go that name no namespace. */
  readonly namespace: string;
}

/**
 * Facts per target over all sources. A source that was not rendered can bring a policy or a workload only if its files
 * name the kind somewhere: where they do, what would be "no" is unknown.
 */
export function relate(placed: readonly Placed[], opaque: readonly Opaque[], sbom: SbomFacts): Facts {
  const targets = new Set([...placed, ...opaque].map(({ target }) => target));
  const facts = [...targets].sort().map((target): [string, TargetFacts] => {
    const here = placed.filter((each) => each.target === target);
    const unseen = opaque.filter((each) => each.target === target);
    return [target, { namespaces: namespaceFacts(here, unseen) }];
  });
  return { targets: Object.fromEntries(facts), sbom };
}

function namespaceFacts(placed: readonly Placed[], opaque: readonly Opaque[]): Record<string, NamespaceFacts> {
  const defined = new Set(
    placed
      .filter(({ manifest }) => isKind(manifest.object, '', 'Namespace'))
      .map(({ manifest }) => nameOf(manifest.object)),
  );
  const filled = new Set(placed.filter(({ manifest }) => workloadKinds.has(manifest.object.kind)).map(namespaceOf));
  const policies = placed.filter(({ manifest }) => isKind(manifest.object, 'networking.k8s.io', 'NetworkPolicy'));
  const unknownPolicies = opaque.some(({ mentions }) => mentions('NetworkPolicy'));
  const fact = (yes: boolean): Fact => (yes ? 'yes' : unknownPolicies ? 'unknown' : 'no');
  const denies = (namespace: string, direction: string): boolean =>
    policies.some((policy) => namespaceOf(policy) === namespace && isDefaultDeny(policy.manifest.object, direction));
  const names = new Set([...defined, ...filled, ...policies.map(namespaceOf)]);
  return Object.fromEntries(
    [...names].sort().map((name) => [
      name,
      {
        defined: defined.has(name) ? 'yes' : opaque.some(({ mentions }) => mentions('Namespace')) ? 'unknown' : 'no',
        filled: filled.has(name) ? 'yes' : opaque.length > 0 ? 'unknown' : 'no',
        default_deny_ingress: fact(denies(name, 'Ingress')),
        default_deny_egress: fact(denies(name, 'Egress')),
      },
    ]),
  );
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

function namespaceOf({ manifest, namespace }: Placed): string {
  const written: Json | undefined = at(manifest.object, ['metadata', 'namespace']);
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
