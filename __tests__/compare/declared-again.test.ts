import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const pod = (metadata: string, privileged = true): string => `apiVersion: v1
kind: Pod
metadata: ${metadata}
spec: {containers: [{name: c, image: 'c:1', securityContext: {privileged: ${privileged}}}]}
`;

describe('a file that is deleted, where another declares the same object', () => {
  const { reviewed } = reviewer();
  const fixedBeside = async (other: string): Promise<readonly string[]> => {
    const base: Texts = { 'a.yaml': pod('{name: p, namespace: default}'), 'b.yaml': other };
    const { report } = await reviewed(base, {}, ['a.yaml']);
    const found = report.findings.filter(({ rule }) => rule === 'pod-security-baseline/privileged-containers');
    return found.filter(({ status }) => status === 'fixed').map(({ source }) => source);
  };

  test('mends nothing that the other has too, whether it says the namespace or not', async () => {
    for (const metadata of ['{name: p}', '{name: p, namespace: default}'])
      expect(await fixedBeside(pod(metadata))).toEqual([]);
  });

  test('mends it where the other is right, or declares another object', async () => {
    for (const other of [pod('{name: p}', false), pod('{name: q}'), pod('{name: p, namespace: shop}')])
      expect(await fixedBeside(other)).toEqual(['a.yaml']);
  });
});
