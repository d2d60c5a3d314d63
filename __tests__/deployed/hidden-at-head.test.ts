import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { reviewed } = reviewer();

const chart: Texts = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: c, image: 'c:1', securityContext: {privileged: {{ .Values.priv }}}}]}
`,
  'web/values.yaml': 'priv: false\n',
};
const helmfile = (more = ''): string => `releases:
  - name: web
    chart: ./web
    values: [env.yaml]
${more}`;

describe('a helmfile that becomes a template', () => {
  test('hides nothing of what it deployed: that is looked at as before', async () => {
    const { report } = await reviewed(
      { ...chart, 'helmfile.yaml': helmfile(), 'env.yaml': 'priv: false\n' },
      { 'helmfile.yaml': helmfile('    {{- if true }}\n    wait: true\n    {{- end }}\n'), 'env.yaml': 'priv: true\n' },
    );
    const found = report.findings.filter(({ rule }) => rule === 'pod-security-baseline/privileged-containers');

    expect(found.map(({ status, source }) => [status, source])).toEqual([['new', 'web#env.yaml']]);
    expect(report.unknown.map(({ what }) => what)).toContain('releases');
    expect(report.posture.workloads.map(({ psa }) => psa.after)).not.toContain(null);
  });
});

describe('a file that was a manifest', () => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: "c:1"}]}\n';
  const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: a, namespace: argocd}
spec:
  source: {repoURL: 'https://github.example/shop/deploy', path: apps, targetRevision: HEAD}
  destination: {server: 'https://kubernetes.default.svc', namespace: shop}
`;
  const codes = async (head: string, base: Texts = {}): Promise<readonly string[]> => {
    const { report } = await reviewed({ 'apps/p.yaml': pod, ...base }, { 'apps/p.yaml': head });
    return report.problems.map(({ code, subject }) => `${code} ${subject}`);
  };

  test('and lacks apiVersion or kind now, or is no YAML, could not be looked at', async () => {
    for (const base of [{}, { 'argocd/a.yaml': application }]) {
      expect(await codes(pod.replace('apiVersion: v1\n', ''), base)).toEqual(['not-a-manifest apps/p.yaml']);
      expect(await codes(pod.replace('kind: Pod\n', ''), base)).toEqual(['not-a-manifest apps/p.yaml']);
      expect(await codes('foo: [\n', base)).toEqual(['yaml-syntax apps/p.yaml']);
    }
  });

  test('and is empty, or other YAML, is gone', async () => {
    expect(await codes('# nothing\n')).toEqual([]);
    expect(await codes('replicas: 1\n')).toEqual([]);
  });
});

describe('a namespace that a declaration makes', () => {
  const application = (namespace: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: a, namespace: argocd}
spec:
  source: {repoURL: 'https://github.example/shop/deploy', path: apps, targetRevision: HEAD}
  destination: {server: 'https://kubernetes.default.svc', namespace: ${namespace}}
  syncPolicy:
    syncOptions: [CreateNamespace=true]
    managedNamespaceMetadata: {labels: {pod-security.kubernetes.io/enforce: baseline}}
`;
  const space = (name: string): string => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`;

  test('is no concern of files with other namespaces', async () => {
    const base = { 'apps/p.yaml': space('x'), 'other/n.yaml': space('search'), 'argocd/a.yaml': application('pay') };
    const { report } = await reviewed(base, { 'argocd/a.yaml': application('pay-eu') });

    expect(report.notices).toBeUndefined();
    expect(report.sources.find(({ id }) => id === 'other/n.yaml')?.status).toBe('unchanged');
  });
});
