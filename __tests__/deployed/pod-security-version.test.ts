import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/run/audit.ts';
import { defaultFetching } from '../../src/sources/remote/open-charts.ts';
import { openSmallWorld } from '../rules/some-rules.ts';
import { type Report } from '../../src/model/report.ts';
import { reviewer, type Texts } from '../remote/reviewed.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

/** A control that the baseline level has since 1.34. */
const since134 = 'pod-security-baseline/host-probes';

/** It asks for nothing else that a version changed since 1.25. */
const pod = (name: string, namespace: string): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}${namespace === '' ? '' : `, namespace: ${namespace}`}}
spec:
  containers:
    - name: web
      image: registry.example/web:1
      readinessProbe: {httpGet: {host: 127.0.0.1, port: 80}}
`;

const label = 'pod-security.kubernetes.io/enforce-version';
const namespace = (labels: string, name = 'shop'): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {${labels}}}\n`;

const isFound = ({ findings }: Report): boolean => findings.some(({ rule }) => rule === since134);
const levels = ({ posture }: Report): Record<string, string | null> =>
  Object.fromEntries(posture.workloads.map(({ object, psa }) => [object.name, psa.after]));

const cache = mkdtempSync(join(tmpdir(), 'plimsoll-cache-'));
const worlds = [
  openSmallWorld(() => undefined, null),
  openSmallWorld(() => undefined, null, { ...defaultFetching, cache }),
] as const;
afterAll(async () => {
  for (const world of worlds) await (await world).engines.close();
  rmSync(cache, { recursive: true });
});

async function audited(texts: Texts, kubernetesVersion: string | null = null, world = worlds[0]): Promise<Report> {
  const directory = temporaryFolder(texts);
  const common = { config: null, failOn: null, allowEmpty: false, sets: ['all' as const], today: '2026-01-01' };
  const options = { ...common, directory, paths: [], chart: null, kubernetesVersion };
  return (await audit(options, await world)).report;
}

describe('the version of Pod Security', () => {
  test('is the newest where nobody says one', async () => {
    const report = await audited({ 'web.yaml': pod('web', 'shop') });

    expect(isFound(report)).toBe(true);
    expect(levels(report)).toEqual({ web: 'privileged' });
  });

  test.each([
    ['1.33', 'baseline'],
    ['v1.33.9', 'baseline'],
    ['1.34', 'privileged'],
    ['1.0', 'baseline'],
  ])('is that of --kubernetes-version %s', async (version, level) => {
    const report = await audited({ 'web.yaml': pod('web', 'shop') }, version);

    expect(levels(report)).toEqual({ web: level });
    expect(isFound(report)).toBe(level === 'privileged');
  });

  test('is that of the configuration', async () => {
    const config = '.github/plimsoll.yaml';

    const report = await audited({ [config]: "kubernetesVersion: '1.33'\n", 'web.yaml': pod('web', 'shop') });

    expect(levels(report)).toEqual({ web: 'baseline' });
  });

  test.each([
    ['v1.33', null, 'baseline'],
    ['v1.34', null, 'privileged'],
    ['v1.99', null, 'privileged'],
    ['latest', null, 'privileged'],
    ['latest', '1.33', 'baseline'],
    ['1.33', null, 'privileged'],
    ['v1.033', null, 'privileged'],
    ['v1.33', '1.36', 'baseline'],
  ])("is what the namespace's label says: %s, in a cluster of %s", async (version, cluster, level) => {
    const texts = { 'ns.yaml': namespace(`${label}: ${version}`), 'web.yaml': pod('web', 'shop') };

    expect(levels(await audited(texts, cluster))).toEqual({ web: level });
  });

  test("is at most the cluster's own, whatever the label says", async () => {
    const texts = { 'ns.yaml': namespace(`${label}: v1.34`), 'web.yaml': pod('web', 'shop') };

    expect(levels(await audited(texts, '1.33'))).toEqual({ web: 'baseline' });
  });

  test('is what the label says for what is in that namespace alone', async () => {
    const texts = {
      'ns.yaml': namespace(`${label}: v1.33`),
      'all.yaml': [pod('web', 'shop'), pod('db', 'other'), pod('cron', '')].join('---\n'),
    };

    expect(levels(await audited(texts))).toEqual({ web: 'baseline', db: 'privileged', cron: 'privileged' });
  });

  test("is the cluster's own where two definitions of the namespace differ, but for what comes with one of them", async () => {
    const texts = {
      'old.yaml': `${namespace(`${label}: v1.33`)}---\n${pod('old', 'shop')}`,
      'new.yaml': namespace(`${label}: v1.34`),
      'web.yaml': pod('web', 'shop'),
    };

    expect(levels(await audited(texts))).toEqual({ old: 'baseline', web: 'privileged' });
  });

  test('is what one definition of the namespace says where another has no label', async () => {
    const texts = {
      'one.yaml': namespace(`${label}: v1.33`),
      'two.yaml': namespace('team: shop'),
      'web.yaml': pod('web', 'shop'),
    };

    expect(levels(await audited(texts))).toEqual({ web: 'baseline' });
  });

  test('is kept in no cache for another cluster', async () => {
    const texts = { 'web.yaml': pod('web', 'shop') };

    expect(levels(await audited(texts, null, worlds[1]))).toEqual({ web: 'privileged' });
    expect(levels(await audited(texts, '1.36', worlds[1]))).toEqual({ web: 'privileged' });
    expect(levels(await audited(texts, '1.33', worlds[1]))).toEqual({ web: 'baseline' });
    expect(levels(await audited(texts, null, worlds[1]))).toEqual({ web: 'privileged' });
  });
});

