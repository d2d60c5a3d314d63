import { describe, expect, test } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { reviewed } = reviewer();
/** A whole review takes its time on a busy machine. Milliseconds. */
const patience = 60_000;

const release = (spec: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: api}
spec:
  interval: 5m
  chart: {spec: {chart: charts/api, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}
${spec}`;

const common: Texts = {
  'clusters/live/apps.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec: {interval: 5m, path: ./apps/live, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
`,
  'charts/api/Chart.yaml': 'apiVersion: v2\nname: api\nversion: 1.0.0\n',
  'charts/api/values.yaml': 'host: {hostPID: false}\n',
  'charts/api/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: api}
spec:
  hostPID: {{ .Values.host.hostPID }}
  containers: []
`,
  'apps/base/kustomization.yaml': 'namespace: api\nresources: [release.yaml]\n',
  'apps/base/release.yaml': release('  values: {other: 1, host: {hostPID: false}}\n'),
  'apps/live/kustomization.yaml': 'resources: [../base]\n',
};
const from = release('  valuesFrom: [{kind: ConfigMap, name: api-values}]\n');
const generator = (entry: string): string => `configMapGenerator: [{name: api-values, ${entry}}]\n`;
const plain = 'generatorOptions: {disableNameSuffixHash: true}\n';

/** Of the pod in its host's PID namespace: where its value stands, and whether a mended one is offered. */
function sharing({ findings }: Report): readonly unknown[] {
  return findings
    .filter(({ rule, status }) => rule === 'pod-security-baseline/host-namespaces' && status === 'new')
    .map(({ origin, suggestion }) => [origin?.values?.file, origin?.values?.line, suggestion?.replacement]);
}

async function sharingAfter(base: Texts, head: Texts): Promise<readonly unknown[]> {
  const { report } = await reviewed({ ...common, ...base }, { ...common, ...base, ...head });
  expect(report.problems).toEqual([]);
  return sharing(report);
}

describe('values of a HelmRelease', { timeout: patience }, () => {
  test('are found under the hashed name that its build gives them', async () => {
    const base = {
      'apps/base/release.yaml': from,
      'apps/base/values.yaml': 'host: {hostPID: false}\n',
      'apps/base/refs.yaml':
        'nameReference: [{kind: ConfigMap, version: v1, fieldSpecs: [{path: spec/valuesFrom/name, kind: HelmRelease}]}]\n',
      'apps/base/kustomization.yaml': `namespace: api\nresources: [release.yaml]\nconfigurations: [refs.yaml]\n${generator('files: [values.yaml]')}`,
    };

    expect(await sharingAfter(base, { 'apps/base/values.yaml': 'host:\n  hostPID: true\n' })).toEqual([
      ['apps/base/values.yaml', 2, '  hostPID: false'],
    ]);
  });

  test.each([
    ['replaced by an overlay', 'behavior: replace, namespace: api, files: [values.yaml=live.yaml]'],
    ['merged by an overlay', 'behavior: merge, namespace: api, files: [values.yaml=live.yaml]'],
  ])('are those of the file with which they are %s', async (_, entry) => {
    const base = {
      'apps/base/release.yaml': from,
      'apps/base/values.yaml': 'host: {hostPID: false}\n',
      'apps/base/kustomization.yaml': `namespace: api\nresources: [release.yaml]\n${plain}${generator('files: [values.yaml]')}`,
      'apps/live/live.yaml': 'host: {hostPID: false}\n# live\n',
      'apps/live/kustomization.yaml': `resources: [../base]\n${plain}${generator(entry)}`,
    };

    expect(await sharingAfter(base, { 'apps/live/live.yaml': 'host:\n  hostPID: true\n' })).toEqual([
      ['apps/live/live.yaml', 2, '  hostPID: false'],
    ]);
  });

  test('of a literal stand at the line of the literal', async () => {
    const kustomization = (pid: boolean): string => `namespace: api
resources: [release.yaml]
${plain}configMapGenerator:
  - name: api-values
    literals:
      - pid=${pid}
`;
    const base = {
      'apps/base/release.yaml': release(
        '  valuesFrom: [{kind: ConfigMap, name: api-values, valuesKey: pid, targetPath: host.hostPID}]\n  values: {host: {hostPID: false}}\n',
      ),
      'apps/base/kustomization.yaml': kustomization(false),
    };

    expect(await sharingAfter(base, { 'apps/base/kustomization.yaml': kustomization(true) })).toEqual([
      ['apps/base/kustomization.yaml', 7, undefined],
    ]);
  });

  test('that another Kustomization of the cluster generates are found', async () => {
    const base = {
      'apps/base/release.yaml': from,
      'clusters/live/settings.yaml': (common['clusters/live/apps.yaml'] ?? '')
        .replace('name: apps', 'name: settings')
        .replace('./apps/live', './settings'),
      'settings/kustomization.yaml': `namespace: api\n${plain}${generator('files: [values.yaml]')}`,
      'settings/values.yaml': 'host: {hostPID: false}\n',
    };

    expect(await sharingAfter(base, { 'settings/values.yaml': 'host:\n  hostPID: true\n' })).toEqual([
      ['settings/values.yaml', 2, '  hostPID: false'],
    ]);
  });

  test('that a patch of the overlay merges in are mended there, though the HelmRelease changes with it', async () => {
    const patch = (pid: boolean): string =>
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: api}\nspec:\n  values:\n    host:\n      hostPID: ${pid}\n`;
    const base = {
      'apps/live/kustomization.yaml': 'resources: [../base]\npatches: [{path: values.yaml}]\n',
      'apps/live/values.yaml': patch(false),
    };

    expect(await sharingAfter(base, { 'apps/live/values.yaml': patch(true) })).toEqual([
      ['apps/live/values.yaml', 7, '      hostPID: false'],
    ]);
  });

  test('of an empty key are none', async () => {
    const base = {
      'apps/base/release.yaml': release(
        '  valuesFrom: [{kind: ConfigMap, name: late}]\n  values: {host: {hostPID: false}}\n',
      ),
      'apps/base/late.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: late}\ndata: {values.yaml: ""}\n',
      'apps/base/kustomization.yaml': 'namespace: api\nresources: [release.yaml, late.yaml]\n',
    };

    expect(await sharingAfter(base, { 'README.md': 'x\n' })).toEqual([]);
  });

  test('of a Secret in the repository are known, and no edit of it is offered', async () => {
    const secret = (pid: boolean): string =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  values.yaml: |\n    host:\n      hostPID: ${pid}\n`;
    const base = {
      'apps/base/release.yaml': release('  valuesFrom: [{kind: Secret, name: s}]\n'),
      'apps/base/secret.yaml': secret(false),
      'apps/base/kustomization.yaml': 'namespace: api\nresources: [release.yaml, secret.yaml]\n',
    };

    expect(await sharingAfter(base, { 'apps/base/secret.yaml': secret(true) })).toMatchObject([
      [undefined, undefined, undefined],
    ]);
  });
});

describe('a changed file', { timeout: patience }, () => {
  const set = (revision: string): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: pay, namespace: argocd}
spec:
  goTemplate: true
  generators: [{clusters: {}}]
  template:
    metadata: {name: pay}
    spec:
      source: {repoURL: https://git.example/pay, path: charts/api, targetRevision: ${revision}}
      destination: {name: live, namespace: pay}
`;

  test('that only an unknown may read is named, and so is the unknown', async () => {
    const base = { ...common, 'argocd/pay.yaml': set('main'), 'envs/pay.yaml': 'a: 1\n' };
    const { report, exitCode } = await reviewed(base, { ...base, 'envs/pay.yaml': 'a: 2\n' });

    expect(report.unread).toEqual([
      { file: 'envs/pay.yaml', why: 'It is not a manifest, and nothing that is rendered here reads it.' },
    ]);
    expect(report.unknown).toMatchObject([{ deployment: 'pay', file: 'argocd/pay.yaml', what: 'applications' }]);
    expect(exitCode).toBe(0);
  });

  test('is no matter where no cluster can get it', async () => {
    const others = {
      '.github/workflows/ci.yaml': 'on: push\njobs: {}\n',
      'package.json': '{}\n',
      'docs/x.yaml': 'a: 1\n',
      'api/openapi.yaml': 'openapi: 3.0.0\n',
      'web/tsconfig.json': '{}\n',
    };
    const { report } = await reviewed(common, { ...common, ...others });

    expect(report.unread).toBeUndefined();
  });

  test('that another tool has to fill in is named, and no problem', async () => {
    const head = { 'deploy/a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {{ meta }}\n  name: x\n' };
    const { report, exitCode } = await reviewed(common, { ...common, ...head });

    expect([report.unread, report.problems, exitCode]).toEqual([
      [
        {
          file: 'deploy/a.yaml',
          why: 'It is not valid YAML until another tool fills in what is marked with {{.',
        },
      ],
      [],
      0,
    ]);
  });
});
