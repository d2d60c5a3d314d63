/**
 * What the policies of Cilium, of Calico and of whole clusters (policy.networking.k8s.io) say about a default: where a
 * direction is denied unless something else allows it.
 */
import { z } from 'zod';
import { at, isJsonMap, list } from '../foundation/json.ts';
import { groupOf } from '../foundation/kubernetes/names.ts';
import { selectsAll } from '../foundation/kubernetes/selectors.ts';
import { type Json, type JsonObject } from '../model/json.ts';
import { type KubernetesObject } from '../model/manifest.ts';

export const denialSchema = z.strictObject({
  direction: z.enum(['ingress', 'egress']),
  /** Names; null: all namespaces. */
  namespaces: z.array(z.string()).nullable(),
  except: z.array(z.string()),
  /** False: perhaps, because only the cluster knows what its selector selects. */
  sure: z.boolean(),
});

export type Denial = z.infer<typeof denialSchema>;

export function isDeniedIn({ namespaces, except }: Denial, name: string): boolean {
  return (namespaces?.includes(name) ?? true) && !except.includes(name);
}

/** The denials of both directions that may exist anywhere. */
export const mayDenyAnywhere: readonly Denial[] = (['ingress', 'egress'] as const).map((direction) => ({
  direction,
  namespaces: null,
  except: [],
  sure: false,
}));

type Scope = Omit<Denial, 'direction'>;
type Denying = (spec: JsonObject, isClusterWide: boolean) => readonly Denial['direction'][];

interface PolicyKind {
  readonly isClusterWide: boolean;
  /** Whose pods it selects; null: some pods only. `own` is its namespace. */
  readonly scope: (spec: JsonObject, own: string | null) => Scope | null;
  readonly denies: Denying;
}

const cilium = { scope: ciliumScope, denies: ciliumDenies };
const calico = { scope: calicoScope, denies: calicoDenies };
const cluster = { isClusterWide: true, scope: clusterScope, denies: clusterDenies };

const kinds: Readonly<Record<string, PolicyKind>> = {
  'cilium.io/CiliumNetworkPolicy': { ...cilium, isClusterWide: false },
  'cilium.io/CiliumClusterwideNetworkPolicy': { ...cilium, isClusterWide: true },
  'projectcalico.org/NetworkPolicy': { ...calico, isClusterWide: false },
  'projectcalico.org/GlobalNetworkPolicy': { ...calico, isClusterWide: true },
  'crd.projectcalico.org/NetworkPolicy': { ...calico, isClusterWide: false },
  'crd.projectcalico.org/GlobalNetworkPolicy': { ...calico, isClusterWide: true },
  'policy.networking.k8s.io/AdminNetworkPolicy': cluster,
  'policy.networking.k8s.io/BaselineAdminNetworkPolicy': cluster,
  'policy.networking.k8s.io/ClusterNetworkPolicy': cluster,
};

function kindOf({ apiVersion, kind }: KubernetesObject): PolicyKind | undefined {
  const key = `${groupOf(apiVersion)}/${kind}`;
  return Object.hasOwn(kinds, key) ? kinds[key] : undefined;
}

/** Where another policy than a NetworkPolicy is in force: its namespace, or "" for the whole cluster; null: it is none. */
export function otherPolicyIn(object: KubernetesObject, namespace: string): string | null {
  const kind = kindOf(object);
  if (kind === undefined) return null;
  return kind.isClusterWide ? '' : namespace;
}

export function denialsOf(object: KubernetesObject, namespace: string): Denial[] {
  const kind = kindOf(object);
  if (kind === undefined) return [];
  const { isClusterWide, scope, denies } = kind;
  const specs: readonly Json[] = [at(object, ['spec']), ...list(at(object, ['specs']))].map(asJson);
  return specs.filter(isJsonMap).flatMap((spec) => {
    const where = scope(spec, isClusterWide ? null : namespace);
    return where === null ? [] : denies(spec, isClusterWide).map((direction) => ({ direction, ...where }));
  });
}

function allOf(own: string | null): Scope {
  return { namespaces: own === null ? null : [own], except: [], sure: true };
}

