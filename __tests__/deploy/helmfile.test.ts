import { describe, expect, test } from 'vitest';
import { foldersOf } from '../../src/deploy/folders.ts';
import { type Found } from '../../src/deploy/found.ts';
import { findHelmfiles } from '../../src/deploy/helmfile/find-helmfiles.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { textsOf } from '../../src/texts.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';
import { chartYaml, lines } from './found.ts';

async function helmfiles(contents: Readonly<Record<string, string>>): Promise<Found> {
  const tree = await folderTree(temporaryFolder(contents), { tracked: false, digests: 'stat' });
  return findHelmfiles(
    { tree, texts: textsOf(tree), folders: foldersOf(tree) },
    (path) => !path.startsWith('excluded/'),
  );
}

test('a release is its values in order, then what it sets, over its chart', async () => {
  const text = `repositories:
  - {name: acme, url: https://charts.example.com/}
helmDefaults: {kubeContext: prod, createNamespace: false}
releases:
  - name: web
    namespace: shop
    chart: acme/web
    version: ~1.2
    missingFileHandler: Warn
    values:
      - values/*.yaml
      - gone.yaml
      - image: {tag: "1"}
    set:
      - {name: a.b, value: 3}
      - {name: c, values: [x, "y,z"]}
    setString:
      - {name: d, value: "1"}
`;

  expect(
    await helmfiles({ 'deploy/helmfile.yaml': text, 'deploy/values/b.yaml': '', 'deploy/values/a.yaml': '' }),
  ).toEqual({
    deployments: [
      {
        name: 'web',
        declaredBy: 'helmfile',
        target: 'prod',
        namespace: 'shop',
        place: lines('deploy/helmfile.yaml', 5),
        declaredIn: ['deploy/helmfile.yaml'],
        parts: [
          {
            kind: 'helm',
            chart: {
              kind: 'http',
              repository: 'https://charts.example.com',
              name: 'web',
              version: '~1.2',
              place: lines('deploy/helmfile.yaml', 8),
            },
            release: { name: 'web', namespace: 'shop' },
            layers: [
              { kind: 'file', file: 'deploy/values/a.yaml', ignoreMissing: true },
              { kind: 'file', file: 'deploy/values/b.yaml', ignoreMissing: true },
              {
                kind: 'inline',
                file: 'deploy/helmfile.yaml',
                document: 0,
                path: ['releases', 0, 'values', 2],
                value: { image: { tag: '1' } },
              },
            ],
            set: [
              { flag: 'set', expression: 'a.b=3', place: lines('deploy/helmfile.yaml', 15) },
              { flag: 'set', expression: 'c={x,y\\,z}', place: lines('deploy/helmfile.yaml', 16) },
              { flag: 'set-string', expression: 'd=1', place: lines('deploy/helmfile.yaml', 18) },
            ],
            skipCrds: false,
            skipSchemaValidation: false,
            apiVersions: [],
            kubeVersion: null,
            postRender: [],
            commonMetadata: null,
          },
        ],
        createsNamespace: null,
        unknown: [],
      },
    ],
    problems: [],
  });
});

test.each([
  ['a folder beside it', './charts/web', { kind: 'folder', path: 'helmfile.d/charts/web' }],
  ['a folder without a dot', 'charts/web', { kind: 'folder', path: 'helmfile.d/charts/web' }],
  ['a registry', 'oci://ghcr.io/acme/web', { kind: 'oci', reference: 'oci://ghcr.io/acme/web', version: '1.0.0' }],
  ['a registry by name', 'ghcr/web', { kind: 'oci', reference: 'oci://ghcr.io/acme/web', version: '1.0.0' }],
])('a chart is found in %s', async (_, chart, expected) => {
  const text = `repositories: [{name: ghcr, url: ghcr.io/acme, oci: true}]
releases: [{name: web, chart: '${chart}', version: 1.0.0}]
`;

  const { deployments } = await helmfiles({
    'helmfile.d/01-web.yaml': text,
    'helmfile.d/charts/web/Chart.yaml': chartYaml,
  });

  expect(deployments[0]?.parts).toMatchObject([{ chart: expected }]);
});

