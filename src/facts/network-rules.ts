/** What a NetworkPolicy allows, and whether policies let some traffic pass. */
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { at, isJsonMap, list, strings } from '../foundation/json.ts';
import { selectsAll } from '../foundation/kubernetes/selectors.ts';
import { type Json, type JsonObject } from '../model/json.ts';
import { type Labels, matches, selectorOf, selectorSchema } from './selection.ts';

const peer = z.strictObject({
  /** Null: the namespace of the policy alone. */
  namespaces: selectorSchema.nullable(),
  /** Null: all pods of these namespaces. */
  pods: selectorSchema.nullable(),
  /** If it is there, the peers are addresses, and not pods by their labels. */
  block: z.strictObject({ cidr: z.string(), except: z.array(z.string()) }).nullable(),
});

const port = z.strictObject({
  protocol: z.string(),
  /** Null: all ports of the protocol. A name is that of a port of the pod that is connected to. */
  first: z.union([z.string(), z.number(), z.null()]),
  /** The end of a range. */
  last: z.number().nullable(),
});

export const networkRuleSchema = z.strictObject({
  /** Empty: everyone. */
  peers: z.array(peer),
  /** Empty: every port of every protocol. */
  ports: z.array(port),
});

/** A rule of a policy: it allows what matches one of the peers and one of the ports. */
export type NetworkRule = z.infer<typeof networkRuleSchema>;
export type NetworkPeer = z.infer<typeof peer>;
type NetworkPort = z.infer<typeof port>;

export type TrafficDirection = 'ingress' | 'egress';

export const networkLimitsSchema = z.strictObject({
  selector: selectorSchema,
  /** What it allows in this direction, and nothing else; null: it does not limit this direction. */
  ingress: z.array(networkRuleSchema).nullable(),
  egress: z.array(networkRuleSchema).nullable(),
});

export type NetworkLimits = z.infer<typeof networkLimitsSchema>;

export function limitsOf(spec: JsonObject): NetworkLimits {
  const rules = (direction: TrafficDirection): NetworkRule[] | null =>
    appliesTo(spec, direction) ? list(spec[direction]).map((rule) => ruleOf(rule, direction)) : null;
  return { selector: selectorOf(spec['podSelector']), ingress: rules('ingress'), egress: rules('egress') };
}

/** As the API server sets it: without policyTypes, a policy is for ingress, and for egress if it has egress rules. */
function appliesTo(spec: JsonObject, direction: TrafficDirection): boolean {
  const types = strings(spec['policyTypes']);
  if (types.length > 0) return types.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
  return direction === 'ingress' || list(spec['egress']).length > 0;
}

function ruleOf(written: unknown, direction: TrafficDirection): NetworkRule {
  const rule = z.record(z.string(), z.json()).catch({}).parse(written);
  return {
    peers: list(rule[direction === 'ingress' ? 'from' : 'to']).map((each) => peerOf(z.json().catch(null).parse(each))),
    ports: list(rule['ports']).map((each) => portOf(z.json().catch(null).parse(each))),
  };
}

function peerOf(written: Json): NetworkPeer {
  const selector = (key: string): NetworkPeer['pods'] => {
    const value = at(written, [key]);
    return isJsonMap(value) ? selectorOf(value) : null;
  };
  const block = at(written, ['ipBlock']);
  const cidr = at(block, ['cidr']);
  return {
    namespaces: selector('namespaceSelector'),
    pods: selector('podSelector'),
    block: isJsonMap(block) ? { cidr: typeof cidr === 'string' ? cidr : '', except: strings(block['except']) } : null,
  };
}

function portOf(written: Json): NetworkPort {
  const [protocol, first, last] = ['protocol', 'port', 'endPort'].map((key) => at(written, [key]));
  return {
    protocol: typeof protocol === 'string' && protocol !== '' ? protocol : 'TCP',
    first: typeof first === 'string' || typeof first === 'number' ? first : null,
    last: typeof last === 'number' ? last : null,
  };
}

/** One end of a connection. */
export interface End {
  readonly address: string;
  /** Null: it is outside of the cluster. */
  readonly pod: {
    readonly namespace: string;
    readonly namespaceLabels: Labels;
    readonly labels: Labels;
  } | null;
}

