import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';
import { deployment } from './shop.ts';

const { reviewed } = reviewer();

const chart: Texts = {
  'charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'charts/shop/values.yaml': 'trusted: false\n',
  'charts/shop/templates/shop.yaml': deployment('{privileged: {{ .Values.trusted }}}'),
};

const application = (trusted: boolean): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  destination: {server: 'https://kubernetes.default.svc', namespace: store}
  source:
    repoURL: https://github.com/example/platform
    targetRevision: HEAD
    path: charts/shop
    helm: {values: 'trusted: ${trusted}'}
`;

const release = (trusted: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop, namespace: store}
spec:
  interval: 1m
  chart: {spec: {chart: ./charts/shop, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}
  values:
    trusted: ${trusted}
`;

const kustomization = (name: string, more = ''): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  interval: 1m
  prune: true
  path: ./apps
  sourceRef: {kind: GitRepository, name: flux-system}
${more}`;

const indented = (text: string, by: string): string => text.trimEnd().replaceAll('\n', `\n${by}`);
const inItems = (head: string): string => `${head}\nitems:\n- ${indented(application(true), '  ')}\n`;

describe('a declaration', () => {
  test.each([
    ['with anchors', application(true).replace('kind: ', 'kind: &kind ').replace('apiVersion: ', 'apiVersion: &api ')],
    ['with its kind escaped', application(true).replace('Application', String.raw`"\u0041pplication"`)],
    ['with its version escaped', application(true).replace(/argoproj.io\S+/, String.raw`"argopr\x6fj.io/v1alpha1"`)],
    ['as an explicit key', application(true).replace('kind: ', '? kind # what it is\n: ')],
    ['folded', application(true).replace('kind: ', 'kind: >-\n  ')],
    ['behind a comment', application(true).replace('kind: ', 'kind: # what it is\n  ')],
    ['with a tag', application(true).replace('kind: ', 'kind: !!str ')],
    ['with an alias', `name: &kind Application\n${application(true).replace('kind: Application', 'kind: *kind')}`],
    ['with an alias for a key', `name: &key kind\n${application(true).replace('kind:', '*key :')}`],
    ['in a ConfigMap with items', inItems('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: apps}')],
    ['in one line of another kind', `# \u0085${application(true).replaceAll('\n', '\u0085')}`],
  ])('%s is followed as any other', async (_, written) => {
    const { report } = await reviewed(
      { ...chart, 'apps/shop.yaml': application(false) },
      { ...chart, 'apps/shop.yaml': written },
    );

    expect(critical(report)).toEqual(['pod-security-baseline/privileged-containers charts/shop']);
  });

  test.each([
    [
      'a kustomization with its fields in other letters',
      'Resources: [shop.yaml]\n',
      'apps/shop.yaml',
      application(true),
    ],
    ['a kustomization of a file by any name', 'resources: [shop.txt]\n', 'apps/shop.txt', application(true)],
  ])('in %s is followed', async (_, fields, file, written) => {
    const { report } = await reviewed(
      { ...chart, 'apps/kustomization.yaml': fields, [file]: application(false) },
      { ...chart, 'apps/kustomization.yaml': fields, [file]: written },
    );

    expect(critical(report)).toEqual(['pod-security-baseline/privileged-containers charts/shop']);
  });

  test('beside a kustomization that does not name it is followed', async () => {
    const beside = { 'apps/kustomization.yaml': 'configMapGenerator: [{name: x, literals: [a=b]}]\n' };
    const { report } = await reviewed(
      { ...chart, ...beside, 'apps/shop.yaml': application(false) },
      { ...chart, ...beside, 'apps/shop.yaml': application(true) },
    );

    expect(critical(report)).toEqual(['pod-security-baseline/privileged-containers charts/shop']);
  });

  test('whose words come from the values of a chart is followed', async () => {
    const apps = (values: string): Texts => ({
      ...chart,
      'apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 1.0.0\n',
      'apps/values.yaml': values,
      'apps/templates/all.yaml': '{{ range .Values.objects }}\n---\n{{ toYaml . }}\n{{ end }}\n',
    });
    const { report } = await reviewed(
      apps('objects: []\n'),
      apps(`objects:\n  - ${indented(application(true), '    ')}\n`),
    );

    expect(critical(report)).toEqual(['pod-security-baseline/privileged-containers charts/shop']);
  });
});

