import { describe, expect, test } from 'vitest';
import { type Finding, type Report } from '../../src/model/report.ts';
import { reviewer } from '../remote/reviewed.ts';
import { auditor, findingOf, type Texts } from '../suggest/audited.ts';

const audited = auditor();
const { reviewed } = reviewer();

const level = 'namespace/pod-security-labels';
/** Says it instead where the level was restricted. */
const lowered = 'guard-rails/pod-security-level-lowered';
const deny = 'network-policy/default-deny';
const enforce = 'pod-security.kubernetes.io/enforce';

const web: Texts = {
  'web/pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: nginx:1.27}]}
`,
};

const namespace = (labels: string): string => `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: {${labels}}
`;

/** Makes the namespace `shop`; with `metadata`, the lines of it. */
const application = (name: string, metadata: string, path = 'web'): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
spec:
  source: {repoURL: https://git.example/shop/deploy, path: ${path}}
  destination:
    name: prod
    namespace: shop
  syncPolicy:
    syncOptions: [CreateNamespace=true]
${metadata}`;

const managed = (labels: string): string => `    managedNamespaceMetadata:
      labels:
${labels}`;
const teamed = managed('        team: shop\n');
const restricted = managed(`        ${enforce}: restricted\n`);

const of = ({ findings }: Report, rule: string): Finding[] => findings.filter((finding) => finding.rule === rule);

describe('a namespace that an Application makes', () => {
  test('is looked at as the object that it will be, where the declaration has its metadata', async () => {
    const report = await audited({ ...web, 'apps/web.yaml': application('web', teamed) });

    expect(report.problems).toEqual([]);
    expect(of(report, level)).toMatchObject([
      {
        object: { kind: 'Namespace', name: 'shop' },
        place: { kind: 'lines', file: 'apps/web.yaml', first: 13, last: 13 },
        suggestion: { file: 'apps/web.yaml', replacement: expect.stringContaining(`${enforce}: baseline`) as string },
      },
    ]);
    expect(of(report, deny)).toMatchObject([{ place: { file: 'apps/web.yaml', first: 9, last: 9 } }]);
    expect(report.sources.find(({ id }) => id.includes('#'))).toMatchObject({
      id: 'apps/web.yaml#managedNamespaceMetadata',
      kind: 'plain',
      target: 'prod',
      deployment: { name: 'web' },
    });
  });

  test('has the level that its metadata says', async () => {
    const report = await audited({ ...web, 'apps/web.yaml': application('web', restricted) });

    expect(of(report, level)).toEqual([]);
  });

  test('is no object where nothing is written on it: its labels are for others to say', async () => {
    const report = await audited({ ...web, 'apps/web.yaml': application('web', '') });

    expect(report.findings.filter(({ object }) => object.kind === 'Namespace')).toEqual([]);
  });

  test('is not made without the option', async () => {
    const text = application('web', teamed).replace('[CreateNamespace=true]', '[Prune=false]');
    const report = await audited({ ...web, 'apps/web.yaml': text });

    expect(report.findings.filter(({ object }) => object.kind === 'Namespace')).toEqual([]);
  });

  test('that several make alike is looked at once', async () => {
    const report = await audited({
      ...web,
      ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`apps/${name}.yaml`, application(name, teamed)])),
    });

    expect(of(report, level)).toMatchObject([{ place: { file: 'apps/a.yaml' } }]);
    expect(of(report, deny)).toHaveLength(1);
  });

  test('of an ApplicationSet is that of each application, at the lines of the template', async () => {
    const report = await audited({
      ...web,
      'apps/set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shops}
spec:
  generators:
    - list: {elements: [{cluster: eu, level: privileged}, {cluster: us, level: restricted}]}
  template:
    metadata: {name: "web-{{cluster}}"}
    spec:
      source: {repoURL: https://git.example/shop/deploy, path: web}
      destination: {name: "{{cluster}}", namespace: shop}
      syncPolicy:
        syncOptions: [CreateNamespace=true]
        managedNamespaceMetadata:
          labels:
            ${enforce}: "{{level}}"
`,
    });

    expect(report.problems).toEqual([]);
    expect(of(report, level)).toMatchObject([{ place: { file: 'apps/set.yaml', first: 16, last: 16 } }]);
    const { source } = findingOf(report, level);
    expect(report.sources.find(({ id }) => id === source)?.target).toBe('eu');
    expect(findingOf(report, level).suggestion).toBeUndefined();
  });
});

describe('a namespace that the repository has itself', () => {
  test('has what an Application of its cluster writes on it laid over it, and is looked at once', async () => {
    const all = {
      ...web,
      'namespaces/shop.yaml': namespace('team: shop'),
      'apps/namespaces.yaml': application('namespaces', '', 'namespaces'),
    };

    const without = await audited({ ...all, 'apps/web.yaml': application('web', teamed) });
    const laidOver = await audited({ ...all, 'apps/web.yaml': application('web', restricted) });

    expect(of(without, level)).toMatchObject([{ source: 'namespaces/shop.yaml' }]);
    expect(of(laidOver, level)).toEqual([]);
    expect(of(laidOver, deny)).toHaveLength(1);
  });

  test.each(['baseline', 'privileged'])('stands, for what is laid over its %s, at the metadata', async (own) => {
    const report = await audited({
      ...web,
      'namespaces/shop.yaml': namespace(`${enforce}: ${own}`),
      'apps/namespaces.yaml': application('namespaces', '', 'namespaces'),
      'apps/web.yaml': application('web', managed(`        ${enforce}: privileged\n`)),
    });

    expect(of(report, level)).toMatchObject([
      { source: 'namespaces/shop.yaml', place: { kind: 'lines', file: 'apps/web.yaml', first: 14, last: 14 } },
    ]);
  });

  test('takes precedence where the same Application has it', async () => {
    const report = await audited({
      'web/shop.yaml': namespace('team: shop'),
      'apps/web.yaml': application('web', restricted),
    });

    expect(of(report, level)).toMatchObject([{ source: 'web/shop.yaml', place: { file: 'web/shop.yaml' } }]);
  });

  test('of another cluster is another one', async () => {
    const report = await audited({
      ...web,
      'namespaces/shop.yaml': namespace('team: shop'),
      'apps/web.yaml': application('web', restricted),
    });

    expect(of(report, level)).toMatchObject([{ source: 'namespaces/shop.yaml' }]);
  });
});

describe('a review', () => {
  const chart: Texts = {
    'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    'shop/templates/namespace.yaml': namespace(`${enforce}: restricted`),
  };

  test('says what becomes of a namespace when its metadata changes', async () => {
    const { report } = await reviewed(
      { ...web, 'apps/web.yaml': application('web', restricted) },
      { ...web, 'apps/web.yaml': application('web', managed(`        ${enforce}: privileged\n`)) },
    );

    expect(of(report, lowered)).toMatchObject([
      { status: 'new', place: { file: 'apps/web.yaml', first: 14, last: 14 } },
    ]);
  });

  test('says of a namespace in an unchanged file what is no longer laid over it', async () => {
    const all = {
      ...web,
      'namespaces/shop.yaml': namespace('team: shop'),
      'apps/namespaces.yaml': application('namespaces', '', 'namespaces'),
    };

    const { report } = await reviewed(
      { ...all, 'apps/web.yaml': application('web', restricted) },
      { ...all, 'apps/web.yaml': application('web', teamed) },
    );

    expect(of(report, lowered)).toMatchObject([{ status: 'new', source: 'namespaces/shop.yaml' }]);
  });

  test('says nothing of a namespace that an unchanged chart of the cluster brings', async () => {
    const all = { ...web, ...chart, 'apps/shop.yaml': application('shop', '', 'shop') };

    const { report } = await reviewed(all, { ...all, 'apps/web.yaml': application('web', teamed) });

    expect(report.problems).toEqual([]);
    expect(of(report, level)).toEqual([]);
  });
});
