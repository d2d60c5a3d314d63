import { describe, expect, test } from 'vitest';
import { chartYaml, deployment, found, lines, part } from './found.ts';

const repository = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: acme, namespace: flux-system}
spec: {url: https://charts.example.com/}
`;
const git = (url: string, ref = ''): string =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: shop}\nspec: {url: '${url}'${ref}}\n`;

/** A HelmRelease whose spec is given, from line 5 on. */
const release = (spec: string, version = 'v2'): string =>
  `apiVersion: helm.toolkit.fluxcd.io/${version}\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n${spec}`;

const fromRepository =
  '  chart: {spec: {chart: web, version: 1.x, sourceRef: {kind: HelmRepository, name: acme, namespace: flux-system}}}\n';
const local = '  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: shop}}}\n';
const here = {
  'charts/web/Chart.yaml': chartYaml,
  'git.yaml': git('https://github.com/acme/shop', ', ref: {branch: main}'),
};

const configMap = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data:
  values.yaml: |
    a: 1
  tag: "12"
`;

describe('a HelmRelease', () => {
  test('of a repository into which others are laid does not show all of its chart', async () => {
    const including = git('https://github.com/acme/shop', ', include: [{repository: {name: a}}]');
    const { unknown, parts } = await deployment({ ...here, 'git.yaml': including, 'r.yaml': release(local) });

    expect(parts).toHaveLength(1);
    expect(unknown.map(({ what, why }) => [what, why])).toEqual([
      ['chart', 'GitRepository/shop copies files of GitRepository/a into a, which are not known here.'],
    ]);
  });

  test('is its references in order, then its own values, over the chart of a HelmRepository', async () => {
    const spec = `  chart:
    spec:
      chart: web
      version: 1.2.3
      sourceRef: {kind: HelmRepository, name: acme, namespace: flux-system}
  targetNamespace: eu
  install: {createNamespace: true, crds: Skip, disableSchemaValidation: true}
  commonMetadata: {labels: {team: a}}
  postRenderers:
    - kustomize: {images: [{name: x, newTag: "2"}]}
  valuesFrom:
    - {kind: ConfigMap, name: settings}
    - {kind: ConfigMap, name: settings, valuesKey: tag, targetPath: image.tag}
    - {kind: ConfigMap, name: settings, valuesKey: none, optional: true}
  values: {b: yes}
`;

    expect(await deployment({ 'web.yaml': release(spec), 'acme.yaml': repository, 'cm.yaml': configMap })).toEqual({
      name: 'web',
      declaredBy: 'flux-helmrelease',
      target: 'default',
      namespace: 'eu',
      place: lines('web.yaml', 1),
      declaredIn: ['acme.yaml', 'cm.yaml', 'web.yaml'],
      parts: [
        {
          kind: 'helm',
          chart: {
            kind: 'http',
            repository: 'https://charts.example.com',
            name: 'web',
            version: '1.2.3',
            place: lines('web.yaml', 8),
          },
          release: { name: 'eu-web', namespace: 'eu' },
          layers: [
            { kind: 'inline', file: 'cm.yaml', document: 0, path: ['data', 'values.yaml'], value: { a: 1 } },
            { kind: 'inline', file: 'cm.yaml', document: 0, path: ['data', 'tag'], value: { image: { tag: 12 } } },
            { kind: 'inline', file: 'web.yaml', document: 0, path: ['spec', 'values'], value: { b: true } },
          ],
          set: [],
          skipCrds: true,
          skipSchemaValidation: true,
          apiVersions: [],
          kubeVersion: null,
          postRender: [{ images: [{ name: 'x', newTag: '2' }] }],
          commonMetadata: { labels: { team: 'a' }, annotations: {} },
        },
      ],
      createsNamespace: { name: 'eu', managed: null },
      unknown: [],
    });
  });

  test.each(['v2', 'v2beta1', 'v2beta2'])('is read in version %s', async (version) => {
    const contents = { 'web.yaml': release(fromRepository, version), 'acme.yaml': repository };

    expect(await part(contents)).toMatchObject({
      chart: { kind: 'http', version: '1.x', place: lines('web.yaml', 5) },
    });
  });

  test('shortens a long name as Flux does', async () => {
    const text = release(`  targetNamespace: a-very-lengthy-target-namespace\n${fromRepository}`);
    const contents = {
      'web.yaml': text.replace('name: web', 'name: with-a-nice-object-name'),
      'acme.yaml': repository,
    };

    expect(await part(contents)).toMatchObject({
      release: { name: 'a-very-lengthy-target-namespace-with-a-n-97af5d7f41f3' },
    });
  });

  test('goes to the cluster of its kubeConfig, else to that of its folder', async () => {
    const remote = release(`  kubeConfig: {secretRef: {name: prod}}\n${fromRepository}`);

    expect((await deployment({ 'clusters/eu/web.yaml': remote, 'acme.yaml': repository })).target).toBe('prod');
    expect(
      (await deployment({ 'clusters/eu/web.yaml': release(fromRepository), 'acme.yaml': repository })).target,
    ).toBe('eu');
  });
});

describe('its chart', () => {
  test('is a folder of this repository', async () => {
    expect(await part({ ...here, 'web.yaml': release(local) })).toMatchObject({
      chart: { kind: 'folder', path: 'charts/web' },
      layers: [],
    });
  });

  test('has the value files that begin with its own', async () => {
    const spec = local.replace(
      'chart: ./charts/web',
      'valuesFiles: [charts/web/values.yaml, prod.yaml], chart: charts/web',
    );
    const files = { 'charts/web/values.yaml': 'a: 1\n', 'prod.yaml': 'a: 2\n' };

    expect(await part({ ...here, ...files, 'web.yaml': release(spec) })).toMatchObject({
      layers: [{ kind: 'file', file: 'prod.yaml', ignoreMissing: false }],
    });
  });

  test('is in git where another repository or revision has it', async () => {
    const other = {
      ...here,
      'web.yaml': release(local),
      'git.yaml': git('https://github.com/acme/other', ', ref: {tag: v1, branch: x}'),
    };

    expect(await part(other)).toMatchObject({
      chart: {
        kind: 'git',
        url: 'https://github.com/acme/other',
        ref: 'v1',
        path: 'charts/web',
        place: lines('git.yaml', 4),
      },
    });
  });

  test.each([
    ['a tag', 'tag: 1.2.3', '1.2.3'],
    ['a range before a tag', "tag: 1.2.3, semver: '>=1'", '>=1'],
    ['a digest before all', "tag: 1.2.3, semver: '>=1', digest: 'sha256:ab'", 'sha256:ab'],
  ])('is in a registry by %s', async (_, ref, version) => {
    const oci = `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: web, namespace: shop}
