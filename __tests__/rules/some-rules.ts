/**
 * A world with some rules only: what tests of other parts see must not change with each new rule. They are the rules that there
 * were when these tests were written.
 */
import { openWorld } from '../../src/run/open/open-world.ts';
import { type World } from '../../src/run/open/world.ts';
import { type Rule } from '../../src/model/rule.ts';

const some: Readonly<Record<string, readonly string[]>> = {
  'supply-chain': ['digest-changed-under-tag'],
  ai: ['notebook-without-authentication'],
  'api-versions': ['deprecated', 'removed'],
  components: ['kubelet-authentication'],
  exposure: [
    'external-ips',
    'external-name',
    'gateway-open',
    'nginx-config-injection',
    'nginx-retired',
    'nginx-snippets',
    'nginx-vulnerable',
    'sensitive-port-public',
    'service-exposed',
  ],
  gitops: ['argocd-settings'],
  'guard-rails': [
    'exclusion-added',
    'guard-removed',
    'pod-security-level-lowered',
    'policy-not-enforcing',
    'repository-prefix-open',
    'webhook-weakened',
  ],
  image: ['not-pinned'],
  mesh: ['istio-not-strict'],
  namespace: ['pod-security-labels'],
  'network-policy': [
    'default-deny',
    'egress-to-everywhere',
    'ingress-too-wide',
    'metadata-reachable',
    'rules-without-effect',
  ],
  'pod-security-baseline': [
    'apparmor',
    'capabilities',
    'host-namespaces',
    'host-path-volumes',
    'host-ports',
    'host-probes',
    'host-process',
    'privileged-containers',
    'proc-mount',
    'seccomp',
    'selinux',
    'sysctls',
  ],
  'pod-security-restricted': [
    'capabilities',
    'non-root-user',
    'privilege-escalation',
    'proc-mount',
    'run-as-non-root',
    'seccomp',
    'volume-types',
  ],
  rbac: [
    'admission-control',
    'aggregated-escalation',
    'any-any',
    'api-extension',
    'cluster-admin-binding',
    'csr-approval',
    'escalate-or-bind',
    'impersonate',
    'modify-nodes',
    'nodes-proxy',
    'pod-exec',
    'public-binding',
    'read-all-secrets',
    'service-account-tokens',
    'system-masters',
    'wildcard',
    'write-bindings',
  ],
  secrets: ['known-credential', 'url-credential'],
  sbom: ['missing'],
  workload: ['legacy-token-secret', 'persistent-host-path'],
};

/** As openWorld, with these rules and those of `--policies`. */
export async function openSmallWorld(...given: Parameters<typeof openWorld>): Promise<World> {
  const world = await openWorld(...given);
  const [builtIn, ...own] = world.packs;
  const kept = new Set(own.flatMap(({ rules }) => rules));
  const isKept = (rule: Rule): boolean => kept.has(rule) || isSome(rule);
  const first = builtIn === undefined ? [] : [{ ...builtIn, rules: builtIn.rules.filter(isSome) }];
  return { ...world, packs: [...first, ...own], rules: world.rules.filter(isKept) };
}

function isSome({ id }: Rule): boolean {
  const [group = '', name = ''] = id.split('/');
  return some[group]?.includes(name) === true;
}
