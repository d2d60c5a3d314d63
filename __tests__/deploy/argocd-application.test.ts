import { describe, expect, test } from 'vitest';
import { chartYaml, deployment, found, lines, part } from './found.ts';
import { type WrittenAt } from '../../src/model/source.ts';

/** Where the value of a parameter stands. */
const valueAt = (index: number): WrittenAt => ({
  file: 'apps/web.yaml',
  document: 0,
  path: ['spec', 'source', 'helm', 'parameters', index, 'value'],
});

const repoURL = 'https://github.com/acme/shop';

/** An Application whose spec is given, from line 4 on. */
const application = (spec: string): string =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\nspec:\n${spec}`;

const chart = { 'charts/web/Chart.yaml': chartYaml };

describe('an Application of a chart in this repository', () => {
  test('is its value files, then its inline values, then its parameters', async () => {
    const spec = `  project: shop
  source:
    repoURL: git@github.com:ACME/shop.git
    path: charts/web
    targetRevision: main
    helm:
      releaseName: shop-web
      valueFiles: [values-prod.yaml, ../../envs/eu.yaml, /envs/all.yaml, gone.yaml]
      ignoreMissingValueFiles: true
      values: |
        replicas: 3
        image: {tag: "1"}
      parameters:
        - {name: image.tag, value: "1.20"}
        - {name: hosts, value: "a,b"}
        - {name: port, value: "80", forceString: true}
        - {name: env, value: $ARGOCD_APP_NAME-$NONE-$$x}
      skipCrds: true
      skipSchemaValidation: true
      kubeVersion: v1.34.1
      apiVersions: [monitoring.coreos.com/v1]
  destination: {name: prod-eu, namespace: shop}
  syncPolicy:
    syncOptions: [CreateNamespace=true]
    managedNamespaceMetadata:
      labels: {pod-security.kubernetes.io/enforce: restricted}
