import { describe, expect, test } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { reviewer } from '../remote/reviewed.ts';
import { auditor, findingOf, type Texts } from '../suggest/audited.ts';

const audited = auditor();
const { reviewed } = reviewer();

const hostNetwork = 'pod-security-baseline/host-namespaces';
const chartYaml = (name: string): string => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`;

const web: Texts = {
  'charts/web/Chart.yaml': chartYaml('web'),
  'charts/web/values.yaml': 'hostNetwork: false\n',
  'charts/web/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: "{{ .Release.Name }}"}
spec:
  hostNetwork: {{ .Values.hostNetwork }}
  containers: [{name: web, image: nginx:1.27}]
`,
};

/** A chart that makes an Application of each of its `apps`. */
const apps = (values: string): Texts => ({
  'apps/Chart.yaml': chartYaml('apps'),
  'apps/values.yaml': values,
  'apps/templates/apps.yaml': `{{- range $name, $app := .Values.apps }}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: {{ $name }}
spec:
  source:
    repoURL: https://git.example/shop/deploy
    path: {{ $app.path | default "charts/web" }}
    helm:
      valuesObject:
        {{- toYaml $app.values | nindent 8 }}
  destination:
    name: {{ $app.cluster | default "prod" }}
    namespace: shop
{{- end }}
`,
});

const application = (name: string, path: string, values: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}}
spec:
  source:
    repoURL: https://git.example/shop/deploy
    path: ${path}
    helm: {valuesObject: ${values}}
  destination: {name: management, namespace: argocd}
`;

const charts = ({ sources }: Report): unknown[] =>
  sources
    .filter(({ kind }) => kind === 'helm')
    .map(({ path, target, deployment }) => [path, deployment?.name ?? null, target, deployment?.line ?? null]);

describe('a chart that makes Applications', () => {
  test('has them followed with its own values, each at the line of the template', async () => {
    const report = await audited({
      ...web,
      ...apps('apps:\n  one: {values: {hostNetwork: true}}\n  two: {cluster: test, values: {hostNetwork: false}}\n'),
    });

    expect(report.problems).toEqual([]);
    expect(charts(report)).toEqual([
      ['apps', null, 'default', null],
      ['charts/web', 'one', 'prod', 3],
      ['charts/web', 'two', 'test', 3],
    ]);
    expect(report.sources.find(({ deployment }) => deployment?.name === 'one')?.deployment?.file).toBe(
      'apps/templates/apps.yaml',
    );
    expect(report.findings.filter(({ rule }) => rule === hostNetwork)).toMatchObject([
      { object: { name: 'one' }, place: { file: 'charts/web/templates/pod.yaml', first: 5 } },
    ]);
    // What the template prints is nobody's to edit as if it were written there.
    expect(findingOf(report, hostNetwork).suggestion?.file).not.toBe('apps/templates/apps.yaml');
  });

  test('is rendered as it is deployed itself, and counts once', async () => {
    const report = await audited({
      ...web,
      ...apps('apps: {one: {values: {hostNetwork: false}}}\n'),
      'root.yaml': application('root', 'apps', '{apps: {one: {values: {hostNetwork: true}}}}'),
    });

    expect(report.problems).toEqual([]);
    expect(charts(report)).toEqual([
      ['apps', 'root', 'management', 1],
      ['charts/web', 'one', 'prod', 3],
    ]);
    expect(report.findings.filter(({ rule }) => rule === hostNetwork)).toHaveLength(1);
  });

  test('has the value files beside it, where nobody deploys it', async () => {
    const report = await audited({
      ...web,
      ...apps('apps: {}\n'),
      'apps/values-prod.yaml': 'apps: {one: {values: {hostNetwork: true}}}\n',
    });

    expect(charts(report)).toContainEqual(['charts/web', 'one', 'prod', 3]);
  });

  test('that is an Application of its own is followed as that, and once', async () => {
    const report = await audited({
      ...web,
      ...apps(`apps:
  root: {path: apps, cluster: management, values: {apps: {}}}
  one: {values: {hostNetwork: true}}
