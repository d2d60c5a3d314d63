import { afterAll, describe, expect, test } from 'vitest';
import { emptyConfig, parseConfig } from '../../src/policy/config/config.ts';
import { discover, type Discovery } from '../../src/sources/discover/discover.ts';
import { type ChartFlags } from '../../src/sources/discover/options.ts';
import { type HelmSource } from '../../src/model/source.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { textsOf } from '../../src/snapshot/texts.ts';
import { openEngines } from '../engine/open-engines.ts';
import { type Content, temporaryFolder } from '../snapshot/temporary.ts';

const engines = openEngines();
afterAll(async () => engines.close());

const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n';
const chart = (more = ''): string => `apiVersion: v2\nname: web\nversion: 1.0.0\n${more}`;

async function discovered(
  contents: Readonly<Record<string, Content>>,
  { config = '', flags = null }: { config?: string; flags?: ChartFlags | null } = {},
): Promise<Discovery> {
  const tree = await folderTree(temporaryFolder(contents), { tracked: false, digests: 'stat' });
  return discover(tree, textsOf(tree), {
    config: config === '' ? emptyConfig : parseConfig('plimsoll.yaml', config),
    flags,
    repository: () => Promise.resolve({ urls: [], branches: [] }),
    engines,
    kubernetesVersion: '1.36',
  });
}

async function ids(contents: Readonly<Record<string, Content>>, config = ''): Promise<string[]> {
  return (await discovered(contents, { config })).sources.map(({ kind, id }) => `${kind} ${id}`);
}

describe('plain manifests', () => {
  test.each([
    ['YAML', 'a.yaml', manifest],
    ['.yml in capitals', 'a.YML', manifest],
    ['keys in another order, in a later document', 'a.yaml', `# nothing\n---\nkind: Pod\nspec: {}\napiVersion: v1\n`],
    ['quoted keys', 'a.yaml', '"apiVersion": v1\n\'kind\': Pod\n'],
    ['flow style', 'a.yaml', '{apiVersion: v1, kind: Pod}\n'],
    ['JSON', 'a.json', '{"kind":"Pod","apiVersion":"v1"}'],
    ['broken YAML, to be reported', 'a.yaml', `${manifest}data: [\n`],
    ['not UTF-8, to be reported', 'a.yaml', Uint8Array.of(0xff)],
    ['a CRLF file', 'a.yaml', manifest.replaceAll('\n', '\r\n')],
  ])('are found: %s', async (_, name, content) => {
    expect(await ids({ [`deploy/${name}`]: content })).toEqual([`plain deploy/${name}`]);
  });

  test.each([
    ['a byte order mark first', '\ufeffapiVersion: v1\nkind: Pod\n'],
    ['the document indented', '  apiVersion: v1\n  kind: Pod\n'],
    ['explicit keys', '? apiVersion\n: v1\n? kind\n: Pod\n'],
    ['keys with anchors', '&a apiVersion: v1\n&b kind: Pod\n'],
    ['keys with tags', '!!str apiVersion: v1\n! kind: Pod\n'],
    ['keys in Base64', '!!binary YXBpVmVyc2lvbg==: v1\n!!binary a2luZA==: Pod\n'],
    [
      'a tag in Base64 by another handle',
      '%TAG !b! tag:yaml.org,2002:bin\u2028---\u2028!b!ary YXBpVmVyc2lvbg==: v1\n!b!ary a2luZA==: Pod\n',
    ],
    ['escaped letters', '"api\\x56ersion": v1\n"\\u006bind": Pod\n'],
    ['an escaped break', '? "api\\\n  Version"\n: v1\n? "ki\\\n  nd"\n: Pod\n'],
    ['merged keys', 'x: &x {apiVersion: v1, kind: Pod}\n<<: *x\n'],
    ['an alias as a key', 'x: &k kind\ny: &v apiVersion\n*k : Pod\n*v : v1\n'],
    ['JSON behind a comment', '# c\n{"apiVersion": "v1",\n "kind": "Pod"}\n'],
    ['JSON behind a tab', '\t{apiVersion: v1,\n &k kind: Pod}\n'],
    ['JSON behind JSON', '{"a":1}{"\\u0061piVersion":"v1","k\\u0069nd":"Pod"}'],
    ['carriage returns alone', '# c\rapiVersion: v1\rkind: Pod\r'],
    ['NEL for a break', '# c\x85apiVersion: v1\x85kind: Pod\x85'],
    ['U+2028 for a break', '# c\u2028apiVersion: v1\u2028kind: Pod\u2028'],
    ['a separator behind U+2029', '# c\u2029--- \u2029apiVersion: v1\u2029kind: Pod'],
    ['keys behind a directive', '%YAML 1.1 # c\u2028--- {apiVersion: v1,\n  kind: Pod}\n'],
    ['a list of any kind', ' kind: ConfigMap\n apiVersion: v1\n items: [{kind: Pod, apiVersion: v1}]\n'],
  ])('are found as Kubernetes reads them: %s', async (_, text) => {
    expect(await ids({ 'deploy/a.yaml': text })).toEqual(['plain deploy/a.yaml']);
  });

  test.each([
    ['a workflow', '.github/workflows/ci.yaml', 'on: push\njobs: {}\n'],
    ['a values file', 'values.yaml', 'image: {kind: x, apiVersion: y}\n'],
    ['another extension', 'readme.md', manifest],
    ['manifests in a text', 'ci.yml', 'run: |\n  apply <<EOF\n  apiVersion: v1\n  kind: Pod\n  EOF\n'],
    ['broken YAML with manifests in a text', 'ci.yml', 'run: |\n  echo "apiVersion: v1, kind: Pod"\nb: [\n'],
    ['tags that nobody knows', 'mkdocs.yml', 'a: !!python/name:x.y\nkind: !ENV [A, b]\nnav: [{apiVersion: a.md}]\n'],
    ['JSON without kind', 'package.json', '{"name":"x","apiVersion":"1"}'],
    ['a template that no chart owns', 'x.tpl', manifest],
  ])('are not: %s', async (_, path, content) => {
    expect(await ids({ [path]: content })).toEqual([]);
  });

  test('that the configuration excludes are not looked at', async () => {
    const config = 'exclude:\n  - test/**\n  - "*.gen.yaml"\n';

    expect(await ids({ 'test/a/b.yaml': manifest, 'c.gen.yaml': manifest, 'd.yaml': manifest }, config)).toEqual([
      'plain d.yaml',
    ]);
  });
});

