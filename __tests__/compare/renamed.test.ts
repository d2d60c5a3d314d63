import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const deployment = (
  name: string,
  { image = 'w:1', privileged = true, kind = 'Deployment' } = {},
): string => `apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: w, image: '${image}', securityContext: {privileged: ${privileged}}}]}
`;
const file = (...texts: readonly string[]): Texts => ({ 'w.yaml': texts.join('---\n') });

describe('an object under another name', () => {
  const { reviewed } = reviewer();
  const statuses = async (base: Texts, head: Texts): Promise<readonly string[]> => {
    const { report } = await reviewed(base, head);
    const found = report.findings.filter(({ rule }) => rule === 'pod-security-baseline/privileged-containers');
    return found.map(({ status, object }) => `${status} ${object.name}`).sort();
  };

  test('is the same where nothing else of it changed', async () => {
    expect(await statuses(file(deployment('a')), file(deployment('b')))).toEqual(['existing b']);
  });

  test('is another one where something did', async () => {
    const base = file(deployment('a'));

    expect(await statuses(base, file(deployment('b', { image: 'x:1' })))).toEqual(['fixed a', 'new b']);
    expect(await statuses(base, file(deployment('b', { kind: 'DaemonSet' })))).toEqual(['fixed a', 'new b']);
  });

  test('is another one where the old name is still there, or the new one was', async () => {
    const [a, b] = [deployment('a'), deployment('b')];

    expect(await statuses(file(a), file(a, b))).toEqual(['existing a', 'new b']);
    expect(await statuses(file(a, deployment('b', { privileged: false })), file(b))).toEqual(['fixed a', 'new b']);
    expect(
      await statuses(file(a, deployment('b', { privileged: false })), file(deployment('a', { privileged: false }), b)),
    ).toEqual(['fixed a', 'new b']);
  });

  test('is another one where it is no workload: others may refer to the name', async () => {
    const role = (name: string): Texts => ({
      'role.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ${name}}
rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]
`,
    });
    const { report } = await reviewed(role('a'), role('b'));

    expect([...new Set(report.findings.map(({ status, object }) => `${status} ${object.name}`))].sort()).toEqual([
      'fixed a',
      'new b',
    ]);
  });

  test('stands for one only', async () => {
    expect(await statuses(file(deployment('a')), file(deployment('b'), deployment('c')))).toEqual([
      'existing b',
      'new c',
    ]);
  });

  test('is another one in another namespace', async () => {
    const into = (text: string, namespace: string): string =>
      text.replace('metadata: {', `metadata: {namespace: ${namespace}, `);

    expect(await statuses(file(into(deployment('a'), 'x')), file(into(deployment('b'), 'y')))).toEqual([
      'fixed a',
      'new b',
    ]);
  });
});
