/** kubesec: files and the sign of their score. Which check is meant is only in the title of the test. */
import { z } from 'zod';
import { type Suite } from '../expectation.ts';
import { derivedCases } from './derived.ts';

const schema = z.object({ test: z.string(), file: z.string(), expect: z.string() });

/** Checks by the words of titles; the first that fits counts. Titles of no check are about kubesec's own input and output. */
const titles: readonly (readonly [RegExp, string])[] = [
  [/^fails with CAP_SYS_ADMIN/, 'CapSysAdmin'],
  [/capabilities drop all/, 'CapDropAll'],
  [/readOnlyRootFilesystem/, 'ReadOnlyRootFilesystem'],
  [/runAsNonRoot/, 'RunAsNonRoot'],
  [/runAsUser/, 'RunAsUser'],
  [/runAsGroup/, 'RunAsGroup'],
  [/cgroup resource limits/, 'LimitsCPU'],
  [/cgroup memory limits/, 'LimitsMemory'],
  [/volumeClaimTemplate$/, 'VolumeClaimRequestsStorage'],
  [/privileged = true/, 'Privileged'],
  [/docker\.sock/, 'DockerSock'],
  [/unconfined apparmor/, 'ApparmorUnconfined'],
  [/unconfined seccomp for all/, 'SeccompAny'],
  [/unconfined seccomp/, 'SeccompUnconfined'],
  [/hostNetwork/, 'HostNetwork'],
  [/hostPid/, 'HostPID'],
  [/with serviceaccountname/, 'ServiceAccountName'],
  [/allowPrivilegeEscalation/, 'AllowPrivilegeEscalation'],
  [/automountServiceAccountToken/, 'AutomountServiceAccountToken'],
  [/hostUsers/, 'HostUsers'],
];

export function kubesec(root: string): Suite {
  const expectations = derivedCases(root, schema).flatMap(({ test, file }) => {
    const check = titles.find(([words]) => words.test(test))?.[1];
    const fails = test.startsWith('fails ');
    if (check === undefined || (!fails && !test.startsWith('passes '))) return [];
    return [{ check, files: [file], object: null, fails }];
  });
  return { name: 'kubesec', checks: titles.map(([, check]) => check), expectations };
}
