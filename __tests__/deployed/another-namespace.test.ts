import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

/** Names no namespace: it goes where its deployment puts it. */
const pod = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: 'web:1', securityContext: {privileged: true}}]}
`;
const chart: Texts = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/templates/pod.yaml': pod,
};

const application = (name: string, namespace: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  destination: {server: 'https://kubernetes.default.svc', namespace: ${namespace}}
  source: {repoURL: 'https://github.com/example/platform', path: web, targetRevision: HEAD}
`;

const helmRelease = (namespace: string, more = ''): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: ${namespace}}
spec:
  interval: 1m
${more}  chart: {spec: {chart: ./web, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}
`;

const helmfile = (namespace: string): string => `releases: [{name: web, namespace: ${namespace}, chart: ./web}]\n`;

describe('what goes into another namespace is new there, wherever that is said', () => {
  const { reviewed } = reviewer();
  const privileged = async (base: Texts, head: Texts): Promise<readonly unknown[]> => {
    const { report } = await reviewed({ ...chart, ...base }, head);
    return report.findings
      .filter(({ rule }) => rule === 'pod-security-baseline/privileged-containers')
      .map(({ status, object }) => `${status} ${object.kind}/${object.name}`)
      .sort();
  };

  test.each<{ readonly what: string; readonly base: Texts; readonly head: Texts }>([
    {
      what: 'the destination of an Application',
      base: { 'a.yaml': application('a', 'web') },
      head: { 'a.yaml': application('a', 'kube-system') },
    },
    {
      what: 'the namespace of a HelmRelease',
      base: { 'a.yaml': helmRelease('web') },
      head: { 'a.yaml': helmRelease('kube-system') },
    },
    {
      what: 'the target of a HelmRelease',
      base: { 'a.yaml': helmRelease('web') },
      head: { 'a.yaml': helmRelease('web', '  targetNamespace: kube-system\n') },
    },
    {
      what: 'the namespace of a release of a helmfile',
      base: { 'helmfile.yaml': helmfile('web') },
      head: { 'helmfile.yaml': helmfile('kube-system') },
    },
    {
      what: 'a second Application beside the first',
      base: { 'a.yaml': application('a', 'web') },
      head: { 'b.yaml': application('b', 'kube-system') },
    },
  ])('$what', async ({ base, head }) => {
    expect(await privileged(base, head)).toContain('new Pod/web');
  });
});