`),
    });

    expect(report.problems).toEqual([]);
    expect(charts(report)).toEqual([
      ['apps', 'root', 'management', 3],
      ['charts/web', 'one', 'prod', 3],
    ]);
  });

  test('may deploy charts that make Applications, and those that deploy each other come to an end', async () => {
    const other = Object.fromEntries(
      Object.entries(apps('apps: {back: {path: apps}, one: {values: {hostNetwork: true}}}\n')).map(([path, text]) => [
        path.replace('apps/', 'more/'),
        text,
      ]),
    );

    const report = await audited({ ...web, ...apps('apps: {more: {path: more}}\n'), ...other });

    expect(report.problems).toEqual([]);
    expect(charts(report)).toEqual([
      ['apps', 'back', 'prod', 3],
      ['charts/web', 'one', 'prod', 3],
      ['more', 'more', 'prod', 3],
    ]);
    expect(report.unknown).toEqual([]);
  });

  test('with other values each time is followed so far, which is said', async () => {
    const report = await audited({
      'apps/Chart.yaml': chartYaml('apps'),
      'apps/values.yaml': 'depth: 0\n',
      'apps/templates/app.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: "app-{{ .Values.depth }}"}
spec:
  source:
    repoURL: https://git.example/shop/deploy
    path: apps
    helm: {valuesObject: {depth: {{ add1 .Values.depth }}}}
`,
    });

    expect(report.problems).toEqual([]);
    expect(report.unknown).toMatchObject([
      { deployment: expect.stringMatching(/^app-/) as string, what: 'deployments', file: 'apps/templates/app.yaml' },
    ]);
  });

  test('that does not render declares nothing, and its own problem says why', async () => {
    const report = await audited({
      ...web,
      ...apps('apps: {one: {values: 1}}\n'),
      'apps/templates/no.yaml': '{{ fail "no" }}',
    });

    expect(report.problems).toMatchObject([{ code: 'template-failed' }]);
    expect(charts(report)).toContainEqual(['charts/web', null, 'default', null]);
  });
});

test('a HelmRelease of a chart finds its repository among the objects of the chart', async () => {
  const report = await audited({
    'flux/Chart.yaml': chartYaml('flux'),
    'flux/templates/release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web}
spec:
  chart:
    spec:
      chart: web
      version: 1.2.3
      sourceRef: {kind: HelmRepository, name: acme}
`,
    'flux/templates/repository.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: acme}
spec: {url: https://charts.acme.example}
`,
  });

  expect(report.problems).toMatchObject([
    {
      code: 'remote-refused',
      message: expect.stringContaining('web 1.2.3 was not fetched from charts.acme.example') as string,
      place: { kind: 'lines', file: 'flux/templates/release.yaml', first: 8, last: 8 },
    },
  ]);
});

test('a value that an app of apps hands on is reviewed where it is rendered', async () => {
  const values = (hostNetwork: boolean): Texts => ({
    ...web,
    ...apps(`apps: {one: {values: {hostNetwork: ${hostNetwork}}}}\n`),
  });

  const { report } = await reviewed(values(false), values(true));

  expect(report.problems).toEqual([]);
  expect(report.findings.filter(({ rule }) => rule === hostNetwork)).toMatchObject([{ status: 'new' }]);
});

describe('a chart that a kustomization has Helm render', () => {
  const overlay = `helmCharts:
  - name: apps
    releaseName: apps
    valuesInline: {apps: {one: {values: {hostNetwork: true}}}}
`;
  const chart = Object.fromEntries(
    Object.entries(apps('apps: {one: {values: {hostNetwork: false}}}\n')).map(([path, text]) => [
      `k/charts/${path}`,
      text,
    ]),
  );

  test('declares what it makes there, at the line that names it', async () => {
    const report = await audited({ ...web, ...chart, 'k/kustomization.yaml': overlay });

    expect(report.problems).toEqual([]);
    expect(charts(report)).toEqual([['charts/web', 'one', 'prod', 2]]);
    expect(report.sources.find(({ kind }) => kind === 'helm')?.deployment?.file).toBe('k/kustomization.yaml');
    expect(report.findings.filter(({ rule }) => rule === hostNetwork)).toHaveLength(1);
  });

  test('declares the same where the kustomization is deployed', async () => {
    const report = await audited({
      ...web,
      ...chart,
      'k/kustomization.yaml': overlay,
      'root.yaml': application('root', 'k', '{}').replace('    helm: {valuesObject: {}}\n', ''),
    });

    expect(report.problems).toEqual([]);
    expect(charts(report)).toEqual([['charts/web', 'one', 'prod', 2]]);
  });
});