spec:
  url: oci://ghcr.io/acme/web
  ref: {${ref}}
`;
    const contents = { 'web.yaml': release('  chartRef: {kind: OCIRepository, name: web}\n'), 'oci.yaml': oci };

    expect(await part(contents)).toMatchObject({
      chart: { kind: 'oci', reference: 'oci://ghcr.io/acme/web', version, place: lines('oci.yaml', 6) },
    });
  });

  test('that is not in the repository is unknown', async () => {
    expect(await deployment({ 'web.yaml': release(fromRepository) })).toMatchObject({
      parts: [],
      unknown: [{ what: 'chart', why: 'HelmRepository/acme is not in this repository.', place: lines('web.yaml', 5) }],
    });
  });

  test.each([
    ['GitRepository', 'GitRepository/other is not in this repository'],
    ['Bucket', 'The content of Bucket/other is not read'],
  ])('from a %s that is not declared is the one in the folder of that name, and that is said', async (kind, why) => {
    const reference = local.replace('kind: GitRepository, name: shop', `kind: ${kind}, name: other`);

    expect(await deployment({ ...here, 'web.yaml': release(reference) })).toMatchObject({
      parts: [{ chart: { kind: 'folder', path: 'charts/web' } }],
      unknown: [{ what: 'chart', why: `${why}; it is assumed to be this repository, which has the chart charts/web.` }],
    });
  });

  test('is looked up in the nearest folder first', async () => {
    const contents = {
      'clusters/a/acme.yaml': repository.replace('charts.example.com', 'a.example.com'),
      'clusters/b/acme.yaml': repository.replace('charts.example.com', 'b.example.com'),
      'clusters/b/apps/web.yaml': release(fromRepository),
    };

    expect(await part(contents)).toMatchObject({ chart: { repository: 'https://b.example.com' } });
  });
});

describe('its values', () => {
  test('in a Secret, or in a ConfigMap that is made elsewhere, are unknown', async () => {
    const from = '  valuesFrom: [{kind: Secret, name: keys}, {kind: ConfigMap, name: none}]\n';
    const unknown = [
      { what: 'values', why: 'Secret/keys is known only to the cluster.', place: lines('web.yaml', 6) },
      { what: 'values', why: 'ConfigMap/none is not in this repository.', place: lines('web.yaml', 6) },
    ];

    expect(await deployment({ ...here, 'web.yaml': release(local + from) })).toMatchObject({
      parts: [{ layers: unknown.map(({ why, place }) => ({ kind: 'unknown', why, place })) }],
      unknown,
    });
  });

  test('of a generated ConfigMap are the file that it is made of', async () => {
    const from = '  valuesFrom: [{kind: ConfigMap, name: settings}]\n';
    const kustomization = 'configMapGenerator:\n  - {name: settings, files: [values.yaml=web-values.yaml]}\n';
    const contents = {
      ...here,
      'apps/web.yaml': release(local + from),
      'apps/kustomization.yaml': kustomization,
      'apps/web-values.yaml': 'a: 1\n',
    };

    expect(await deployment(contents)).toMatchObject({
      declaredIn: ['apps/kustomization.yaml', 'apps/web.yaml', 'git.yaml'],
      parts: [{ layers: [{ kind: 'file', file: 'apps/web-values.yaml', ignoreMissing: false }] }],
    });
  });

  test('that SOPS encrypted are unknown', async () => {
    const text = `${release(`${local}  values: {password: "ENC[AES256_GCM,data:x]"}\n`)}sops: {version: 3.9.0}\n`;

    expect(await deployment({ ...here, 'web.yaml': text })).toMatchObject({
      parts: [{ layers: [{ kind: 'unknown', why: 'SOPS has encrypted them.', place: lines('web.yaml', 6) }] }],
      unknown: [{ what: 'values', why: 'SOPS has encrypted them.', place: lines('web.yaml', 6) }],
    });
  });

  test.each([
    ['no map', '  values: [a]\n', 'web.yaml:6: spec.values: expected a map, got a list.'],
    [
      'a key that the ConfigMap lacks',
      '  valuesFrom: [{kind: ConfigMap, name: settings, valuesKey: none}]\n',
      'web.yaml:6: spec.valuesFrom.0: the ConfigMap has no none; expected it, or optional: true.',
    ],
  ])('that are %s are a problem', async (_, values, message) => {
    const { problems } = await found({ ...here, 'web.yaml': release(local + values), 'cm.yaml': configMap });

    expect(problems.map((problem) => problem.message)).toEqual([message]);
  });
});