test('what is not installed, and what the configuration leaves out, is not deployed', async () => {
  const text = 'releases: [{name: web, chart: ./web, installed: false}]\n';

  expect(await helmfiles({ 'helmfile.yaml': text, 'excluded/helmfile.yaml': 'releases: [' })).toEqual({
    deployments: [],
    problems: [],
  });
});

describe('a template', () => {
  const release = (fields: string): Promise<Found> =>
    helmfiles({
      'helmfile.yaml': `releases:\n  - {name: web, chart: ./web, ${fields}}\n`,
      'web/Chart.yaml': chartYaml,
    });

  test.each([
    ['as a whole', 'releases:\n{{ range .x }}\n  - name: a\n{{ end }}\n'],
    ['around a document', '{{ if x }}\nreleases: []\n{{ end }}\n'],
  ])('%s is unknown', async (_, text) => {
    const { deployments, problems } = await helmfiles({ 'helmfile.yaml': text });

    expect(problems).toEqual([]);
    expect(deployments.map(({ name, parts, unknown }) => [name, parts, unknown.map((one) => one.why)])).toEqual([
      ['helmfile.yaml', [], ['The helmfile is a template, which is not rendered.']],
    ]);
  });

  test.each([
    ['a value file', 'values: ["{{ .Environment.Name }}.yaml"]', 1, 'values'],
    ['values', 'values: [{a: "{{ .Values.a }}"}]', 1, 'values'],
    ['a set value', 'set: [{name: a, value: "{{ .Values.a }}"}]', 1, 'value a'],
    ['the version', 'version: "{{ .Values.version }}"', 0, 'version'],
    ['secrets', 'secrets: [secrets.yaml]', 1, 'secrets'],
    ['hooks that apply something', 'hooks: [{events: [presync], command: kubectl, args: [apply]}]', 1, 'hooks'],
    ['a context', 'kubeContext: "{{ .Environment.Name }}"', 1, 'target'],
  ])('in %s makes that unknown', async (_, fields, parts, what) => {
    const { deployments, problems } = await release(fields);

    expect(problems).toEqual([]);
    expect(deployments.map((one) => [one.parts.length, one.unknown.map((unknown) => unknown.what)])).toEqual([
      [parts, [what]],
    ]);
  });
});

test('further states that no name tells from other files are unknown, and so is what is set for all releases', async () => {
  const { deployments } = await helmfiles({
    'helmfile.yaml': `bases: [common.yaml, b.txt]
helmfiles: [{path: sub/x.txt}]
helmDefaults: {postRenderer: ./x.sh}
releases: [{name: web, chart: ./web}]
`,
    'web/Chart.yaml': chartYaml,
  });

  expect(deployments.map(({ name, unknown }) => [name, unknown.map(({ what }) => what)])).toEqual([
    ['web', ['postRenderer']],
    ['b.txt', ['releases']],
    ['sub/x.txt', ['releases']],
  ]);
});

test.each([
  [
    'a value file that is not there',
    'chart: ./web, values: [none.yaml]',
    'releases.0.values.0: none.yaml does not exist; expected a values file, or a missingFileHandler.',
  ],
  ['a chart that is not there', 'chart: ./none', 'releases.0.chart: there is no chart in none; expected a Chart.yaml.'],
  [
    'a chart outside',
    'chart: ../none',
    'releases.0.chart: "../none" leaves the repository; expected a path inside it.',
  ],
  ['another type', 'chart: [x]', 'releases.0.chart: expected a string, got a list.'],
])('%s is a problem', async (_, fields, message) => {
  const contents = { 'helmfile.yaml': `releases:\n  - {name: web, ${fields}}\n`, 'web/Chart.yaml': chartYaml };

  expect((await helmfiles(contents)).problems[0]?.message).toBe(`helmfile.yaml:2: ${message}`);
});
