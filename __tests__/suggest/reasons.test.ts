import { expect, test } from 'vitest';
import { auditor } from './audited.ts';

const audited = auditor();
/** A whole audit with its proofs takes its time on a busy machine. Milliseconds. */
const patience = 60_000;

const pod = (container: string): string => `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes: [{name: host, hostPath: {path: /etc}}, {name: old, nfs: {server: a, path: /}}]
  containers:
    - name: web
      image: nginx
      securityContext: ${container}
`;

test('every finding without a suggestion says why there is none', { timeout: patience }, async () => {
  const { findings } = await audited({
    'privileged.yaml': pod('{privileged: true, runAsUser: 0}'),
    'added.yaml': pod('{capabilities: {add: [SYS_ADMIN], drop: [all]}}'),
    'role.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: all}
rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}, {apiGroups: [''], resources: [secrets], verbs: [list]}]
aggregationRule: {clusterRoleSelectors: [{}]}
`,
    'binding.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: all}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: User, name: a, apiGroup: rbac.authorization.k8s.io}]
`,
  });
  const reasons = findings.map(({ suggestion, noSuggestion }) => [suggestion !== undefined, noSuggestion ?? '']);
  const silent = findings.filter(
    ({ suggestion, noSuggestion }) => (suggestion === undefined) !== (noSuggestion !== undefined),
  );

  expect(silent).toEqual([]);
  expect(reasons.filter(([, why]) => why !== '' && !/^[A-Z`].*\.$/s.test(String(why)))).toEqual([]);
  expect(new Set(findings.map(({ rule }) => rule)).size).toBeGreaterThan(10);
});

test.each([
  ['capabilities are added', '{capabilities: {add: [SYS_ADMIN]}}', /^The container adds capabilities/],
  ['the container is privileged', '{privileged: true}', /^The container is privileged, and Kubernetes refuses/],
])('what withholds the fix for privilege escalation is said: %s', { timeout: patience }, async (_, security, why) => {
  const { findings } = await audited({ 'pod.yaml': pod(security) });
  const [found] = findings.filter(({ rule }) => rule === 'pod-security-restricted/privilege-escalation');

  expect(found?.suggestion).toBeUndefined();
  expect(found?.noSuggestion).toMatch(why);
});