describe('charts', () => {
  const web = { 'web/Chart.yaml': chart(), 'web/templates/a.yaml': manifest };

  test("own what Helm renders of them: templates and CRDs, their subcharts' too", async () => {
    const below = [
      'crds/b.yaml',
      'templates/tests/c.yaml',
      'charts/sub/templates/d.yaml',
      'charts/sub/charts/x/crds/e.yaml',
    ];
    const contents = Object.fromEntries(below.map((path) => [`web/${path}`, manifest]));
    const subcharts = { 'web/charts/sub/Chart.yaml': chart(), 'web/charts/sub/charts/x/Chart.yaml': chart() };

    expect(await ids({ ...web, ...subcharts, ...contents })).toEqual(['helm web']);
  });

  test.each([
    ['beside its templates', 'web/extra/a.yaml'],
    ['in its folder', 'web/a.yaml'],
    ['in its ci/', 'web/ci/a.yaml'],
    ['of its tests', 'web/tests/templates/a.yaml'],
    ['loose in its charts/', 'web/charts/a.yaml'],
    ['in a folder of its charts/ that is no chart', 'web/charts/sub/templates/a.yaml'],
    ['in a folder that Helm passes over', 'web/charts/_sub/templates/a.yaml'],
    ['that is called values', 'web/values-prod.yaml'],
    ['that is its values.yaml', 'web/values.yaml'],
  ])('do not own a manifest %s', async (_, path) => {
    expect((await ids({ ...web, [path]: manifest })).filter((id) => id.startsWith('plain'))).toEqual([`plain ${path}`]);
  });

  test('are looked at as manifests too where Chart.yaml is one', async () => {
    expect(await ids({ 'web/Chart.yaml': `${manifest}name: web\nversion: 1.0.0\n` })).toEqual([
      'helm web',
      'plain web/Chart.yaml',
    ]);
  });

  test('in the folder of another, but not in its charts/, stand on their own', async () => {
    expect(
      await ids({ ...web, 'web/testdata/x/Chart.yaml': chart(), 'web/testdata/x/templates/a.yaml': manifest }),
    ).toEqual(['helm web', 'helm web/testdata/x']);
  });

  test('do not own a kustomization beside their templates', async () => {
    expect(
      await ids({ ...web, 'web/k/kustomization.yaml': 'resources: [a.yaml]\n', 'web/k/a.yaml': manifest }),
    ).toEqual(['helm web', 'kustomize web/k']);
  });

  test.each([
    ['by name', '{{ .Files.Get "files/a.yaml" }}', []],
    ['by a pattern', '{{ (.Files.Glob "files/*.yaml").AsConfig }}', []],
    ['by a name with a part from elsewhere', '{{ $.Files.Get (printf "files/%s.yaml" .Values.x) }}', []],
    ['by a name that it works out', '{{ .Files.Get .Values.file }}', []],
    ['through a variable', '{{ $files := .Files }}{{ $files.Get "x" }}', []],
    ['by another name', '{{ .Files.Get "files/b.yaml" }}', ['plain web/files/a.yaml']],
    ['not at all', 'a: b', ['plain web/files/a.yaml']],
  ])('own a file that a template reads %s', async (_, template, plain) => {
    const contents = { ...web, 'web/templates/b.yaml': template, 'web/files/a.yaml': manifest };

    expect((await ids(contents)).filter((id) => id.startsWith('plain'))).toEqual(plain);
  });

  test.each([
    ['of one of its templates', '---\n# Source: web/templates/a.yaml\n', []],
    ['of a template that it does not have', '# Source: web/templates/z.yaml\n', ['plain web/examples/a.yaml']],
    ['further down', `${manifest}---\n# Source: web/templates/a.yaml\n`, ['plain web/examples/a.yaml']],
  ])('own a file that is marked as the output %s', async (_, mark, plain) => {
    const contents = { ...web, 'web/examples/a.yaml': `${mark}${manifest}` };

    expect((await ids(contents)).filter((id) => id.startsWith('plain'))).toEqual(plain);
  });

  test('in the root of the repository own the repository', async () => {
    expect(await ids({ 'Chart.yaml': chart(), 'templates/a.yaml': manifest })).toEqual(['helm .']);
  });

  test("are rendered with their defaults and with each of ci/'s values", async () => {
    const contents = { 'web/Chart.yaml': chart(), 'web/ci/one-values.yaml': '', 'web/ci/other.yaml': '' };

    expect(await ids(contents)).toEqual(['helm web', 'helm web#web/ci/one-values.yaml']);
  });

  test("are rendered with each combination of the configuration in the place of their defaults, and with ci/'s", async () => {
    const contents = {
      'web/Chart.yaml': chart(),
      'web/ci/one-values.yaml': '',
      'web/ci/two-values.yaml': '',
      'web/ci/other.yaml': '',
    };
    const config =
      'charts:\n  - path: web/\n    values: [[prod.yaml], [prod.yaml, eu/west.yaml], [ci/one-values.yaml]]\n    release: r\n';

    expect(await ids(contents, config)).toEqual([
      'helm web#web/ci/one-values.yaml',
      'helm web#web/ci/two-values.yaml',
      'helm web#web/prod.yaml',
      'helm web#web/prod.yaml,web/eu/west.yaml',
    ]);
  });

  test('take the command line before all else', async () => {
    const flags = {
      values: ['prod.yaml'],
      set: ['a=b'],
      release: { name: 'shop', namespace: 'eu' },
      skipSchemaValidation: true,
    };

    const { sources } = await discovered({ 'web/Chart.yaml': chart(), 'web/ci/one-values.yaml': '' }, { flags });

    expect(sources).toEqual([
      {
        kind: 'helm',
        id: 'web#prod.yaml',
        path: 'web',
        target: 'default',
        namespace: 'eu',
        deployment: null,
        files: new Map([
          ['Chart.yaml', 'web/Chart.yaml'],
          ['ci/one-values.yaml', 'web/ci/one-values.yaml'],
        ]),
        values: ['prod.yaml'],
        layers: [{ kind: 'file', file: 'prod.yaml' }],
        release: flags.release,
        set: ['a=b'],
        setString: [],
        setFile: [],
        setUnknown: [],
        apiVersions: [],
        kubernetesVersion: null,
        skipCrds: false,
        finishing: null,
        skipSchemaValidation: true,
        chosenAt: null,
        remote: null,
        reads: ['prod.yaml', 'web/Chart.yaml', 'web/ci/one-values.yaml'],
      },
    ]);
  });

  test('are given their file:// dependencies under charts/, and read them', async () => {
    const dependency = 'dependencies:\n  - {name: lib, version: 1.0.0, repository: "file://../lib"}\n';
    const { sources } = await discovered({
      'web/Chart.yaml': chart(dependency),
      'lib/Chart.yaml': chart('type: library\n'),
      'lib/templates/_x.tpl': '',
    });

    expect(sources.map(({ id, reads }) => ({ id, reads }))).toEqual([
      { id: 'web', reads: ['lib/Chart.yaml', 'lib/templates/_x.tpl', 'web/Chart.yaml'] },
    ]);
    expect([...(sources as readonly HelmSource[]).flatMap(({ files }) => [...files.keys()])]).toEqual([
      'Chart.yaml',
      'charts/lib/Chart.yaml',
      'charts/lib/templates/_x.tpl',
    ]);
  });

  test('keep a vendored dependency rather than the file:// one', async () => {
    const dependency = 'dependencies:\n  - {name: lib, version: 1.0.0, repository: "file://../lib"}\n';
    const { sources } = await discovered({
      'web/Chart.yaml': chart(dependency),
      'web/charts/lib-1.0.0.tgz': '',
      'lib/Chart.yaml': chart('type: library\n'),
    });

    expect(sources.map(({ reads }) => reads)).toEqual([['web/Chart.yaml', 'web/charts/lib-1.0.0.tgz']]);
  });

  test('that depend on each other come to an end', async () => {
    const on = (name: string): string =>
      chart(`dependencies:\n  - {name: ${name}, version: 1.0.0, repository: "file://../${name}"}\n`);

    expect(await ids({ 'a/Chart.yaml': on('b'), 'b/Chart.yaml': on('a') })).toEqual(['helm a', 'helm b']);
  });

  test.each([
    ['no map', '- a\n'],
    ['broken', 'name: [\n'],
    ['without a name', 'version: 1.0.0\n'],
  ])('whose Chart.yaml is %s are a problem', async (_, text) => {
    const message = 'web/Chart.yaml is not a chart: expected a map with a name and a version.';

    expect(await discovered({ 'web/Chart.yaml': text })).toEqual({
      sources: [],
      unseen: [],
      declaredIn: [],
      namespaces: [],
      standalone: new Set(),
      claimed: [],
      problems: [
        {
          stage: 'discover',
          code: 'chart-invalid',
          subject: 'web',
          message,
          place: { kind: 'file', file: 'web/Chart.yaml', why: message },
        },
      ],
    });
  });
});

