import { describe, expect, test } from 'vitest';
import { foldersOf } from '../../src/snapshot/folders.ts';
import { type FoundDeployments } from '../../src/sources/deployments/found.ts';
import { findHelmfiles } from '../../src/sources/deployments/helmfile/find-helmfiles.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { textsOf } from '../../src/snapshot/texts.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';
import { chartYaml, lines } from './found.ts';
import { type Path } from '../../src/model/json.ts';
import { type WrittenAt } from '../../src/model/source.ts';

/** Where a value of the first release stands. */
const writtenAt = (...way: Path): WrittenAt => ({
  file: 'deploy/helmfile.yaml',
  document: 0,
  path: ['releases', 0, ...way],
});

async function helmfiles(contents: Readonly<Record<string, string>>): Promise<FoundDeployments> {
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
              {
                flag: 'set',
                expression: 'a.b=3',
                name: 'a.b',
                written: writtenAt('set', 0, 'value'),
                place: lines('deploy/helmfile.yaml', 15),
              },
              {
                flag: 'set',
                expression: 'c={x,y\\,z}',
                name: 'c',
                written: writtenAt('set', 1, 'values'),
                place: lines('deploy/helmfile.yaml', 16),
              },
              {
                flag: 'set-string',
                expression: 'd=1',
                name: 'd',
                written: writtenAt('setString', 0, 'value'),
                place: lines('deploy/helmfile.yaml', 18),
              },
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
  const release = (fields: string): Promise<FoundDeployments> =>
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
    [
      'of the field that has it',
      'helmfile.yaml',
      'releases:\n  - name: a\n    chart: ./a\n  - name: {{ .Environment.Name }}\n',
      4,
    ],
    [
      'of the first of several',
      'helmfile.yaml',
      '# of all\nreleases:\n{{ range .x }}\n  - name: {{ . }}\n{{ end }}\n',
      3,
    ],
    ['of one in a quoted text before it', 'helmfile.yaml', 'a: b\nc: "{{ .d }}"\ne: {{ .f }}\n', 2],
    ['behind line breaks of Windows', 'helmfile.yaml', 'a: b\r\nc: {{ .d }}\r\n', 2],
    [
      'of its action in a file that is named a template',
      'helmfile.yaml.gotmpl',
      '\nreleases:\n  - name: "{{ .a }}"\n',
      3,
    ],
    ['that is the first, where such a file has no action', 'helmfile.yaml.gotmpl', '# none\nreleases: []\n', 1],
  ])('stands on the line %s', async (_, file, text, line) => {
    const { deployments } = await helmfiles({ [file]: text });

    expect(deployments.flatMap(({ place, unknown }) => [place, ...unknown.map((one) => one.place)])).toEqual([
      { kind: 'lines', file, first: line, last: line },
      { kind: 'lines', file, first: line, last: line },
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

describe('a helmfile that is a template', () => {
  const lines = (...more: readonly string[]): string =>
    ['releases:', '  - name: web', '    chart: ./web', ...more.map((line) => `    ${line}`), ''].join('\n');
  const partsIn = async (text: string, file = 'helmfile.yaml'): Promise<unknown> => {
    const { deployments, problems } = await helmfiles({ [file]: text, 'web/Chart.yaml': chartYaml });
    expect(problems).toEqual([]);
    return deployments.map(({ name, unknown, parts }) => [
      name,
      unknown.map(({ what }) => what),
      parts.flatMap((part) =>
        part.kind === 'helm' ? part.set.map((set) => ('expression' in set ? set.expression : set.name)) : [],
      ),
    ]);
  };
  const whole = ['helmfile.yaml', ['releases'], []];

  test('has the releases that can be read beside its actions, and stays unknown', async () => {
    const text = lines('set:', '  - name: a', '    value: {{ .Values.a }}', '  - name: b', '    value: true');

    expect(await partsIn(text)).toEqual([whole, ['web', ['value a'], ['a', 'b=true']]]);
    expect(await partsIn(text, 'helmfile.yaml.gotmpl')).toEqual([
      ['helmfile.yaml.gotmpl', ['releases'], []],
      ['web', ['value a'], ['a', 'b=true']],
    ]);
  });

  test.each([
    ['lines that decide about others', ['{{- if .Values.x }}', 'set: [{name: b, value: true}]', '{{- end }}']],
    ['a comment of several lines', ['{{- /* a', 'b', '*/ -}}', 'set: [{name: b, value: true}]']],
    ['an action that sets a variable', ['{{ $a := "}}" }}', 'set: [{name: b, value: true}]']],
    ['an action that prints more', ['{{ include "x" . | nindent 4 }}', 'set: [{name: b, value: true}]']],
  ])('is read around %s', async (_, more) => {
    expect(await partsIn(lines(...more))).toEqual([whole, ['web', [], ['b=true']]]);
  });

  test.each([
    ['whose branches both say the same', ['{{ if x }}', 'name: a', '{{ else }}', 'name: b', '{{ end }}']],
    ['that does not close an action', ['set: [{name: b, value: true}]', 'wait: {{ .x']],
    ['with an action of several lines in a value', ['wait: {{ if', ' .x }}true{{ end }}']],
    ['that is no YAML beside its actions', ['set: [', 'wait: {{ .x }}']],
    ['whose release has another chart each time', ['version: {{ .x }}']],
  ])('%s is unknown alone', async (_, more) => {
    expect(await partsIn(lines(...more))).toEqual([whole]);
  });
});

test('further states that are no helmfiles by their names are unknown, and so is what is set for all releases', async () => {
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
    ['common.yaml', ['releases']],
    ['b.txt', ['releases']],
    ['sub/x.txt', ['releases']],
  ]);
});

test.each([
  ['args', '["--set","priv=true"]'],
  ['args', '["--set priv=true"]'],
  ['syncArgs', '["--set-string=priv=true"]'],
  ['diffArgs', '["-f","evil.yaml"]'],
  ['templateArgs', '["--post-renderer","./x.sh"]'],
  ['args', '["--kube-context","prod"]'],
])('helmDefaults.%s of %s may change what is rendered, and that is unknown', async (field, given) => {
  const { deployments } = await helmfiles({
    'helmfile.yaml': `helmDefaults: {${field}: ${given}}\nreleases: [{name: web, chart: ./web}]\n`,
    'web/Chart.yaml': chartYaml,
  });

  expect(deployments.map(({ unknown }) => unknown.map(({ what }) => what))).toEqual([[field]]);
});

test('arguments of helm that render nothing otherwise are no matter', async () => {
  const { deployments } = await helmfiles({
    'helmfile.yaml':
      'helmDefaults: {args: ["--timeout 600s", "--no-hooks", "--wait"], syncArgs: ["--atomic"]}\nreleases: [{name: web, chart: ./web}]\n',
    'web/Chart.yaml': chartYaml,
  });

  expect(deployments.map(({ unknown }) => unknown)).toEqual([[]]);
});

test.each([
  ['', '', 'dev'],
  ['', 'helmDefaults: {kubeContext: all}', 'dev'],
  ['kubeContext: own', '', 'own'],
])(
  'the context of the default environment comes after the release (%s) and before helmDefaults (%s)',
  async (own, defaults, target) => {
    const { deployments } = await helmfiles({
      'helmfile.yaml': `environments: {default: {kubeContext: dev}, live: {kubeContext: live}}
${defaults}
---
releases: [{name: web, chart: ./web${own === '' ? '' : `, ${own}`}}]
`,
      'web/Chart.yaml': chartYaml,
    });

    expect(deployments.map((one) => one.target)).toEqual([target]);
  },
);

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
