/** A suggested Pod Security label is proven against the workloads of its namespace. */
import { describe, expect, test } from 'vitest';
import { type Finding } from '../../src/model/report.ts';
import { reviewer } from '../remote/reviewed.ts';

const { audited } = reviewer();

const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n';
const deployment = (spec: string, name = 'web', at = 'shop'): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: ${at}}\nspec: {template: {spec: {${spec}containers: [{name: c, image: "x:1"}]}}}\n`;

async function labelFinding(files: Readonly<Record<string, string>>): Promise<Finding | undefined> {
  const { report } = await audited(files);
  return report.findings.find(({ rule }) => rule === 'namespace/pod-security-labels');
}

describe('the label that a namespace is to get', () => {
  test('is suggested where its workloads meet the level', async () => {
    const found = await labelFinding({ 'ns.yaml': namespace, 'web.yaml': deployment('') });
    expect(found?.suggestion?.replacement).toContain('pod-security.kubernetes.io/enforce: baseline');
  });

  test.each([
    ['in another file', { 'ns.yaml': namespace, 'web.yaml': deployment('hostPID: true, ') }],
    ['in the same file', { 'all.yaml': `${namespace}---\n${deployment('hostNetwork: true, ')}` }],
  ])('is not suggested where a workload %s would be refused, which is named', async (_, files) => {
    const found = await labelFinding(files);
    expect(found?.suggestion).toBeUndefined();
    expect(found?.noSuggestion).toContain(
      'but the namespace shop would refuse the pods of Deployment shop/web, which meets only the privileged level.',
    );
  });

  test('is suggested whatever workloads of other namespaces do', async () => {
    const found = await labelFinding({ 'ns.yaml': namespace, 'x.yaml': deployment('hostPID: true, ', 'x', 'other') });
    expect(found?.suggestion).toBeDefined();
  });
});