/** Labels by which the selectors of pods and of namespaces name a namespace. */
const namespaceKeys = new Set([
  'k8s:io.kubernetes.pod.namespace',
  'io.kubernetes.pod.namespace',
  'k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name',
  'io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name',
  'kubernetes.io/metadata.name',
  'projectcalico.org/namespace',
  'projectcalico.org/name',
]);

interface Term {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/**
 * What terms that all have to hold leave of the pods. A label that pods have to have is that of some pods; one that they
 * must not have leaves most, perhaps all.
 */
function narrowed(terms: readonly Term[], own: string | null): Scope | null {
  return terms.reduce<Scope | null>((scope, { key, operator, values }) => {
    if (scope === null) return null;
    if (!namespaceKeys.has(key)) return operator === 'In' || operator === 'Exists' ? null : { ...scope, sure: false };
    if (operator === 'In')
      return { ...scope, namespaces: (scope.namespaces ?? values).filter((name) => values.includes(name)) };
    return operator === 'NotIn' ? { ...scope, except: [...scope.except, ...values] } : scope;
  }, allOf(own));
}

function termsOf(selector: Json | undefined): readonly Term[] {
  const labels = at(selector, ['matchLabels']);
  const named = isJsonMap(labels) ? Object.entries(labels) : [];
  return [
    ...named.map(([key, value]) => ({ key, operator: 'In', values: texts([value]) })),
    ...list(at(selector, ['matchExpressions'])).map((term) => {
      const [key, operator, values] = ['key', 'operator', 'values'].map((field) => at(asJson(term), [field]));
      return { key: text(key), operator: text(operator), values: texts(list(values)) };
    }),
  ];
}

/** A rule with neither selector of pods nor of nodes is refused. */
function ciliumScope(spec: JsonObject, own: string | null): Scope | null {
  const selector = spec['endpointSelector'];
  return isJsonMap(selector) ? narrowed(termsOf(selector), own) : null;
}

/** Without `enableDefaultDeny`, a direction is denied if it has rules, even if one is empty. */
function ciliumDenies(spec: JsonObject, isClusterWide: boolean): readonly Denial['direction'][] {
  return (['ingress', 'egress'] as const).filter((direction) => {
    const rules = list(spec[direction]);
    const isDenied = at(spec, ['enableDefaultDeny', direction]);
    const denies = typeof isDenied === 'boolean' ? isDenied : rules.length + list(spec[`${direction}Deny`]).length > 0;
    return denies && !rules.some((rule) => isOpenCiliumRule(asJson(rule), direction, isClusterWide));
  });
}

function isOpenCiliumRule(rule: Json, direction: string, isClusterWide: boolean): boolean {
  const word = direction === 'ingress' ? 'from' : 'to';
  const peers = (field: string): readonly unknown[] => list(at(rule, [`${word}${field}`]));
  if (list(at(rule, ['toPorts'])).length > 0 || list(at(rule, ['icmps'])).length > 0) return false;
  return (
    peers('Entities').some((entity) => entity === 'all' || entity === 'cluster' || entity === 'world') ||
    (isClusterWide && peers('Endpoints').some((each) => selectsAll(asJson(each)))) ||
    peers('CIDR').some(isEverything) ||
    peers('CIDRSet').some((each) => isEverything(at(asJson(each), ['cidr'])))
  );
}

/** All addresses, or half of them: a range for everyone is also written as two halves. */
function isEverything(cidr: unknown): boolean {
  return typeof cidr === 'string' && /^[\d.:]+\/0*[01]$/.test(cidr.trim());
}

/** Calico's language of selectors, as far as terms are joined by `&&`. */
function calicoScope(spec: JsonObject, own: string | null): Scope | null {
  const selectors = [
    spec['selector'],
    ...(own === null ? [spec['namespaceSelector']] : []),
    spec['serviceAccountSelector'],
  ];
  const written = selectors.map(text).filter((each) => each.trim() !== '');
  const scopes = written.map((each) => narrowed(each.split('&&').flatMap(calicoTerm), own));
  return scopes.reduce<Scope | null>(
    (one, other) => (one === null || other === null ? null : both(one, other)),
    allOf(own),
  );
}

function both(one: Scope, other: Scope): Scope {
  const names = one.namespaces ?? other.namespaces;
  return {
    namespaces: names?.filter((name) => other.namespaces?.includes(name) ?? true) ?? null,
    except: [...one.except, ...other.except],
    sure: one.sure && other.sure,
  };
}

/** What is not understood leaves some pods, perhaps all. */
function calicoTerm(written: string): readonly Term[] {
  const term = written.trim();
  if (term === 'all()') return [];
  const has = /^has\(\s*([^\s()]+)\s*\)$/.exec(term);
  if (has !== null) return [{ key: has[1] ?? '', operator: 'Exists', values: [] }];
  const compared = /^([^\s!=]+)\s*(==|!=|in|not\s+in)\s*(.+)$/.exec(term);
  if (compared === null) return [{ key: '', operator: 'unknown', values: [] }];
  const [, key = '', operator = '', right = ''] = compared;
  const values = Array.from(right.matchAll(/["']([^"']*)["']/g), ([, value = '']) => value);
  return [{ key, operator: operator === '==' || operator === 'in' ? 'In' : 'NotIn', values }];
}

/** Pods that a policy selects get nothing that no rule allows. Without `types`, these follow from the rules. */
function calicoDenies(spec: JsonObject): readonly Denial['direction'][] {
  const types = list(spec['types']);
  const [ingress, egress] = [list(spec['ingress']), list(spec['egress'])];
  const isFor = {
    ingress: types.length > 0 ? types.includes('Ingress') : ingress.length > 0 || egress.length === 0,
    egress: types.length > 0 ? types.includes('Egress') : egress.length > 0,
  };
  return (['ingress', 'egress'] as const).filter(
    (direction) => isFor[direction] && !{ ingress, egress }[direction].some((rule) => isOpenCalicoRule(asJson(rule))),
  );
}

/** Rules stop at the first that matches, so one that passes on to other policies is no denial. */
function isOpenCalicoRule(rule: Json): boolean {
  if (!['Allow', 'Pass'].includes(text(at(rule, ['action'])))) return false;
  const limits = isJsonMap(rule) ? Object.entries(rule).filter(([key]) => key !== 'action' && key !== 'metadata') : [];
  return (
    limits.every(([, value]) => !isJsonMap(value) || isEverywhere(value)) &&
    !limits.some(([, value]) => typeof value === 'string')
  );
}

function isEverywhere(peer: JsonObject): boolean {
  const fields = Object.keys(peer);
  return fields.every((field) => field === 'nets') && (fields.length === 0 || list(peer['nets']).some(isEverything));
}

/** Of pods, the selectors of namespaces and pods both count. */
function clusterScope(spec: JsonObject): Scope | null {
  const [namespaces, pods] = [at(spec, ['subject', 'namespaces']), at(spec, ['subject', 'pods'])];
  if (isJsonMap(namespaces)) return narrowed(termsOf(namespaces), null);
  if (!isJsonMap(pods) || !selectsAll(pods['podSelector'])) return null;
  return narrowed(termsOf(pods['namespaceSelector']), null);
}

/** A rule that denies all namespaces, on every port. What rules before it allow is an exception. */
function clusterDenies(spec: JsonObject): readonly Denial['direction'][] {
  return (['ingress', 'egress'] as const).filter((direction) => {
    const rules = list(spec[direction]).map(asJson);
    const first = rules.find((rule) => isForEveryone(rule, direction));
    return text(at(first, ['action'])) === 'Deny';
  });
}

function isForEveryone(rule: Json, direction: string): boolean {
  if ([...list(at(rule, ['ports'])), ...list(at(rule, ['protocols']))].length > 0) return false;
  return list(at(rule, [direction === 'ingress' ? 'from' : 'to'])).some((each) => {
    const namespaces = at(asJson(each), ['namespaces']);
    return (
      isAll(namespaces) ||
      isAll(at(namespaces, ['namespaceSelector'])) ||
      list(at(asJson(each), ['networks'])).some(isEverything)
    );
  });
}

/** In the first releases, the selector of namespaces was one level deeper. */
function isAll(selector: Json | undefined): boolean {
  if (!isJsonMap(selector) || !selectsAll(selector)) return false;
  return Object.keys(selector).every((key) => key === 'matchLabels' || key === 'matchExpressions');
}

function asJson(value: unknown): Json {
  return z.json().catch(null).parse(value);
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function texts(values: readonly unknown[]): readonly string[] {
  return values.filter((value) => typeof value === 'string');
}
