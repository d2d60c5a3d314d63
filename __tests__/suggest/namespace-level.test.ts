/** An audit suggests the highest Pod Security level that all workloads of the namespace meet. */
import { expect, test } from 'vitest';
import { auditor, findingOf } from './audited.ts';

const audited = auditor();

const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n';
const pod = (name: string, more: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop}\nspec:\n  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}\n  containers:\n    - name: web\n      image: example.test/web:1.0.0\n      securityContext: {${more}}\n`;
const restricted = 'allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}';

test.each([
  ['restricted', { 'a.yaml': pod('a', restricted), 'b/b.yaml': pod('b', restricted) }],
  ['baseline', { 'a.yaml': pod('a', restricted), 'b/b.yaml': pod('b', 'allowPrivilegeEscalation: true') }],
  ['baseline', {}],
])('%s', async (level, files) => {
  const report = await audited({ 'namespace.yaml': namespace, ...files });

  expect(findingOf(report, 'namespace/pod-security-labels').suggestion?.replacement).toContain(
    `pod-security.kubernetes.io/enforce: ${level}`,
  );
});