`;
    const found = await deployment({
      ...chart,
      'charts/web/values-prod.yaml': 'a: 1\n',
      'envs/eu.yaml': 'a: 2\n',
      'envs/all.yaml': 'a: 3\n',
      'apps/web.yaml': application(spec),
    });

    expect(found).toEqual({
      name: 'web',
      declaredBy: 'argocd-application',
      target: 'prod-eu',
      namespace: 'shop',
      place: lines('apps/web.yaml', 1),
      declaredIn: ['apps/web.yaml'],
      parts: [
        {
          kind: 'helm',
          chart: { kind: 'folder', path: 'charts/web' },
          release: { name: 'shop-web', namespace: 'shop' },
          layers: [
            { kind: 'file', file: 'charts/web/values-prod.yaml', ignoreMissing: true },
            { kind: 'file', file: 'envs/eu.yaml', ignoreMissing: true },
            { kind: 'file', file: 'envs/all.yaml', ignoreMissing: true },
            {
              kind: 'inline',
              file: 'apps/web.yaml',
              document: 0,
              path: ['spec', 'source', 'helm', 'values'],
              value: { replicas: 3, image: { tag: '1' } },
            },
          ],
          set: [
            {
              flag: 'set',
              expression: 'image.tag=1.20',
              name: 'image.tag',
              written: valueAt(0),
              place: lines('apps/web.yaml', 18),
            },
            {
              flag: 'set',
              expression: 'hosts=a\\,b',
              name: 'hosts',
              written: valueAt(1),
              place: lines('apps/web.yaml', 19),
            },
            {
              flag: 'set',
              expression: 'env=web--$x',
              name: 'env',
              written: valueAt(3),
              place: lines('apps/web.yaml', 21),
            },
            {
              flag: 'set-string',
              expression: 'port=80',
              name: 'port',
              written: valueAt(2),
              place: lines('apps/web.yaml', 20),
            },
          ],
          skipCrds: true,
          skipSchemaValidation: true,
          apiVersions: ['monitoring.coreos.com/v1'],
          kubeVersion: 'v1.34.1',
          postRender: [],
          commonMetadata: null,
        },
      ],
      createsNamespace: {
        name: 'shop',
        managed: {
          name: 'shop',
          named: lines('apps/web.yaml', 26),
          metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' }, annotations: {} },
          written: {
            file: 'apps/web.yaml',
            document: 0,
            path: ['spec', 'syncPolicy', 'managedNamespaceMetadata'],
            first: 29,
            last: 29,
          },
        },
      },
      unknown: [],
    });
  });

  test('looks at valuesObject and not at values where it has both', async () => {
    const spec = `  source:
    {repoURL: ${repoURL}, path: charts/web, helm: {values: "a: 1", valuesObject: {b: yes}}}
  destination: {namespace: shop}\n`;

    expect(await part({ ...chart, 'web.yaml': application(spec) })).toMatchObject({
      layers: [
        {
          kind: 'inline',
          file: 'web.yaml',
          document: 0,
          path: ['spec', 'source', 'helm', 'valuesObject'],
          value: { b: true },
        },
      ],
    });
  });

  test('expands patterns as Argo CD walks, each file once, named ones where they are named', async () => {
    const files = ['b.yaml', 'a.yaml', 'z/a.yaml', 'prod.yaml', 'z.yaml'].map((name): [string, string] => [
      `envs/${name}`,
      '',
    ]);
    const helm = 'valueFiles: [/envs/**/*.yaml, /envs/*.yaml, /envs/prod.yaml]';
    const spec = `  source: {repoURL: ${repoURL}, path: charts/web, helm: {${helm}}}\n`;

    expect(await part({ ...chart, ...Object.fromEntries(files), 'app.yaml': application(spec) })).toMatchObject({
      layers: ['a', 'b', 'z', 'z/a', 'prod'].map((name) => ({ kind: 'file', file: `envs/${name}.yaml` })),
    });
  });

  test('takes what .argocd-source files lay over the source, the place being theirs', async () => {
    const spec = `  source: {repoURL: ${repoURL}, path: charts/web}\n`;
    const overrides = 'path: elsewhere\nhelm:\n  parameters:\n  - name: image.tag\n    value: "2"\n';

    const { parts, declaredIn } = await deployment({
      ...chart,
      'charts/web/.argocd-source-web.yaml': overrides,
      'app.yaml': application(spec),
    });

    expect(declaredIn).toEqual(['app.yaml', 'charts/web/.argocd-source-web.yaml']);
    expect(parts).toMatchObject([
      {
        chart: { kind: 'folder', path: 'charts/web' },
        set: [{ expression: 'image.tag=2', place: lines('charts/web/.argocd-source-web.yaml', 4) }],
      },
    ]);
  });
});

describe('an Application of several sources', () => {
  test('reads value files of the repository that a source refers to, with a chart from a Helm repository', async () => {
    const spec = `  sources:
    - repoURL: https://charts.example.com/
      chart: nginx
      targetRevision: 1.2.3
      helm: {valueFiles: [$values/envs/prod.yaml]}
    - {repoURL: ${repoURL}.git, targetRevision: HEAD, ref: values}
    - {repoURL: ${repoURL}.git, path: extra}
