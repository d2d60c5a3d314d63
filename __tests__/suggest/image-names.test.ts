/** A fix of an image writes a name that nodes accept, whatever parts of it are values of their own. */
import { afterAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/run/audit.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { type Report } from '../../src/model/report.ts';
import { partOfText } from '../../src/sources/helm/candidates/printed-part.ts';
import { isImageName } from '../../src/foundation/kubernetes/image-reference.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';
import { suggestions, taken, type Texts } from './audited.ts';

const world = openWorld(() => undefined, null);
afterAll(async () => {
  await (await world).engines.close();
});

async function audited(texts: Texts): Promise<Report> {
  const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };
  const options = { ...common, sets: ['all' as const], directory: temporaryFolder(texts), paths: [], chart: null };
  return (await audit(options, await world)).report;
}

const digest = `sha256:${'0'.repeat(64)}`;

function chart(image: string, values: string): Texts {
  return {
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: 1.2.3\n',
    'web/values.yaml': values,
    'web/templates/pod.yaml': `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: ${image}\n`,
  };
}

const ours = '  repository: registry.k8s.io/ingress/controller';
const repository = 'image:\n  repository: k8s.gcr.io/ingress/controller\n';

describe('a fix of an image whose parts are values', () => {
  test.each([
    ['a tag', '{{ .Values.image.repository }}:{{ .Values.image.tag }}', `${repository}  tag: 1.2.3\n`, ours],
    [
      'a tag in quotes',
      '"{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"',
      `${repository}  tag: ""\n`,
      ours,
    ],
    [
      'a tag and a digest',
      '{{ .Values.image.repository }}:{{ .Values.image.tag }}@{{ .Values.image.digest }}',
      `${repository}  tag: 1.2.3\n  digest: ${digest}\n`,
      ours,
    ],
    [
      'a registry',
      '{{ .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}',
      'image:\n  registry: k8s.gcr.io\n  repository: ingress/controller\n  tag: 1.2.3\n',
      '  registry: registry.k8s.io',
    ],
    [
      'a name beside a tag',
      '{{ .Values.image }}:{{ .Values.tag }}',
      'image: k8s.gcr.io/pause\ntag: "3.9"\n',
      'image: registry.k8s.io/pause',
    ],
    ['a whole name', '{{ .Values.image }}', 'image: k8s.gcr.io/pause:3.9\n', 'image: registry.k8s.io/pause:3.9'],
  ])('%s', async (_, image, values, expected) => {
    const texts = chart(image, values);
    const all = suggestions(await audited(texts)).filter(({ rules }) => rules.includes('image/retired-registry'));
    expect(all.map(({ suggestion: { replacement } }) => replacement)).toEqual([expected]);
    const after = await audited(
      taken(
        texts,
        all.map(({ suggestion }) => suggestion),
      ),
    );
    const left = after.findings.filter(({ rule }) => ['image/retired-registry', 'image/invalid-name'].includes(rule));
    expect(left.map(({ message }) => message)).toEqual([]);
  });

  test('of a kustomization that sets the tag', async () => {
    const texts = {
      'kustomization.yaml':
        'resources: [pod.yaml]\nimages:\n  - name: pause\n    newName: k8s.gcr.io/pause\n    newTag: "3.9"\n',
      'pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: pause\n',
    };
    const all = suggestions(await audited(texts)).filter(({ rules }) => rules.includes('image/retired-registry'));
    const after = await audited(
      taken(
        texts,
        all.map(({ suggestion }) => suggestion),
      ),
    );
    expect(after.findings.filter(({ rule }) => rule === 'image/invalid-name')).toEqual([]);
    expect(all.length).toBe(1);
  });
});

test('the part of a text is what stands between the rest', () => {
  expect(partOfText('b.io/x:1', 'a.io/x:1', 'a.io/x')).toBe('b.io/x');
  expect(partOfText('b.io/x:1', 'a.io/x:1', 'a.io')).toBe('b.io');
  expect(partOfText('b.io/x:1', 'a.io/x:1', 'x')).toBe(null);
  expect(partOfText('b.io/x:2', 'a.io/x:1', 'a.io/x')).toBe(null);
  expect(partOfText('b.io:5000/x:1', 'a.io/x:1', 'a.io')).toBe('b.io:5000');
  expect(partOfText('b.io/x:1', 'a.io/x:1', 'other')).toBe('b.io/x:1');
});

test.each([
  ['nginx', true],
  ['nginx:1.27', true],
  ['localhost:5000/team/web:1', true],
  [`registry.k8s.io/pause@${digest}`, true],
  [`registry.k8s.io/pause:3.9@${digest}`, true],
  ['Registry.Example.com/a__b/c-d:V1_0', true],
  ['nginx:1.27:1.27', false],
  ['registry.k8s.io:443/pause:3.9:3.9', false],
  [`a@${digest}@${digest}`, false],
  ['nginx:', false],
  ['nginx 1', false],
])('image name %s', (name, isOne) => {
  expect(isImageName(name)).toBe(isOne);
});
