/** Whether rules of egress let pods ask the cluster's DNS for names, and whether what they allow needs that. */
import { type NetworkLimits, type NetworkPeer, type NetworkRule } from './network-rules.ts';
import { matches, type Selector } from './selection.ts';

/** Ports of DNS; behind the Service of some distributions, the pods listen on the higher ones. */
const dnsPorts = [53, 5353, 8053];

/** Where the pods of DNS are, as Kubernetes and OpenShift label them. */
const dnsPlaces = [
  { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
  { namespace: 'kube-system', labels: { 'k8s-app': 'node-local-dns' } },
  { namespace: 'openshift-dns', labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } },
];

type Perhaps = 'yes' | 'maybe' | 'no';

/** A rule that names a port of DNS counts, whatever its destinations are. */
export function letsAskDns(rules: readonly NetworkRule[], namespace: string): Perhaps {
  return best(rules.map((rule) => byRule(rule, namespace)));
}

function byRule({ peers, ports }: NetworkRule, namespace: string): Perhaps {
  const isNamed = ports.some(({ first, last }) => {
    if (typeof first === 'string') return first.includes('dns') || first === 'domain';
    return first !== null && dnsPorts.some((number) => first <= number && number <= (last ?? first));
  });
  if (isNamed) return 'yes';
  const hasAll = ports.length === 0 || ports.some(({ first, protocol }) => first === null && protocol !== 'SCTP');
  if (!hasAll) return 'no';
  return peers.length === 0 ? 'yes' : best(peers.map((peer) => byPeer(peer, namespace)));
}

/** Addresses of DNS, and labels of namespaces other than their names, are known to the cluster alone. */
function byPeer({ namespaces, pods, block }: NetworkPeer, own: string): Perhaps {
  if (block !== null) return 'maybe';
  return best(
    dnsPlaces.map(({ namespace, labels }) => {
      const isThere = namespaces === null ? (own === namespace ? 'yes' : 'no') : inNamespace(namespaces, namespace);
      if (isThere === 'no' || pods === null || matches(pods, labels)) return isThere;
      return 'maybe';
    }),
  );
}

const nameLabel = 'kubernetes.io/metadata.name';

function inNamespace(selector: Selector, namespace: string): Perhaps {
  if (matches(selector, { [nameLabel]: namespace })) return 'yes';
  const named = selector.labels[nameLabel];
  if (named !== undefined && named !== namespace) return 'no';
  const isOther = selector.expressions.some(
    ({ key, operator, values }) => key === nameLabel && operator === 'In' && !values.includes(namespace),
  );
  return isOther ? 'no' : 'maybe';
}

function best(all: readonly Perhaps[]): Perhaps {
  if (all.includes('yes')) return 'yes';
  return all.includes('maybe') ? 'maybe' : 'no';
}

/** Whether it allows connections to what is called by its name: Services, and hosts of the Internet. */
export function needsDns({ egress }: Pick<NetworkLimits, 'egress'>): boolean {
  return (egress ?? []).some(
    ({ peers }) => peers.length === 0 || peers.some(({ block }) => block === null || block.cidr.endsWith('/0')),
  );
}
