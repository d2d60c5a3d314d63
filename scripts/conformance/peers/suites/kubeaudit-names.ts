/** What the names of kubeaudit's files say, for the auditors whose tests are not among the derived expectations. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The results of an auditor on a file, as in the derived expectations. */
export interface AuditCase {
  readonly auditor: string;
  readonly file: string;
  readonly expected: readonly string[];
}

const names: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  apparmor: {
    'apparmor-bad-value': ['AppArmorBadValue'],
    'apparmor-disabled': ['AppArmorDisabled'],
    'apparmor-enabled': [],
    'apparmor-invalid-annotation': ['AppArmorInvalidAnnotation'],
  },
  deprecatedapis: { cronjob: ['DeprecatedAPIUsed'] },
  hostns: {
    'host-ipc-true': ['NamespaceHostIPCTrue'],
    'host-network-true': ['NamespaceHostNetworkTrue'],
    'host-pid-true': ['NamespaceHostPIDTrue'],
    'namespaces-all-true': ['NamespaceHostIPCTrue', 'NamespaceHostNetworkTrue', 'NamespaceHostPIDTrue'],
    'namespaces-redundant-override': [],
  },
  netpols: {
    'namespace-has-default-deny-and-allow-all-netpol': [
      'AllowAllIngressNetworkPolicyExists',
      'AllowAllEgressNetworkPolicyExists',
    ],
    'namespace-has-default-deny-netpol': [],
    'namespace-missing-default-deny-egress-netpol': ['MissingDefaultDenyEgressNetworkPolicy'],
    'namespace-missing-default-deny-ingress-netpol': ['MissingDefaultDenyIngressNetworkPolicy'],
    'namespace-missing-default-deny-netpol': ['MissingDefaultDenyIngressAndEgressNetworkPolicy'],
  },
  seccomp: {
    'seccomp-disabled': ['SeccompDisabledContainer'],
    'seccomp-disabled-localhost': ['SeccompDisabledContainer'],
    'seccomp-disabled-pod': ['SeccompDisabledPod'],
    'seccomp-enabled': [],
    'seccomp-enabled-pod': [],
    'seccomp-profile-missing': ['SeccompProfileMissing'],
    'seccomp-profile-missing-annotations': ['SeccompProfileMissing'],
    'seccomp-profile-missing-disabled-container': ['SeccompDisabledContainer'],
  },
};

export function namedCases(root: string): AuditCase[] {
  return Object.entries(names).flatMap(([auditor, files]) =>
    Object.entries(files)
      .map(([name, expected]) => ({ auditor, file: `auditors/${auditor}/fixtures/${name}.yml`, expected }))
      .filter(({ file }) => existsSync(join(root, file))),
  );
}
