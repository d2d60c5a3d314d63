/**
 * Which objects let everybody outside of the cluster connect, as far as they say. What may be a guard counts as one: an
 * opening that is reported and is none is worse than one that is missed.
 */
import { at, isMap, list } from '../foundation/json.ts';
import { groupOf } from '../foundation/kubernetes/names.ts';
import { type KubernetesObject } from '../model/manifest.ts';

/** An Ingress without a sign of authentication, of an allowed range, or of a private network. */
export function isOpenIngress(object: KubernetesObject): boolean {
  if (object.kind !== 'Ingress' || !['networking.k8s.io', 'extensions'].includes(groupOf(object.apiVersion))) {
    return false;
  }
  const annotations = annotationsOf(object);
  const named = at(object, ['spec', 'ingressClassName']);
  const name = typeof named === 'string' ? named : (annotations.get('kubernetes.io/ingress.class') ?? '');
  const isPrivate = privateClasses.test(name) && annotations.get('tailscale.com/funnel') !== 'true';
  if (isPrivate || [...annotations.keys()].some((key) => guards.test(key))) return false;
  const isAws = name === 'alb' || [...annotations.keys()].some((key) => key.startsWith('alb.ingress.kubernetes.io/'));
  return !isAws || annotations.get('alb.ingress.kubernetes.io/scheme') === 'internet-facing';
}

/** A Service with a load balancer that no annotation, class or range limits. */
export function isOpenService(object: KubernetesObject): boolean {
  if (object.kind !== 'Service' || groupOf(object.apiVersion) !== '') return false;
  if (at(object, ['spec', 'type']) !== 'LoadBalancer') return false;
  if ((at(object, ['spec', 'loadBalancerClass']) ?? null) !== null) return false;
  const ranges = list(at(object, ['spec', 'loadBalancerSourceRanges']));
  if (ranges.length > 0 && ranges.reduce<number>((sum, range) => sum + share(range), 0) < 0.5) return false;
  const annotations = annotationsOf(object);
  if (annotations.get('service.beta.kubernetes.io/aws-load-balancer-scheme') === 'internet-facing') return true;
  return ![...annotations].some(([key, value]) => limits.test(key) && !meansNothing.test(value));
}

/** The part of the Internet that a range has; of IPv6, of the addresses that are routed (2000::/3). */
function share(range: unknown): number {
  const [, address = '', prefix = ''] = /^\s*([^/\s]*)\/(\d+)\s*$/.exec(typeof range === 'string' ? range : '') ?? [];
  if (prefix === '' || /^f/i.test(address)) return 0;
  return 2 ** ((address.includes(':') ? 3 : 0) - Number(prefix));
}

/** What an annotation says in which a cloud's load balancer stays open. */
const meansNothing = /^\s*(?:false|no|internet-facing|internet|external|public|[^,]*\/0+)\s*$/i;

const privateClasses = /internal|private|intranet|vpn|tailscale/i;

const guards = /auth|oidc|middleware|allow-?list|white-?list|cidr|ip-restriction|snippet|client-ca|client-verify|iap/i;

const limits =
  /internal|private|load-?balancer-(?:scheme|type|source-ranges|subnets)|allowed-|address-type|network|tailscale/i;

function annotationsOf(object: KubernetesObject): ReadonlyMap<string, string> {
  const annotations = at(object, ['metadata', 'annotations']);
  const entries = isMap(annotations) ? Object.entries(annotations) : [];
  return new Map(entries.flatMap(([key, value]) => (typeof value === 'string' && value !== '' ? [[key, value]] : [])));
}
