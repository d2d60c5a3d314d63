import { describe, expect, it } from 'vitest';
import { chartRepository, pod } from '../remote/published.ts';
import { allowing, reviewer, type Texts } from '../remote/reviewed.ts';
import { shower } from './shower.ts';

const chart: Texts = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/values.yaml': 'hostNetwork: false\n',
  'charts/web/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: "{{ .Release.Name }}", namespace: "{{ .Release.Namespace }}"}
spec:
  hostNetwork: {{ .Values.hostNetwork }}
  containers: [{name: web, image: nginx:1.27}]
`,
};

const generator = (name: string, more: string): string => `apiVersion: builtin
kind: HelmChartInflationGenerator
metadata: {name: ${name}}
name: web
releaseName: ${name}
${more}`;

const hostNetwork = 'pod-security-baseline/host-namespaces';
const { audited, reviewed } = reviewer();
const shown = shower();

async function objects(texts: Texts): Promise<string[]> {
  const { shown: all, problems } = await shown(texts, '.');
  expect(problems).toEqual([]);
  return all.map(({ object: { kind, namespace, name } }) => `${kind} ${namespace ?? '-'}/${name}`);
}

describe('a HelmChartInflationGenerator', () => {
  // As kustomize 5.8.2 builds it with Helm 4.3.1.
  it('in a file or inline is rendered as kustomize does, which hands it no namespace', async () => {
    const built = await objects({
      ...chart,
      'gen.yaml': `${generator('one', 'valuesInline: {hostNetwork: true}')}
---
apiVersion: builtin
kind: ConfigMapGenerator
metadata: {name: made}
literals: [a=b]
`,
      'kustomization.yaml': `namespace: shop
helmCharts: [{name: web, releaseName: zero}]
generators:
  - gen.yaml
  - |-
    ${generator('two', 'namespace: other').replaceAll('\n', '\n    ')}
`,
    });

    expect(built.sort()).toEqual([
      'ConfigMap shop/made-4h2mbtbbt6',
      'Pod default/one',
      'Pod other/two',
      'Pod shop/zero',
    ]);
  });

  it('stands in its own file, and its chart is not looked at with its defaults alone as well', async () => {
    const { report } = await audited({
      ...chart,
      'kustomization.yaml': 'generators: [gen.yaml]\nnamePrefix: a-\n',
      'gen.yaml': `# ours\n${generator('one', 'chartHome: ./charts\nvaluesFile: prod.yaml\n')}`,
      'prod.yaml': 'hostNetwork: true\n',
    });

    expect(report.sources).toMatchObject([{ id: '.', kind: 'kustomize', objects: 1 }]);
    expect(report.findings.filter(({ rule }) => rule === hostNetwork)).toMatchObject([
      { object: { name: 'a-one' }, place: { kind: 'lines', file: 'gen.yaml', first: 2 } },
    ]);
  });

  it('of a chart that is not there is a problem at its configuration', async () => {
    const { report } = await audited({
      'kustomization.yaml': 'generators: [gen.yaml]\n',
      'gen.yaml': generator('one', ''),
    });

    expect(report.problems).toMatchObject([
      { code: 'kustomize-failed', place: { kind: 'lines', file: 'gen.yaml', first: 1 } },
    ]);
  });

  it('of a chart from elsewhere is fetched, and a new version is reviewed on the line that chose it', async () => {
    const web = (privileged: boolean): Texts => ({
      'values.yaml': `privileged: ${privileged}\n`,
      'templates/pod.yaml': pod,
    });
    const { origin } = await chartRepository({ 'web 1.0.0': web(false), 'web 1.1.0': web(true) });
    const texts = (version: string): Texts => ({
      '.github/plimsoll.yaml': allowing(origin),
      'kustomization.yaml': 'generators: [gen.yaml]\n',
      'gen.yaml': generator('one', `repo: ${origin}/charts\nversion: ${version}\n`),
    });

    const { report } = await reviewed(texts('1.0.0'), texts('1.1.0'));

    expect(report.problems).toEqual([]);
    expect(report.findings.filter(({ status }) => status === 'new')).toMatchObject([
      { place: { kind: 'lines', file: 'gen.yaml', first: 7, last: 7 } },
    ]);
  });
});