/** A connection to a port. */
export interface Traffic {
  readonly from: End;
  readonly to: End;
  readonly protocol: string;
  readonly port: number;
  /** The name that the pod which is connected to gives this port; null if none. */
  readonly name: string | null;
}

type Policies = readonly (NetworkLimits & { readonly namespace: string })[];

/**
 * Whether the policies let it pass: at both ends, no policy may select the pod in that direction, or one that does must
 * allow it.
 */
export function isAllowed(policies: Policies, traffic: Traffic): boolean {
  return isAllowedAt(policies, traffic, 'ingress') && isAllowedAt(policies, traffic, 'egress');
}

/** The same at one end: that of the sender for egress, of the receiver for ingress. */
export function isAllowedAt(policies: Policies, traffic: Traffic, direction: TrafficDirection): boolean {
  const { pod } = direction === 'ingress' ? traffic.to : traffic.from;
  if (pod === null) return true;
  const rules = policies
    .filter(({ namespace, selector }) => namespace === pod.namespace && matches(selector, pod.labels))
    .map((policy) => policy[direction]?.map((rule) => lets(rule, policy.namespace, traffic, direction)))
    .filter((each) => each !== undefined);
  return rules.length === 0 || rules.flat().includes(true);
}

/** Whether a rule of a policy in this namespace allows the traffic, for a pod that the policy selects. */
export function lets(
  { peers, ports }: NetworkRule,
  namespace: string,
  traffic: Traffic,
  direction: TrafficDirection,
): boolean {
  const other = direction === 'ingress' ? traffic.from : traffic.to;
  return (
    (peers.length === 0 || peers.some((each) => isPeer(each, namespace, other))) &&
    (ports.length === 0 || ports.some((each) => isPort(each, traffic)))
  );
}

function isPeer({ namespaces, pods, block }: NetworkPeer, own: string, { address, pod }: End): boolean {
  if (block !== null) return isInRange(address, block.cidr) && !block.except.some((range) => isInRange(address, range));
  if (pod === null || (namespaces === null && pods === null)) return false;
  const isThere = namespaces === null ? pod.namespace === own : matches(namespaces, pod.namespaceLabels);
  return isThere && (pods === null || matches(pods, pod.labels));
}

function isPort({ protocol, first, last }: NetworkPort, traffic: Traffic): boolean {
  if (protocol !== traffic.protocol) return false;
  if (typeof first === 'string') return first === traffic.name;
  return first === null || (first <= traffic.port && traffic.port <= (last ?? first));
}

/** False for what is no range or no address. */
export function isInRange(address: string, cidr: string): boolean {
  const [start = '', length = '', ...more] = cidr.split('/');
  const [of, bits] = [isIP(start), Number(length)];
  if (of === 0 || more.length > 0 || !/^\d+$/.test(length) || bits > (of === 4 ? 32 : 128)) return false;
  if (of !== isIP(address)) return false;
  const range = new BlockList();
  range.addSubnet(start, bits, of === 4 ? 'ipv4' : 'ipv6');
  return range.check(address, of === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Whether the policy alone denies a direction by default: it selects every pod, and does not let everyone connect to
 * every port.
 */
export function deniesByDefault(spec: JsonObject, direction: TrafficDirection): boolean {
  const rules = limitsOf(spec)[direction];
  if (rules === null || !selectsAll(spec['podSelector'])) return false;
  return !rules.some((rule) => strangers.some((stranger) => isOpenTo(rule, stranger, direction)));
}

function isOpenTo(rule: NetworkRule, stranger: End, direction: TrafficDirection): boolean {
  return ['TCP', 'UDP'].some((protocol) =>
    [1, 65_535].every((port) =>
      lets(rule, '', { from: stranger, to: stranger, protocol, port, name: null }, direction),
    ),
  );
}

/** Those whom a rule can only mean by meaning everyone: a pod of an unknown namespace, and addresses of the Internet. */
const strangers: readonly End[] = [
  { address: '', pod: { namespace: '*', namespaceLabels: { 'kubernetes.io/metadata.name': '*' }, labels: {} } },
  ...['8.8.8.8', '2001:4860:4860::8888'].map((address) => ({ address, pod: null })),
];