describe('kustomizations', () => {
  const base = 'resources: [deployment.yaml]\n';

  test('that another one builds on are no sources, nor is what they name', async () => {
    expect(
      await ids({
        'base/kustomization.yaml': base,
        'base/deployment.yaml': manifest,
        'overlay/kustomization.yaml': 'resources: [../base]\npatches:\n  - path: patch.yaml\n',
        'overlay/patch.yaml': manifest,
        'overlay/unnamed.yaml': manifest,
      }),
    ).toEqual(['kustomize overlay', 'plain overlay/unnamed.yaml']);
  });

  test('components are never built on their own', async () => {
    const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n';

    expect(await ids({ 'component/kustomization.yaml': component })).toEqual([]);
  });

  test.each(['patches: [{path: p.yaml}]', 'patchesStrategicMerge: [p.yaml]', 'patches: [p.yaml]', 'Patches: [p.yaml]'])(
    'that nothing builds hide no whole object by calling it a patch: %s',
    async (patches) => {
      const component = `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${patches}\n`;
      const found = (patch: string): Promise<string[]> => ids({ 'c/kustomization.yaml': component, 'c/p.yaml': patch });
      const deployment = (spec: string): string =>
        `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: w}\nspec: {template: {spec: ${spec}}}\n`;
      const container = (more: string): string => `{name: w, securityContext: {privileged: true}${more}}`;

      expect(await found(deployment(`{containers: [${container(", image: 'w:1'")}]}`))).toEqual(['plain c/p.yaml']);
      expect(await found(deployment(`{containers: [${container('')}]}`))).toEqual([]);
      expect(await found(deployment('{hostNetwork: true}'))).toEqual([]);
      expect(await found(`${deployment('{}')}---\n${manifest}`)).toEqual(['plain c/p.yaml']);
      expect(await found(manifest)).toEqual(['plain c/p.yaml']);
    },
  );

  test('of Flux, which have another group, are plain manifests', async () => {
    const flux = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: x}\n';

    expect(await ids({ 'clusters/kustomization.yaml': flux })).toEqual(['plain clusters/kustomization.yaml']);
  });

  test.each(['kustomization.yaml', 'kustomization.yml', 'Kustomization'])('are found as %s', async (name) => {
    expect(await ids({ [`x/${name}`]: base, 'x/deployment.yaml': manifest })).toEqual(['kustomize x']);
  });

  test('whose YAML is broken are built, so that the build says what is wrong', async () => {
    expect(await ids({ 'x/kustomization.yaml': 'resources: [\n' })).toEqual(['kustomize x']);
  });

  test('read what they name, what their bases name, and what lies beside', async () => {
    const { sources } = await discovered({
      'base/kustomization.yaml': base,
      'base/deployment.yaml': manifest,
      'overlay/kustomization.yaml':
        'resources: [../base]\nconfigMapGenerator:\n  - name: c\n    files: [app.conf, k=../shared/x.txt]\n',
      'overlay/app.conf': '',
      'overlay/README.md': '',
      'shared/x.txt': '',
      'elsewhere.yaml': '',
    });

    expect(sources).toEqual([
      {
        kind: 'kustomize',
        id: 'overlay',
        path: 'overlay',
        target: 'default',
        namespace: 'default',
        deployment: null,
        finishing: null,
        overrides: {},
        resources: null,
        reads: [
          'base/deployment.yaml',
          'base/kustomization.yaml',
          'overlay/app.conf',
          'overlay/kustomization.yaml',
          'shared/x.txt',
        ],
      },
    ]);
  });
});