const application = (helm: string, path = 'web'): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  source:
    repoURL: https://git.example/shop/deploy
    path: ${path}
${helm}
  destination: {name: prod, namespace: shop}
`;

const chart: Texts = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/templates/pod.yaml': pod('web', ''),
};

describe('a deployment that says a Kubernetes version', () => {
  const deployed: Texts = { ...chart, 'app.yaml': application("    helm: {kubeVersion: '1.33.4'}") };

  test('has its workloads judged at that one, whatever the run is for', async () => {
    expect(levels(await audited(deployed))).toEqual({ web: 'baseline' });
    expect(levels(await audited(deployed, '1.36'))).toEqual({ web: 'baseline' });
  });

  test('is heard for a kustomization and for the charts in it', async () => {
    const built: Texts = {
      'web/kustomization.yaml': 'helmCharts: [{name: caps, releaseName: caps}]\nresources: [pod.yaml]\n',
      'web/pod.yaml': pod('web', ''),
      'web/charts/caps/Chart.yaml': 'apiVersion: v2\nname: caps\nversion: 1.0.0\n',
      'web/charts/caps/values.yaml': '{}\n',
      'web/charts/caps/templates/pod.yaml': pod('caps-{{ .Capabilities.KubeVersion.Minor }}', ''),
      'app.yaml': application("    kustomize: {kubeVersion: '1.33'}"),
    };

    expect(levels(await audited(built))).toEqual({ web: 'baseline', 'caps-33': 'baseline' });
  });

  test('leaves an older one to the label of the namespace', async () => {
    const older: Texts = {
      ...chart,
      'app.yaml': application("    helm: {kubeVersion: '1.35'}"),
      'web/templates/ns.yaml': namespace(`${label}: v1.33`),
    };

    expect(levels(await audited(older))).toEqual({ web: 'baseline' });
  });
});

describe('in a review', () => {
  const { reviewed } = reviewer();

  test('a label that asks for a newer version makes findings of workloads that nobody touched', async () => {
    const base = { 'ns.yaml': namespace(`${label}: v1.33`), 'web.yaml': pod('web', 'shop') };

    const { report } = await reviewed(base, { 'ns.yaml': namespace(`${label}: latest`) });

    expect(report.findings.filter(({ rule }) => rule === since134)).toMatchObject([
      { status: 'new', place: { file: 'web.yaml' } },
    ]);
    expect(report.posture.workloads).toMatchObject([{ psa: { before: 'baseline', after: 'privileged' } }]);
  });

  test.each(['enforce-version', '{{ .Values.mode }}-version'])(
    'an unchanged chart that labels the namespace is asked for it: %s',
    async (suffix) => {
      const base: Texts = {
        'base/Chart.yaml': 'apiVersion: v2\nname: base\nversion: 1.0.0\n',
        'base/values.yaml': 'mode: enforce\n',
        'base/templates/ns.yaml': `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    pod-security.kubernetes.io/${suffix}: v1.33
`,
        'web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n',
      };

      const { report } = await reviewed(base, { 'web.yaml': pod('web', 'shop') });

      expect(levels(report)).toEqual({ web: 'baseline' });
    },
  );
});

describe('the version of the cluster, as rules see it', () => {
  const job = 'apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: report, namespace: shop}\n';
  const removed = ({ findings }: Report): number =>
    findings.filter(({ rule }) => rule === 'api-versions/removed').length;

  test.each([
    [null, 1],
    ['1.24', 0],
    ['1.25', 1],
  ])('is that of --kubernetes-version %s', async (version, count) => {
    expect(removed(await audited({ 'job.yaml': job }, version))).toBe(count);
  });

  test('is not what the label of a namespace says of Pod Security', async () => {
    expect(removed(await audited({ 'ns.yaml': namespace(`${label}: v1.24`), 'job.yaml': job }))).toBe(1);
  });
});
