/** Overlays of other environments, tests and excluded paths, in reviews with the real rules. */
import { expect, test } from 'vitest';
import { openWorld } from '../../src/run/open/open-world.ts';
import { ratchets, type Texts } from '../lost/pack.ts';

const { reviewed } = ratchets(openWorld);

const pod = (more: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  ${more}\n  containers: [{name: web, image: "ghcr.io/shop/web:1.2.3"}]\n`;

async function said(base: Texts, added: Texts, config?: string): Promise<readonly string[]> {
  const { report } = await reviewed({ base, head: added }, config);
  return report.findings.map(({ source, status, rule }) => `${source} ${status} ${rule.replace(/^.*\//, '')}`).sort();
}

const folder = (path: string): Texts => ({
  [`${path}/kustomization.yaml`]: 'resources: [pod.yaml]\n',
  [`${path}/pod.yaml`]: pod('hostPID: true'),
});

test.each([
  ['overlays/dev', 'overlays/prod'],
  ['clusters/dev', 'clusters/prod'],
  ['overlays/dev', 'overlays/other'],
  ['dev', 'prod'],
  ['examples', 'prod'],
])('what %s has is new in %s that takes it', async (from, to) => {
  const up = to
    .split('/')
    .map(() => '..')
    .join('/');
  expect(await said(folder(from), { [`${to}/kustomization.yaml`]: `resources: [${up}/${from}]\n` })).toContain(
    `${to} new host-namespaces`,
  );
});

test.each([
  ['base', 'overlays/prod'],
  ['k8s', 'deploy'],
])('what %s has stays what it was in %s', async (from, to) => {
  const up = to
    .split('/')
    .map(() => '..')
    .join('/');
  const all = await said(folder(from), { [`${to}/kustomization.yaml`]: `resources: [${up}/${from}]\n` });
  expect(all).toContain(`${to} existing host-namespaces`);
});

test('a component that only a test builds is told, and what is of the test alone is not', async () => {
  const component = (path: string): Texts => ({
    [`${path}/kustomization.yaml`]:
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [pod.yaml]\n',
    [`${path}/pod.yaml`]: pod('restartPolicy: Always').replace(':1.2.3', ':latest'),
  });
  const base: Texts = { 'tests/kustomization.yaml': 'resources: []\n' };
  const outside = {
    ...component('components/agent'),
    'tests/kustomization.yaml': 'components: [../components/agent]\n',
  };
  const inside = { ...component('tests/agent'), 'tests/kustomization.yaml': 'components: [agent]\n' };

  expect(await said(base, outside)).toEqual(['tests new not-pinned']);
  expect(await said(base, inside)).toEqual([]);
});

test('letters of excluded paths count', async () => {
  const config = "exclude: ['testdata/**']\n";
  const [hidden, seen] = ['testdata/a.yaml', 'TestData/a.yaml'];
  expect(await said({ 'README.md': 'x\n' }, { [hidden]: pod('hostPID: true') }, config)).toEqual([]);
  expect(await said({ 'README.md': 'x\n' }, { [seen]: pod('hostPID: true') }, config)).toEqual([
    'TestData/a.yaml new host-namespaces',
  ]);
});