describe('a chart that makes Applications', () => {
  const making = (count: number, spec: string): Readonly<Record<string, Content>> => ({
    'web/pod.yaml': manifest,
    'apps/Chart.yaml': chart(),
    'apps/values.yaml': 'name: a\n',
    'apps/templates/apps.yaml': `{{- range until ${count} }}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: "{{ $.Values.name }}-{{ . }}"}
spec: {source: {repoURL: https://git.example/shop/deploy, ${spec}}}
{{- end }}
`,
  });

  test('of itself, each of which makes as many, comes to an end, which is said', async () => {
    const { sources, problems } = await discovered(
      making(30, 'path: apps, helm: {valuesObject: {name: "{{ $.Values.name }}-{{ . }}"}}'),
    );

    expect(problems).toEqual([]);
    const cut = sources.filter(({ deployment }) => deployment?.unknown.some(({ what }) => what === 'deployments'));
    expect(cut.length).toBeGreaterThan(1_000);
    expect(sources.length).toBeLessThan(3_000);
  });

  test('more than anybody looks at, is a problem', async () => {
    const { sources, problems } = await discovered(making(1001, 'path: web'));

    expect(problems).toMatchObject([
      { code: 'too-large', message: 'apps renders 1001 deployments; only the first 1000 are reviewed.' },
    ]);
    expect(sources).toHaveLength(1 + 1000);
  });
});

