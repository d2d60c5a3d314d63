/** What is said of manifests that a project only tests itself with. */
import { expect, test } from 'vitest';
import { ratchets, type Texts } from './pack.ts';

const { audited, reviewed } = ratchets();

const pod = (more = '', image = 'shop/web:latest'): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  ${more}containers: [{name: web, image: "${image}"}]\n`;

const rulesOf = async (files: Texts): Promise<readonly string[]> => {
  const { report } = await audited(files);
  return report.findings.flatMap(({ rule }) => (rule.startsWith('own/') ? [] : [rule]));
};

const chart: Texts = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': 'tag: 1.2.3\n',
  'web/templates/pod.yaml': pod('', 'shop/web:{{ .Values.tag }}'),
};

test.each([
  ['a folder of tests', { 'tests/web.yaml': pod() }],
  ['a folder below one', { 'e2e/manifests/web.yaml': pod() }],
  ['a build for Tilt', { 'dev-tilt/kustomization.yaml': 'resources: [web.yaml]\n', 'dev-tilt/web.yaml': pod() }],
  ['a chart with the values of its pipeline', { ...chart, 'web/ci/next-values.yaml': 'tag: latest\n' }],
])('is not what matters little: %s', async (_, files) => {
  expect(await rulesOf(files)).toEqual([]);
});

test.each([
  ['a test environment', { 'overlays/test/web.yaml': pod() }, ['image/not-pinned']],
  ['a folder with such a word in its name', { 'latest/web.yaml': pod() }, ['image/not-pinned']],
  ['other values', { ...chart, 'web/values-next.yaml': 'tag: latest\n' }, ['image/not-pinned']],
  ['what is dangerous', { 'tests/web.yaml': pod('hostPID: true\n  ') }, ['pod-security-baseline/host-namespaces']],
  [
    'what stops a merge',
    { 'tests/web.yaml': pod(), '.github/plimsoll.yaml': 'failOn: medium\n' },
    ['image/not-pinned'],
  ],
])('is all there is: %s', async (_, files, rules) => {
  expect(await rulesOf(files)).toEqual(rules);
});

test('is that it lost a protection', async () => {
  const { report } = await reviewed({
    base: { 'tests/web.yaml': pod('securityContext: {runAsNonRoot: true}\n  ', 'shop/web:1.2.3') },
    head: { 'tests/web.yaml': pod('', 'shop/web:1.2.3') },
  });

  expect(report.findings.map(({ rule, lost }) => [rule, lost])).toContainEqual([
    'pod-security-restricted/run-as-non-root',
    true,
  ]);
});
