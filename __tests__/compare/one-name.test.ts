import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const pod = (privileged: boolean, { kind = 'name', namespace = '' } = {}): string => `apiVersion: v1
kind: Pod
metadata: {${kind}: w${namespace}}
spec: {containers: [{name: w, image: 'w:1', securityContext: {privileged: ${privileged}}}]}
`;
const file = (...pods: readonly string[]): Texts => ({ 'w.yaml': pods.join('---\n') });

describe('of several objects of one name in a file the last one stands', () => {
  const { reviewed } = reviewer();
  const statuses = async (base: Texts, head: Texts): Promise<readonly string[]> => {
    const gone = Object.keys(base).filter((path) => !Object.hasOwn(head, path));
    const { report, exitCode } = await reviewed(base, head, gone);
    const found = report.findings.filter(({ rule }) => rule === 'pod-security-baseline/privileged-containers');
    return [`exit ${exitCode}`, ...found.map(({ status }) => status)];
  };
  const [bad, good] = [pod(true), pod(false)];

  test('and a change of their order is one of what is deployed', async () => {
    expect(await statuses(file(bad, good), file(good, bad))).toEqual(['exit 1', 'new', 'fixed']);
    expect(await statuses(file(good, bad), file(bad, good))).toEqual(['exit 0', 'existing']);
  });

  test('and what is left when the other one goes was not there before', async () => {
    expect(await statuses(file(bad, good), file(bad))).toEqual(['exit 1', 'new', 'fixed']);
    expect(await statuses(file(bad, good), file(good))).toEqual(['exit 0', 'fixed']);
    expect(await statuses(file(bad), file(bad, good))).toEqual(['exit 0', 'existing']);
  });

  test('wherever the file is moved to', async () => {
    const moved = (...pods: readonly string[]): Texts => ({ 'b/w.yaml': pods.join('---\n') });

    expect(await statuses(file(bad, good), moved(bad, good))).toEqual(['exit 0', 'existing']);
    expect(await statuses(file(bad, good), moved(good, bad))).toEqual(['exit 1', 'new']);
  });

  test('with the namespace said or not', async () => {
    const said = { namespace: ', namespace: default' };

    expect(await statuses(file(bad, pod(false, said)), file(pod(false, said), bad))).toEqual([
      'exit 1',
      'new',
      'fixed',
    ]);
  });

  test('and of those whose names the server makes all do', async () => {
    const kind = 'generateName';

    expect(
      await statuses(file(pod(true, { kind }), pod(false, { kind })), file(pod(false, { kind }), pod(true, { kind }))),
    ).toEqual(['exit 0', 'existing']);
  });

  test('what was in both and stays in both is existing', async () => {
    expect(await statuses(file(bad, bad), { 'w.yaml': `# more\n${file(bad, bad)['w.yaml'] ?? ''}` })).toEqual([
      'exit 0',
      'existing',
      'existing',
    ]);
  });
});