test('namespaces that deployments make are known, whatever makes them and whether or not it writes on them', async () => {
  const { namespaces, sources } = await discovered({
    'web/pod.yaml': manifest,
    'charts/web/Chart.yaml': chart(),
    'helmfile.yaml': 'releases: [{name: web, namespace: one, chart: ./charts/web}]\n',
    'app.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  source: {repoURL: https://git.example/shop/deploy, path: web}
  destination: {name: prod, namespace: two}
  syncPolicy: {syncOptions: [CreateNamespace=true]}
`,
    'release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: flux}
spec:
  targetNamespace: three
  install: {createNamespace: true}
  chart: {spec: {chart: charts/web, sourceRef: {kind: GitRepository, name: flux-system}}}
`,
  });

  expect([...namespaces].sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
    { target: 'default', name: 'one' },
    { target: 'default', name: 'three' },
    { target: 'prod', name: 'two' },
  ]);
  expect(sources.filter((source) => source.kind === 'plain' && source.makes !== null)).toEqual([]);
});

describe('Chart.yaml', () => {
  const templates = { 'c/templates/d.yaml': manifest.replace('metadata:', '# {{ .Release.Name }}\nmetadata:') };

  test.each([
    ['the last of two keys, behind U+2028', chart('type: library # c\u2028type: application\n')],
    ['a key that only YAML 1.2 would take for a comment', chart('# c\x85type: application\n')],
    ['an alias', 'x: &t application\nname: web\nversion: 1.0.0\napiVersion: v2\ntype: *t\n'],
    ['a name that is a number', 'apiVersion: v2\nname: 12\nversion: 1.0.0\n'],
    ['a second document', `${chart()}--- \ntype: library\n`],
  ])('says what Helm reads in it: an application by %s', async (_, text) => {
    expect(await ids({ 'c/Chart.yaml': text, ...templates })).toEqual(['helm c']);
  });

  test.each([
    ['written so', chart('type: library\n')],
    ['in other letters, as Go reads JSON', chart('Type: library\n')],
    ['where null follows', chart('TYPE: library\ntype: null\n')],
  ])('says what Helm reads in it: a library %s', async (_, text) => {
    expect(await ids({ 'c/Chart.yaml': text, ...templates })).toEqual([]);
  });
});
