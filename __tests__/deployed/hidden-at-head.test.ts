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

describe('a helmfile whose releases cannot be read any more', () => {
  const untold = helmfile('    version: {{ .Values.version }}\n');

  test('has its workloads unknown, neither gone nor mended', async () => {
    const release = helmfile('    set: [{name: priv, value: true}]\n');
    const { report, exitCode } = await reviewed(
      { ...chart, 'helmfile.yaml': release, 'env.yaml': 'a: b\n' },
      { 'helmfile.yaml': untold, 'web/values.yaml': 'priv: false\na: c\n' },
    );

    expect(exitCode).toBe(0);
    expect(report.findings.map(({ status }) => status)).not.toContain('fixed');
    expect(report.unknown).toMatchObject([{ what: 'releases', file: 'helmfile.yaml', line: 5 }]);
    expect(report.notices?.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'deployed-otherwise: web#env.yaml is now part of web. Someone may still apply it as before, so it is checked in both ways.',
      'no-longer-deployed: web#env.yaml was deployed by web (helmfile.yaml:2 at the base). It is unknown whether it still is: helmfile.yaml is a template now.',
    ]);
  });

  test('is named once where the same chart is looked at in two ways', async () => {
    const bare = 'releases:\n  - name: web\n    chart: ./web\n';
    const { report } = await reviewed(
      { ...chart, 'helmfile.yaml': bare },
      { 'helmfile.yaml': `${bare}    version: {{ .x }}\n` },
    );

    expect(report.notices?.[0]?.message).toBe(
      'web is no longer deployed by anything that can be seen here. Someone may still apply it as before, so it is checked in both ways.',
    );
  });
});

describe('an Application whose chart cannot be fetched any more', () => {
  const application = (revision: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  source:
    repoURL: 'https://github.example/shop/deploy'
    path: web
    targetRevision: ${revision}
    helm: {valuesObject: {priv: true}}
  destination: {server: 'https://kubernetes.default.svc', namespace: shop}
`;

  test('has its workloads unknown, neither gone nor mended', async () => {
    const { report, exitCode } = await reviewed(
      { ...chart, 'argocd/a.yaml': application('HEAD') },
      { 'argocd/a.yaml': application('v2').replace('github.example/shop/deploy', 'github.example/shop/other') },
    );

    expect(exitCode).toBe(3);
    expect(report.findings.map(({ status }) => status)).not.toContain('fixed');
    expect(report.posture.workloads.filter(({ psa }) => psa.before !== null)).toEqual([
      {
        object: { apiVersion: 'v1', kind: 'Pod', namespace: null, name: 'web' },
        source: 'web',
        psa: { before: 'privileged', after: null },
        unknown: true,
      },
    ]);
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

describe('what a deployment reads', () => {
  const pod = (privileged: boolean): string => `apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: c, image: 'c:1', securityContext: {privileged: ${privileged}}}]}
`;
  const application = (path: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: a, namespace: argocd}
spec:
  source: {repoURL: 'https://github.example/shop/deploy', path: ${path}, targetRevision: HEAD}
  destination: {server: 'https://kubernetes.default.svc', namespace: shop}
`;
  const privileged = async (base: Texts, head: Texts, gone: readonly string[] = []): Promise<readonly string[]> => {
    const { report } = await reviewed(base, head, gone);
    const found = report.findings.filter(({ rule }) => rule === 'pod-security-baseline/privileged-containers');
    return found.map(({ status, source }) => `${status} ${source}`);
  };

  test('may have no name but its ending', async () => {
    for (const file of ['apps/.yaml', 'apps/.yml', 'apps/.json'])
      for (const base of [
        { 'apps/a.yaml': pod(false) },
        { 'apps/a.yaml': pod(false), 'argocd/a.yaml': application('apps') },
      ]) {
        const text = file.endsWith('json')
          ? '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"q"},"spec":{"containers":[{"name":"c","image":"c:1","securityContext":{"privileged":true}}]}}'
          : pod(true);
        expect(await privileged(base, { [file]: text })).toEqual([`new ${file}`]);
      }
  });

  test('is looked at whatever the configuration excludes', async () => {
    const base = {
      '.github/plimsoll.yaml': 'exclude: ["testdata/**"]\n',
      'testdata/e/p.yaml': pod(false),
      'testdata/f/p.yaml': pod(false),
      'argocd/a.yaml': application('testdata/e'),
    };

    expect(await privileged(base, { 'testdata/e/p.yaml': pod(true), 'testdata/f/p.yaml': pod(true) })).toEqual([
      'new testdata/e/p.yaml',
    ]);
  });

  test('is new where nobody deployed it before, though it lay elsewhere', async () => {
    const base = { 'dev/e.yaml': pod(true), 'prod/x.yaml': pod(false).replace('name: p', 'name: x') };
    const moved = (more: Texts): Promise<readonly string[]> =>
      privileged({ ...base, ...more }, { 'prod/e.yaml': pod(true) }, ['dev/e.yaml']);

    expect(await moved({ 'argocd/a.yaml': application('prod') })).toEqual(['new prod/e.yaml', 'fixed dev/e.yaml']);
    expect(await moved({})).toEqual(['existing prod/e.yaml']);
  });
});

describe('value files in the folder of a chart', () => {
  test('that nothing gives to it are named where they change, those of an environment are looked at', async () => {
    const base = { ...chart, 'web/templates/config.yaml': '{{ .Files.Get "settings.yaml" }}' };
    const { report } = await reviewed(base, {
      'web/values-old.yaml': 'priv: true\n',
      'web/ci/x-values.yml': 'priv: true\n',
      'web/settings.yaml': 'a: 1\n',
      'web/values-prod.yaml': 'priv: true\n',
    });

    expect(report.unread?.map(({ file }) => file)).toEqual(['web/ci/x-values.yml', 'web/values-old.yaml']);
    expect(report.findings.filter(({ status }) => status === 'new').map(({ source }) => source)).toContain(
      'web#web/values-prod.yaml',
    );
  });
});

describe('values that a HelmRelease takes from a Secret of the repository', () => {
  const secret = 'Zx9-qT7vLw2#Rk';
  const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: w, namespace: s}
spec:
  chart: {spec: {chart: ./web, sourceRef: {kind: GitRepository, name: flux-system}}}
  valuesFrom: [{kind: Secret, name: s}]
---
apiVersion: v1
kind: Secret
metadata: {name: s, namespace: s}
data: {values.yaml: ${Buffer.from(`conf: "${secret}"\npriv: false\n`).toString('base64')}}
`;

  test('are said nowhere, whatever a template does with them', async () => {
    for (const template of [
      '{{ fail .Values.conf }}',
      `apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: {{ .Values.conf | quote }}, image: "x/{{ .Values.conf }}", securityContext: {privileged: true}}]}
`,
    ]) {
      const { report } = await reviewed({ ...chart, 'release.yaml': release }, { 'web/templates/more.yaml': template });

      expect(report.findings.length + report.problems.length).toBeGreaterThan(0);
      expect(JSON.stringify(report)).not.toContain(secret);
    }
  });
});
