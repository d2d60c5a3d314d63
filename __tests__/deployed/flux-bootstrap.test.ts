import { describe, expect, test } from 'vitest';
import { auditor, type Texts } from '../suggest/audited.ts';

const audited = auditor();
/** A whole audit takes its time on a busy machine. Milliseconds. */
const patience = 60_000;

/** As `flux bootstrap` writes it: a Kustomization that deploys the folder which it lies in itself. */
function sync(cluster: string): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 1m, ref: {branch: main}, url: https://git.example/shop/deploy}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 10m, path: ./clusters/${cluster}, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
`;
}

function apps(hostNetwork: boolean): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  interval: 10m
  path: ./apps
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
  postBuild: {substitute: {HOST_NETWORK: "${hostNetwork}"}}
`;
}

const web = {
  'apps/web/release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  interval: 5m
  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}
  values:
    hostNetwork: \${HOST_NETWORK}
`,
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/values.yaml': 'hostNetwork: false\n',
  'charts/web/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostNetwork: {{ .Values.hostNetwork }}
  containers: []
`,
};

const bootstrapped = (cluster: string, hostNetwork: boolean): Texts => ({
  [`clusters/${cluster}/flux-system/gotk-sync.yaml`]: sync(cluster),
  [`clusters/${cluster}/flux-system/kustomization.yaml`]: 'resources: [gotk-sync.yaml]\n',
  [`clusters/${cluster}/apps.yaml`]: apps(hostNetwork),
});

/** The clusters in which the pod shares its host's network, and those in which the chart is deployed at all. */
async function clustersOf(texts: Texts): Promise<{ readonly sharing: string[]; readonly deployed: string[] }> {
  const { findings, sources } = await audited(texts);
  const charts = sources.filter(({ kind }) => kind === 'helm');
  const sharing = findings.filter(({ rule }) => rule === 'pod-security-baseline/host-namespaces');
  return {
    sharing: sharing.map(({ source }) => charts.find(({ id }) => id === source)?.target ?? '').sort(),
    deployed: charts.map(({ target }) => target).sort(),
  };
}

describe('what a Kustomization of Flux deploys that deploys itself', () => {
  test('is followed through folders without a kustomization', { timeout: patience }, async () => {
    expect(await clustersOf({ ...web, ...bootstrapped('prod', true) })).toEqual({
      sharing: ['prod'],
      deployed: ['prod'],
    });
  });

  test('is followed through the kustomizations that list it', { timeout: patience }, async () => {
    const listed = {
      ...web,
      'clusters/prod/flux-system/gotk-sync.yaml': sync('prod'),
      'clusters/prod/apps.yaml': apps(true),
      'clusters/prod/kustomization.yaml': 'resources: [flux-system/gotk-sync.yaml, apps.yaml]\n',
      'apps/kustomization.yaml': 'resources: [web/release.yaml]\n',
    };

    expect(await clustersOf(listed)).toEqual({ sharing: ['prod'], deployed: ['prod'] });
  });

  test('is its own in each cluster, with the variables of that cluster', { timeout: patience }, async () => {
    const both = { ...web, ...bootstrapped('prod', true), ...bootstrapped('dev', false) };

    expect(await clustersOf(both)).toEqual({ sharing: ['prod'], deployed: ['dev', 'prod'] });
  });
});
