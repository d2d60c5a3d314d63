import { describe, expect, test } from 'vitest';
import { audit } from '../../src/run/audit.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { git, temporaryRepository } from '../snapshot/temporary.ts';
import { besideHealthy, chartFile, expectHealthy, hostNetwork, of, pod, timeLimit } from './beside.ts';

const audited = besideHealthy();

describe('an ApplicationSet that makes 10,000 applications', () => {
  const manifest = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostNetwork: true\n  containers: []\n';
  const names = (letter: string, count: number): string =>
    [...Array(count).keys()].map((number) => `{${letter}: x${number}}`).join(', ');
  const set = (generator: string, cluster: string): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: everywhere}
spec:
  generators:
    - ${generator}
  template:
    metadata: {name: "web-${cluster}"}
    spec:
      source: {repoURL: https://git.example/shop/deploy, path: web}
      destination: {name: "${cluster}", namespace: shop}
`;

  test.each([
    ['of one list', set(`list: {elements: [${names('a', 10_000)}]}`, '{{a}}')],
    [
      'of a matrix',
      set(
        `matrix: {generators: [{list: {elements: [${names('a', 100)}]}}, {list: {elements: [${names('b', 100)}]}}]}`,
        '{{a}}-{{b}}',
      ),
    ],
  ])('%s is cut off, which is said at the generator', { timeout: timeLimit }, async (_, text) => {
    const report = await audited({ 'set.yaml': text, 'web/pod.yaml': manifest });

    const message =
      'set.yaml:6: spec.generators.0: it generates more than 1000 applications; only the first 1000 are reviewed.';
    expect(report.problems).toEqual([
      {
        stage: 'discover',
        code: 'too-large',
        subject: 'set.yaml',
        message,
        place: { kind: 'lines', file: 'set.yaml', first: 6, last: 6 },
      },
    ]);
    const clusters = new Set(report.sources.filter(({ path }) => path === 'web/pod.yaml').map(({ target }) => target));
    expect(clusters.size).toBe(1000);
    expect(report.findings.filter(({ object }) => object.name === 'web')).toHaveLength(1000);
  });
});

describe('a path that leaves the repository', () => {
  const inCluster = (spec: string): string =>
    `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\nspec:\n${spec}`;
  const application = (source: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  source:
    repoURL: https://git.example/shop/deploy
${source}  destination: {name: prod}
`;
  const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n';
  const web = { 'web/Chart.yaml': chartFile('web'), 'web/templates/config.yaml': config };

  test.each<[string, Readonly<Record<string, string>>, string, string, number]>([
    [
      'of a chart by file://',
      {
        ...web,
        'web/Chart.yaml': chartFile(
          'web',
          'dependencies:\n  - name: etc\n    version: 1.0.0\n    repository: file://../../../etc\n',
        ),
      },
      'path-outside',
      'web/Chart.yaml:6: etc does not exist: file://../../../etc leaves the repository; expected a path inside it.',
      6,
    ],
    [
      'of a base',
      { 'apps/kustomization.yaml': 'resources:\n  - ../../etc\n' },
      'path-outside',
      'apps/kustomization.yaml:2: "../../etc" leaves the repository; expected a path inside it.',
      2,
    ],
    [
      'of a patch',
      {
        'apps/kustomization.yaml': 'resources: [config.yaml]\npatches:\n  - path: ../../patch.yaml\n',
        'apps/config.yaml': config,
      },
      'path-outside',
      'apps/kustomization.yaml:3: "../../patch.yaml" leaves the repository; expected a path inside it.',
      3,
    ],
    [
      "of a kustomization's chart",
      { 'apps/kustomization.yaml': 'helmGlobals: {chartHome: ../..}\nhelmCharts:\n  - name: etc\n' },
      'kustomize-failed',
      'apps/kustomization.yaml:3: the chart etc does not exist at ../etc, and no repo is given to fetch it from',
      3,
    ],
    [
      "of its chart's values",
      {
        'apps/kustomization.yaml': 'helmCharts:\n  - name: web\n    valuesFile: ../../values.yaml\n',
        'apps/charts/web/Chart.yaml': chartFile('web'),
      },
      'path-outside',
      'apps/kustomization.yaml:3: "../../values.yaml" leaves the repository; expected a path inside it.',
      3,
    ],
    [
      'of values in an Application',
      { ...web, 'app.yaml': application('    path: web\n    helm:\n      valueFiles:\n        - ../../values.yaml\n') },
      'path-outside',
      'app.yaml:10: spec.source.helm.valueFiles.0: "../../values.yaml" leaves the repository; expected a path inside it.',
      10,
    ],
    [
      'of values in a helmfile',
      { ...web, 'helmfile.yaml': 'releases:\n  - name: web\n    chart: ./web\n    values:\n      - ../values.yaml\n' },
      'path-outside',
      'helmfile.yaml:5: releases.0.values.0: "../values.yaml" leaves the repository; expected a path inside it.',
      5,
    ],
    [
      'of a chart in a helmfile',
      { 'helmfile.yaml': 'releases:\n  - name: web\n    chart: ../../web\n' },
      'path-outside',
      'helmfile.yaml:3: releases.0.chart: "../../web" leaves the repository; expected a path inside it.',
      3,
    ],
    [
      'of a Kustomization of Flux',
      { 'flux.yaml': inCluster('  path: ../../etc\n  sourceRef: {kind: GitRepository, name: flux-system}\n') },
      'path-outside',
      'flux.yaml:5: spec.path: "../../etc" leaves the repository; expected a path inside it.',
      5,
    ],
  ])('%s is a problem at its line', { timeout: timeLimit }, async (_, texts, code, message, line) => {
    const report = await audited(texts);

    const file = message.slice(0, message.indexOf(':'));
    expect(report.problems).toEqual([
      {
        stage: expect.stringMatching(/^(discover|render)$/) as string,
        code,
        subject: expect.any(String) as string,
        message,
        place: { kind: 'lines', file, first: line, last: line },
      },
    ]);
  });

  test('of an Application in its own repository is a problem at its line', { timeout: timeLimit }, async () => {
    const directory = temporaryRepository({
      'app.yaml': application('    path: ../../etc\n'),
      'healthy/pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: healthy}\nspec:\n  hostPID: true\n  containers: []\n',
    });
    git(directory, 'remote', 'add', 'origin', 'https://git.example/shop/deploy');
    const world = await openWorld(() => undefined, null);

    const { report } = await audit(
      {
        directory,
        paths: [],
        chart: null,
        config: null,
        kubernetesVersion: null,
        failOn: null,
        allowEmpty: false,
        today: '2026-01-01',
      },
      world,
    );
    await world.engines.close();

    expectHealthy(report);
    expect(report.problems).toMatchObject([
      { code: 'path-outside', place: { kind: 'lines', file: 'app.yaml', first: 7, last: 7 } },
    ]);
  });

  test("finds nothing through a chart's own files", { timeout: timeLimit }, async () => {
    const report = await audited({
      'web/Chart.yaml': chartFile('web'),
      'web/values.yaml': 'hostNetwork: false\n',
      'web/templates/pod.yaml': pod('web').replace(
        '.Values.hostNetwork',
        'or (.Files.Get "../healthy/pod.yaml") (.Files.Get "/etc/passwd") (len (.Files.Glob "../**")) | empty | not',
      ),
    });

    expect(report.problems).toEqual([]);
    expect(of(report, 'web').filter(({ rule }) => rule === hostNetwork)).toEqual([]);
  });
});

describe('values that SOPS encrypted', () => {
  test('are shown nowhere, and edited by nothing', { timeout: timeLimit }, async () => {
    const report = await audited({
      'web/Chart.yaml': chartFile('web'),
      'web/values.yaml': 'hostNetwork: true\npassword: none\n',
      'web/values-prod.yaml':
        'password: ENC[AES256_GCM,data:c2VjcmV0,type:str]\nsops:\n  mac: ENC[AES256_GCM,data:x,type:str]\n',
      'web/templates/pod.yaml': pod('web').replace(
        'metadata:',
        'metadata:\n  annotations: {p: {{ .Values.password | quote }}}',
      ),
    });

    expect(report.problems).toEqual([]);
    expect(JSON.stringify(report)).not.toContain('c2VjcmV0');
    expect(of(report, 'web#web/values-prod.yaml')).toMatchObject([
      { suggestion: { file: 'web/values.yaml', first: 1 } },
    ]);
  });
});
