import { describe, expect, test } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { auditor, type Texts } from '../suggest/audited.ts';

const audited = auditor();

const chart: Texts = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/values.yaml': 'hostNetwork: false\n',
  'charts/web/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
spec:
  hostNetwork: {{ .Values.hostNetwork }}
  containers:
    - name: web
      image: nginx:1.27
`,
};

const application = (name: string, cluster: string, more: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
spec:
  source:
    repoURL: https://git.example/shop/deploy
    path: charts/web
    helm:
${more}
  destination:
    name: ${cluster}
    namespace: shop
`;

const hostNetwork = 'pod-security-baseline/host-namespaces';

/** Which deployments a rule speaks about, by the names of the objects, and where the sources are said to be deployed. */
function said({ findings, sources }: Report, rule: string): unknown[] {
  const bySource = new Map(sources.map((source) => [source.id, source]));
  return findings
    .filter((finding) => finding.rule === rule)
    .map(({ object, source }) => {
      const { target, deployment } = bySource.get(source) ?? {};
      return { object: object.name, target, ...deployment };
    });
}

describe('a chart', () => {
  test('is rendered as each Application deploys it, not with its defaults', async () => {
    const report = await audited({
      ...chart,
      'apps/prod.yaml': application('web-prod', 'prod', '      valuesObject:\n        hostNetwork: true'),
      'apps/test.yaml': application('web-test', 'test', '      valuesObject:\n        hostNetwork: false'),
    });

    expect(report.problems).toEqual([]);
    expect(report.sources.filter(({ kind }) => kind === 'helm').map(({ id, target }) => ({ id, target }))).toEqual([
      { id: 'charts/web@web-prod', target: 'prod' },
      { id: 'charts/web@web-test', target: 'test' },
    ]);
    expect(said(report, hostNetwork)).toEqual([
      { object: 'web-prod', target: 'prod', name: 'web-prod', file: 'apps/prod.yaml', line: 1 },
    ]);
  });

  test('that no declaration deploys is rendered with its defaults, and with the value files beside it', async () => {
    const report = await audited({ ...chart, 'charts/web/values-prod.yaml': 'hostNetwork: true\n' });

    expect(report.sources.map(({ id, deployment }) => ({ id, deployment }))).toEqual([
      { id: 'charts/web', deployment: undefined },
      {
        id: 'charts/web#charts/web/values-prod.yaml',
        deployment: { name: 'prod', file: 'charts/web/values-prod.yaml', line: 1 },
      },
    ]);
    expect(said(report, hostNetwork)).toMatchObject([
      { object: 'release-name', name: 'prod', file: 'charts/web/values-prod.yaml' },
    ]);
  });

  test('takes what a helmfile sets, and files for values', async () => {
    const report = await audited({
      ...chart,
      'helmfile.yaml': `releases:
  - name: web
    namespace: shop
    chart: ./charts/web
    set:
      - name: hostNetwork
        value: true
`,
    });

    expect(report.problems).toEqual([]);
    expect(said(report, hostNetwork)).toMatchObject([{ object: 'web', file: 'helmfile.yaml' }]);
  });

  test('goes through the post-renderers of its HelmRelease: what they write is said of the release', async () => {
    const report = await audited({
      ...chart,
      'clusters/prod/web.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: web
  namespace: shop
spec:
  chart:
    spec:
      chart: charts/web
      sourceRef: {kind: GitRepository, name: flux-system}
  commonMetadata:
    labels: {team: shop}
  postRenderers:
    - kustomize:
        patches:
          - target: {kind: Pod}
            patch: |
              - {op: replace, path: /spec/hostNetwork, value: true}
`,
    });

    expect(report.problems).toEqual([]);
    expect(said(report, hostNetwork)).toMatchObject([{ object: 'web', target: 'prod' }]);
    expect(report.findings.find(({ rule }) => rule === hostNetwork)?.place).toEqual({
      kind: 'lines',
      file: 'clusters/prod/web.yaml',
      first: 1,
      last: 1,
    });
  });
});

describe('a kustomization', () => {
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [{name: web, image: nginx:1.27}]\n';
  const flux = (more: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./apps
  sourceRef: {kind: GitRepository, name: flux-system}
${more}`;

  test('has the patches of the Kustomization that deploys it, and what they write is said of that', async () => {
    const report = await audited({
      'apps/kustomization.yaml': 'resources: [pod.yaml]\n',
      'apps/pod.yaml': pod,
      'clusters/prod/apps.yaml': flux(`  targetNamespace: shop
  patches:
    - target: {kind: Pod}
      patch: |
        - {op: add, path: /spec/hostNetwork, value: true}
`),
    });

    expect(report.problems).toEqual([]);
    const found = report.findings.find(({ rule }) => rule === hostNetwork);
    expect(found).toMatchObject({
      object: { name: 'web', namespace: 'shop' },
      place: { kind: 'lines', file: 'clusters/prod/apps.yaml', first: 11, last: 11 },
    });
    expect(report.findings.find(({ rule }) => rule === 'pod-security-restricted/run-as-non-root')?.place).toMatchObject(
      {
        file: 'apps/pod.yaml',
      },
    );
  });

  test.each([
    [
      'a map',
      '      patch: |\n        kind: Pod\n        apiVersion: v1\n        metadata: {name: web}\n        spec:\n          hostNetwork: true\n',
      14,
    ],
    [
      'a map in one line',
      '      patch: "{kind: Pod, apiVersion: v1, metadata: {name: web}, spec: {hostNetwork: true}}"\n',
      9,
    ],
    [
      'an operation',
      '      patch: |-\n        - op: add\n          path: /spec/hostNetwork\n          value: true\n',
      12,
    ],
    [
      'the last of two',
      `      patch: '[{"op": "add", "path": "/spec/hostNetwork", "value": false}]'
    - target: {kind: Pod}
      patch: |
        [{"op": "add", "path": "/spec/hostNetwork", "value": true}]
`,
      12,
    ],
  ])('has what an inline patch of the Kustomization writes at its line there: %s', async (_, patch, line) => {
    const report = await audited({
      'apps/kustomization.yaml': 'resources: [pod.yaml]\n',
      'apps/pod.yaml': pod,
      'clusters/prod/apps.yaml': flux(`  patches:\n    - target: {kind: Pod}\n${patch}`),
    });

    expect(report.problems).toEqual([]);
    expect(report.findings.find(({ rule }) => rule === hostNetwork)?.place).toEqual({
      kind: 'lines',
      file: 'clusters/prod/apps.yaml',
      first: line,
      last: line,
    });
  });

  test('has what the Kustomization sets to what it was where that is declared', async () => {
    const enforce = 'pod-security.kubernetes.io/enforce';
    const labels = `labels: {${enforce}: privileged}`;
    const kustomization = 'resources: [pod.yaml, shop.yaml]\nimages: [{name: nginx, newTag: latest}]\n';
    const files = {
      'apps/kustomization.yaml': kustomization,
      'apps/pod.yaml': pod.replace('nginx:1.27', 'nginx:latest'),
      'apps/shop.yaml': `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  ${labels}\n`,
    };
    const places = async (more: string): Promise<unknown> => {
      const { findings } = await audited({ ...files, 'clusters/prod/apps.yaml': flux(more) });
      return ['image/not-pinned', 'namespace/pod-security-labels'].map(
        (rule) => findings.find((each) => each.rule === rule && each.source === 'apps')?.place,
      );
    };
    const images = '  images: [{name: nginx, newTag: latest}]\n';

    expect(await places('')).toMatchObject([
      { file: 'apps/kustomization.yaml', first: 2 },
      { file: 'apps/shop.yaml', first: 5 },
    ]);
    expect(await places(`${images}  commonMetadata: {${labels}}\n`)).toMatchObject([
      { file: 'clusters/prod/apps.yaml' },
      { file: 'clusters/prod/apps.yaml' },
    ]);
  });

  test('has what a container lacks in the patch of the deployment that added it', async () => {
    const report = await audited({
      'apps/kustomization.yaml': 'resources: [pod.yaml]\n',
      'apps/pod.yaml': pod,
      'clusters/prod/apps.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: apps, namespace: argocd}
spec:
  destination: {name: prod}
  source:
    repoURL: https://github.com/acme/shop
    path: apps
    kustomize:
      patches:
        - target: {kind: Pod}
          patch: |-
            - op: add
              path: /spec/containers/-
              value:
                name: side
                image: side:1
`,
    });
    const rule = 'pod-security-restricted/privilege-escalation';

    expect(report.problems).toEqual([]);
    expect(report.findings.filter((each) => each.rule === rule).map(({ place }) => place)).toEqual([
      { kind: 'lines', file: 'apps/pod.yaml', first: 5, last: 5 },
      { kind: 'lines', file: 'clusters/prod/apps.yaml', first: 15, last: 15 },
    ]);
  });

  test('without a file of its own is made of all manifests below the folder', async () => {
    const report = await audited({
      'apps/a/pod.yaml': pod,
      'apps/b/kustomization.yaml': 'resources: [pod.yaml]\nnamePrefix: b-\n',
      'apps/b/pod.yaml': pod,
      'clusters/prod/apps.yaml': flux('  namePrefix: prod-\n'),
    });

    expect(report.problems).toEqual([]);
    expect(report.sources.map(({ id, objects }) => ({ id, objects }))).toEqual([
      { id: 'apps', objects: 2 },
      { id: 'clusters/prod/apps.yaml', objects: 1 },
    ]);
    const names = new Set(report.findings.flatMap(({ object }) => (object.kind === 'Pod' ? [object.name] : [])));
    expect([...names].sort()).toEqual(['prod-b-web', 'prod-web']);
  });

  test("has findings of a variable's own default where that is written, of what sets it where it is declared", async () => {
    const placed = async (variables: string): Promise<unknown> => {
      const report = await audited({
        'apps/pod.yaml': pod.replace('spec:', 'spec:\n  hostNetwork: ${HOST:=true}'),
        'clusters/prod/apps.yaml': flux(`  postBuild:\n    substitute: {${variables}}\n`),
      });
      return report.findings.filter(({ rule }) => rule === hostNetwork).map(({ place }) => place);
    };

    expect(await placed('A: b')).toEqual([{ kind: 'lines', file: 'apps/pod.yaml', first: 5, last: 5 }]);
    expect(await placed('HOST: "true"')).toMatchObject([{ file: 'clusters/prod/apps.yaml' }]);
  });

  test("has Flux's variables put in; of what only the cluster knows nothing is said, and that is named once", async () => {
    const report = await audited({
      'apps/pod.yaml': pod
        .replace('nginx:1.27', "'registry.example/${IMAGE}'")
        .replace('spec:', 'spec:\n  hostNetwork: ${HOST}'),
      'clusters/prod/apps.yaml': flux(`  postBuild:
    substitute: {HOST: "true"}
    substituteFrom: [{kind: Secret, name: vars}]
`),
    });

    expect(report.problems).toEqual([]);
    expect(said(report, hostNetwork)).toMatchObject([{ object: 'web', target: 'prod' }]);
    expect(report.findings.filter(({ rule }) => rule.startsWith('image/'))).toEqual([]);
    expect(report.unknown).toMatchObject([
      {
        deployment: 'apps',
        target: 'prod',
        file: 'clusters/prod/apps.yaml',
        line: 9,
        what: 'variables',
        why: 'Secret/vars is known only to the cluster.',
        fields: 1,
        hanging: [{ rule: 'image/not-pinned' }],
        assumed: 0,
      },
    ]);
  });
});

describe('declarations', () => {
  test('that an overlay patches deploy what the overlay makes of them, on the cluster that it is for', async () => {
    const report = await audited({
      ...chart,
      'apps/base/kustomization.yaml': 'resources: [release.yaml]\n',
      'apps/base/release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  chart:
    spec:
      chart: charts/web
      sourceRef: {kind: GitRepository, name: flux-system}
`,
      ...Object.fromEntries(
        ['prod', 'test'].flatMap((cluster) => [
          [
            `apps/${cluster}/kustomization.yaml`,
            'resources: [../base]\npatches: [{path: values.yaml, target: {kind: HelmRelease}}]\n',
          ],
          [
            `apps/${cluster}/values.yaml`,
            `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web}
spec:
  values:
    hostNetwork: ${String(cluster === 'prod')}
`,
          ],
          [
            `clusters/${cluster}/apps.yaml`,
            `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./apps/${cluster}
  sourceRef: {kind: GitRepository, name: flux-system}
`,
          ],
        ]),
      ),
    });

    expect(report.problems).toEqual([]);
    expect(said(report, hostNetwork)).toEqual([
      { object: 'web', target: 'prod', name: 'web', file: 'apps/base/release.yaml', line: 1 },
    ]);
    expect(report.sources.filter(({ kind }) => kind === 'helm').map(({ id }) => id)).toEqual([
      'charts/web@web.prod',
      'charts/web@web.test',
    ]);
  });

  test("have Flux's variables put in before they are read", async () => {
    const report = await audited({
      ...chart,
      'apps/kustomization.yaml': 'resources: [release.yaml]\n',
      'apps/release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  chart:
    spec:
      chart: charts/web
      sourceRef: {kind: GitRepository, name: flux-system}
  values: {hostNetwork: "\${host}"}
`,
      'clusters/prod/apps.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./apps
  sourceRef: {kind: GitRepository, name: flux-system}
  postBuild: {substitute: {host: "true"}}
`,
    });

    expect(report.problems).toEqual([]);
    expect(said(report, hostNetwork)).toMatchObject([{ object: 'web', target: 'prod' }]);
  });

  test('of which nothing can be seen are named, and nothing is guessed', async () => {
    const report = await audited({
      ...chart,
      'apps/set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: everywhere}
spec:
  generators: [{clusters: {}}]
  template:
    metadata: {name: "{{name}}-web"}
    spec:
      source: {repoURL: https://git.example/shop/deploy, path: charts/web}
      destination: {server: "{{server}}", namespace: shop}
`,
    });

    expect(report.problems).toEqual([]);
    expect(report.unknown).toMatchObject([{ deployment: 'everywhere', file: 'apps/set.yaml', what: 'applications' }]);
    expect(report.sources.filter(({ kind }) => kind === 'helm').map(({ id }) => id)).toEqual(['charts/web']);
  });
});

describe('two clusters with a namespace of the same name', () => {
  const flux = (cluster: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: shop, namespace: flux-system}
spec:
  path: ./shop/${cluster}
  sourceRef: {kind: GitRepository, name: flux-system}
`;
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n';
  const pod = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {containers: [{name: web, image: nginx:1.27}]}
`;
  const deny = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress]}
`;

  test('are told apart: the policy of the one does not cover the other', async () => {
    const report = await audited({
      'clusters/eu/shop.yaml': flux('eu'),
      'clusters/us/shop.yaml': flux('us'),
      'shop/eu/all.yaml': [namespace, pod, deny].join('---\n'),
      'shop/us/all.yaml': [namespace, pod].join('---\n'),
    });

    expect(report.problems).toEqual([]);
    expect(said(report, 'network-policy/default-deny')).toEqual([
      { object: 'shop', target: 'us', name: 'shop', file: 'clusters/us/shop.yaml', line: 1 },
    ]);
  });
});

describe('values of a ConfigMap', () => {
  test('are found in any manifest of the repository', async () => {
    const report = await audited({
      ...chart,
      'config/values.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: web-values, namespace: shop}
data:
  values.yaml: |
    hostNetwork: true
`,
      'clusters/prod/web.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  chart:
    spec:
      chart: charts/web
      sourceRef: {kind: GitRepository, name: flux-system}
  valuesFrom: [{kind: ConfigMap, name: web-values}]
`,
    });

    expect(report.problems).toEqual([]);
    expect(report.unknown).toEqual([]);
    expect(said(report, hostNetwork)).toMatchObject([{ object: 'web', target: 'prod' }]);
  });
});
