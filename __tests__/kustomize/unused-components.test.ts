import { afterAll, describe, expect, test } from 'vitest';
import { hasty } from '../fetch/world.ts';
import { audit } from '../../src/run/audit.ts';
import { openSmallWorld } from '../rules/some-rules.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

const world = openSmallWorld(() => undefined, null, { offline: true, cache: null, limits: hasty });
afterAll(async () => (await world).engines.close());

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [{name: a, image: "a:1"}]\n';
const patched = `resources: [app.yaml]
patches:
- target: {kind: Pod}
  patch: |-
    - {op: add, path: /spec/hostPID, value: true}
`;
const component = (...resources: string[]) =>
  `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [${resources.join(', ')}]\n`;

async function audited(texts: Readonly<Record<string, string>>) {
  const { report, exitCode } = await audit(
    {
      ...{ config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' },
      ...{ directory: temporaryFolder(texts), paths: [], chart: null, sets: ['all' as const] },
    },
    await world,
  );
  const rules = report.findings.map(({ rule, object }) => `${rule} ${object.name}`);
  return { exitCode, sources: report.sources.map(({ id }) => id), rules, problems: report.problems };
}

const found = 'pod-security-baseline/host-namespaces web';

describe('a component that nothing uses', () => {
  const build = { 'k/app.yaml': pod, 'k/kustomization.yaml': patched };

  test.each<[string, Readonly<Record<string, string>>]>([
    ['hides no kustomization', { 'x/kustomization.yaml': component('../k') }],
    [
      'hides none behind another one',
      { 'x/kustomization.yaml': component('../y'), 'y/kustomization.yaml': component('../k') },
    ],
  ])('%s', async (_, more) => {
    const { sources, rules } = await audited({ ...build, ...more });

    expect(sources).toContain('k');
    expect(rules).toContain(found);
  });

  test('hides no manifest outside of its folder', async () => {
    const risky = pod.replace('spec:', 'spec:\n  hostPID: true');

    const { rules } = await audited({ 'app.yaml': risky, 'x/kustomization.yaml': component('../app.yaml') });

    expect(rules).toContain(found);
  });
});

test('a base that a build uses is rendered there alone', async () => {
  const { sources } = await audited({
    'k/app.yaml': pod,
    'k/kustomization.yaml': 'resources: [app.yaml]\n',
    'prod/kustomization.yaml': 'resources: [../k]\ncomponents: [../x]\n',
    'x/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: a-\n',
  });

  expect(sources).toEqual(['prod']);
});

test('kustomizations that only list each other are a problem', async () => {
  const { exitCode, problems } = await audited({
    'k/kustomization.yaml': 'resources: [../j]\n',
    'j/kustomization.yaml': 'resources: [../k]\n',
  });

  expect(exitCode).toBe(3);
  expect(problems.map(({ subject }) => subject)).toHaveLength(1);
});