describe('two declarations of one name, namespace and cluster', () => {
  test.each([
    ['Applications in two files', { 'a.yaml': application(false), 'b.yaml': application(true) }, '.b.yaml'],
    [
      'Applications in two files, the other way',
      { 'a.yaml': application(true), 'b.yaml': application(false) },
      '.a.yaml',
    ],
    ['Applications in one file', { 'a.yaml': `${application(false)}---\n${application(true)}` }, '.a.yaml.2'],
    ['an Application and a HelmRelease', { 'a.yaml': application(false), 'b.yaml': release('true') }, '.b.yaml'],
  ])('%s are both looked at, each with its own values', async (_, files: Texts, of) => {
    const { report } = await reviewed({ ...chart, ok: '' }, { ...chart, ...files });

    expect(critical(report)).toEqual([
      `pod-security-baseline/privileged-containers charts/shop@shop.default.store.${of}`,
    ]);
    expect(new Set(report.sources.map(({ id }) => id)).size).toBe(report.sources.length);
  });

  test('that deploy one folder with other variables are both followed', async () => {
    const variables = (trusted: boolean): string => `  postBuild: {substitute: {trusted: "${trusted}"}}\n`;
    const files = { ...chart, 'apps/shop.yaml': release('${trusted}') };
    const { report } = await reviewed(
      { ...files, 'flux/a.yaml': kustomization('a', variables(false)) },
      {
        ...files,
        'flux/a.yaml': kustomization('a', variables(true)),
        'flux/b.yaml': kustomization('b', variables(false)),
      },
    );

    expect(critical(report)).toEqual([
      'pod-security-baseline/privileged-containers charts/shop@shop.default.store..apps/shop.yaml',
    ]);
  });
});

test('a folder that Flux makes a kustomization of has its maps merged as kustomize merges them', async () => {
  const { report } = await reviewed(
    { 'apps/shop.yaml': deployment('{}'), 'flux/a.yaml': kustomization('a') },
    {
      'apps/shop.yaml': deployment('{privileged: true, <<: {privileged: false}}'),
      'flux/a.yaml': kustomization('a'),
    },
  );

  expect(critical(report)).toEqual(['pod-security-baseline/privileged-containers apps']);
});

describe('a manifest among the templates of which Helm prints nothing', () => {
  test.each([
    ['in a library', 'charts/mine/templates/shop.yaml', 'library'],
    ['by the name of a partial', 'charts/mine/templates/_shop.yaml', 'application'],
  ])('%s is looked at as it stands', async (_, file, type) => {
    const mine = { 'charts/mine/Chart.yaml': `apiVersion: v2\nname: mine\nversion: 1.0.0\ntype: ${type}\n`, ...chart };
    const { report } = await reviewed(mine, { ...mine, [file]: deployment('{privileged: true}') });

    expect(critical(report)).toEqual([`pod-security-baseline/privileged-containers ${file}`]);
  });

  test('is a part of templates where it has anything of one', async () => {
    const mine = { 'charts/mine/Chart.yaml': 'apiVersion: v2\nname: mine\nversion: 1.0.0\ntype: library\n', ...chart };
    const partial = deployment('{privileged: true, runAsUser: "{{ .Values.user }}"}');
    const { report } = await reviewed(mine, { ...mine, 'charts/mine/templates/shop.yaml': partial });

    expect({
      found: critical(report),
      problems: report.problems,
      unread: report.unread?.map(({ file }) => file),
    }).toEqual({
      found: [],
      problems: [],
      unread: ['charts/mine/templates/shop.yaml'],
    });
  });
});

function critical({ findings }: Awaited<ReturnType<typeof reviewed>>['report']): string[] {
  return findings
    .filter(({ severity, status }) => severity === 'critical' && status === 'new')
    .map(({ rule, source }) => `${rule} ${source}`);
}