`;

    const { parts } = await deployment({
      'envs/prod.yaml': 'a: 1\n',
      'extra/configmap.yaml': 'kind: ConfigMap\n',
      'app.yaml': application(spec),
    });

    expect(parts).toMatchObject([
      {
        chart: {
          kind: 'http',
          repository: 'https://charts.example.com',
          name: 'nginx',
          version: '1.2.3',
          place: lines('app.yaml', 8),
        },
        layers: [{ kind: 'file', file: 'envs/prod.yaml', ignoreMissing: false }],
      },
      { kind: 'directory', folder: 'extra', recurse: false, files: ['extra/configmap.yaml'] },
    ]);
  });

  test.each([
    ['a registry without a scheme', 'repoURL: ghcr.io/acme/charts, chart: nginx', 'oci://ghcr.io/acme/charts/nginx'],
    ['a registry by its address', "repoURL: 'oci://ghcr.io/acme/nginx', path: .", 'oci://ghcr.io/acme/nginx'],
  ])('takes a chart from %s', async (_, source, reference) => {
    const spec = `  source: {${source}, targetRevision: 1.x}\n`;

    expect(await part({ 'app.yaml': application(spec) })).toMatchObject({
      chart: { kind: 'oci', reference, version: '1.x', place: lines('app.yaml', 5) },
    });
  });

  test('says which values of another repository or revision it cannot see', async () => {
    const spec = `  sources:
    - {repoURL: 'https://charts.example.com', chart: nginx, targetRevision: 1.2.3, helm: {valueFiles: [$a/x.yaml, $b/y.yaml]}}
    - {repoURL: https://github.com/acme/other, ref: a}
    - {repoURL: ${repoURL}, targetRevision: v1, ref: b}
`;
    const unknown = [
      { what: 'values', why: 'https://github.com/acme/other is another repository.', place: lines('app.yaml', 6) },
      { what: 'values', why: 'v1 is another revision of this repository.', place: lines('app.yaml', 6) },
    ];

    expect(await deployment({ 'app.yaml': application(spec) })).toMatchObject({
      parts: [{ layers: unknown.map(({ why, place }) => ({ kind: 'unknown', why, place })) }],
      unknown,
    });
  });
});

describe('the tool', () => {
  const kustomization = { 'apps/web/kustomization.yaml': 'resources: []\n' };
  const at = (more = ''): string => `  source: {repoURL: ${repoURL}, path: apps/web${more}}\n`;

  test('is kustomize where the folder has both a kustomization and a chart', async () => {
    const contents = { ...kustomization, 'apps/web/Chart.yaml': chartYaml, 'app.yaml': application(at()) };

    expect(await part(contents)).toEqual({
      kind: 'kustomize',
      folder: 'apps/web',
      generated: false,
      overrides: {},
      substitute: null,
      commonMetadata: null,
    });
  });

  test('kustomize gets the fields that kustomize edit would set', async () => {
    const spec = `  source:
    repoURL: ${repoURL}
    path: apps/web
    kustomize:
      namePrefix: eu-
      nameSuffix: '-v1'
      namespace: shop
      images: [nginx:1.2, "old=ghcr.io/acme/new@sha256:ab", "registry:5000/web"]
      replicas: [{name: web, count: "3"}]
      commonLabels: {team: a}
      commonAnnotations: {app: $ARGOCD_APP_NAME}
      commonAnnotationsEnvsubst: true
      patches: [{target: {kind: Deployment}, patch: "x"}]
      components: [../tls]
`;

    expect(await part({ ...kustomization, 'app.yaml': application(spec) })).toMatchObject({
      overrides: {
        namePrefix: 'eu-',
        nameSuffix: '-v1',
        namespace: 'shop',
        images: [
          { name: 'nginx', newTag: '1.2' },
          { name: 'old', newName: 'ghcr.io/acme/new', digest: 'sha256:ab' },
          { name: 'registry:5000/web' },
        ],
        replicas: [{ name: 'web', count: 3 }],
        commonLabels: { team: 'a' },
        commonAnnotations: { app: 'web' },
        patches: [{ target: { kind: 'Deployment' }, patch: 'x' }],
        components: ['../tls'],
      },
    });
  });

  test('is a folder of manifests otherwise, as include and exclude pick them', async () => {
    const names = ['a.yaml', 'b.json', 'c.md', 'sub/d.yml', 'sub/e.yaml'];
    const files = Object.fromEntries(names.map((name) => [`apps/web/${name}`, '']));
    const spec = at(', directory: {recurse: true, exclude: "{*e.yaml,x}"}');

    expect(await part({ ...files, 'app.yaml': application(spec) })).toEqual({
      kind: 'directory',
      folder: 'apps/web',
      recurse: true,
      files: ['apps/web/a.yaml', 'apps/web/b.json', 'apps/web/sub/d.yml'],
    });
  });

  test('that is a plugin, or Jsonnet, is unknown', async () => {
    const plugin = await deployment({ ...kustomization, 'app.yaml': application(at(', plugin: {name: cue}')) });
    const jsonnet = await deployment({ 'apps/web/main.jsonnet': '{}', 'app.yaml': application(at()) });

    expect([plugin.parts, plugin.unknown]).toEqual([
      [],
      [
        {
          what: 'spec.source.plugin',
          why: 'A plugin renders the manifests; plugins are not run.',
          place: lines('app.yaml', 5),
        },
      ],
    ]);
    expect(jsonnet.unknown).toEqual([
      {
        what: 'manifests',
        why: 'apps/web/main.jsonnet: Jsonnet is not rendered.',
        place: lines('app.yaml', 5),
      },
    ]);
  });
});

describe('the target', () => {
  const source = `  source: {repoURL: ${repoURL}, path: charts/web}\n`;

  test.each([
    ['app.yaml', '{name: prod}', 'prod'],
    ['app.yaml', '{server: "https://10.0.0.1:6443"}', 'https://10.0.0.1:6443'],
    ['app.yaml', '{server: "https://kubernetes.default.svc"}', 'default'],
    ['app.yaml', '{name: in-cluster}', 'default'],
    ['clusters/eu/app.yaml', '{name: in-cluster}', 'eu'],
    ['clusters/eu/app.yaml', '{name: prod}', 'prod'],
  ])('of %s with the destination %s is %s', async (file, destination, target) => {
    const contents = { ...chart, [file]: application(`${source}  destination: ${destination}\n`) };

    expect((await deployment(contents)).target).toBe(target);
  });
});

describe('what is wrong', () => {
  test.each([
    [
      'a list for a text',
      'helm: {releaseName: [a]}',
      '5: spec.source.helm.releaseName: expected a string, got a list.',
    ],
    [
      'a value file that is not there',
      'helm: {valueFiles: [no.yaml]}',
      '5: spec.source.helm.valueFiles.0: charts/web/no.yaml does not exist; expected a values file, or ignoreMissingValueFiles.',
    ],
    [
      'a value file outside',
      'helm: {valueFiles: [../../../x.yaml]}',
      '5: spec.source.helm.valueFiles.0: "../../../x.yaml" leaves the repository; expected a path inside it.',
    ],
    ['values that are no map', 'helm: {values: "- a"}', '5: spec.source.helm.values: expected the text to be a map.'],
    [
      'two tools',
      'helm: {}, kustomize: {}',
      '5: spec.source: expected one of kustomize, helm, directory, plugin, got kustomize and helm; Argo CD refuses that.',
    ],
  ])('%s is a problem that names the line', async (_, source, message) => {
    const spec = `  source: {repoURL: ${repoURL}, path: charts/web, ${source}}\n`;

    const { problems } = await found({ ...chart, 'app.yaml': application(spec) });

    expect(problems.map((problem) => problem.message)).toEqual([`app.yaml:${message}`]);
  });

  test('a path outside of the repository deploys nothing', async () => {
    const { deployments, problems } = await found({
      'app.yaml': application(`  source: {repoURL: ${repoURL}, path: ../other}\n`),
    });

    expect(deployments.map(({ parts }) => parts)).toEqual([[]]);
    expect(problems).toEqual([
      {
        stage: 'discover',
        code: 'path-outside',
        subject: 'app.yaml',
        message: 'app.yaml:5: spec.source.path: "../other" leaves the repository; expected a path inside it.',
        place: lines('app.yaml', 5),
      },
    ]);
  });
});

describe('this repository', () => {
  const at = (url: string): string => application(`  source: {repoURL: '${url}', path: charts/web}\n`);

  test.each([
    'https://github.com/acme/shop',
    'https://github.com/acme/shop/',
    'https://token@github.com/ACME/Shop.git',
    'ssh://git@github.com:22/acme/shop.git',
    'ssh://git@github.com/acme/shop',
    'git@github.com:acme/shop.git',
  ])('is known by %s', async (url) => {
    expect(await part({ ...chart, 'app.yaml': at(url) })).toMatchObject({
      chart: { kind: 'folder', path: 'charts/web' },
    });
  });

  test('is taken to be the one with the path, where its addresses are not known', async () => {
    const contents = { ...chart, 'app.yaml': at('https://git.example.com/any') };

    const { deployments } = await found(contents, { urls: [], branches: [] });

    expect(deployments[0]?.parts).toMatchObject([{ kind: 'helm', chart: { kind: 'folder', path: 'charts/web' } }]);
  });
});
