import { describe, expect, it } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { applyEdits } from '../../src/yaml/line-edits.ts';
import { chartRepository, pod } from '../remote/published.ts';
import { allowing, reviewer, type Texts } from '../remote/reviewed.ts';
import { shower } from './shower.ts';

const rule = 'pod-security-baseline/privileged-containers';

/** A chart of a repository, whose pod says all that it was rendered with. */
function chart(folder: string, more: Texts = {}): Texts {
  const texts: Texts = {
    'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'values.yaml': 'privileged: false\nreplicas: 1\nmap: {a: 1, b: {c: 2}}\nlist: [1, 2]\n',
    'templates/pod.yaml': pod,
    ...more,
  };
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${folder}/${name}`, text]));
}

/** What the chart was rendered with, in a ConfigMap. */
const told = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
data:
  values: {{ .Values | toJson | quote }}
  kubernetes: {{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.APIVersions.Has "a/v1" }}
`;

const { audited } = reviewer();
const shown = shower();

function privileged({ findings }: Report) {
  return findings.filter((finding) => finding.rule === rule);
}

/** Names of what a folder builds to, in order. */
async function names(texts: Texts, folder = '.'): Promise<string[]> {
  const { shown: all, problems } = await shown(texts, folder);
  expect(problems).toEqual([]);
  return all.map(({ object: { kind, namespace, name } }) => `${kind} ${namespace ?? '-'}/${name}`);
}

/** What the chart in the folder `.` was rendered with. */
async function rendered(texts: Texts): Promise<unknown> {
  const { shown: all, problems } = await shown(
    { ...chart('charts/web', { 'templates/pod.yaml': told }), ...texts },
    '.',
  );
  expect(problems).toEqual([]);
  return all.map(({ manifest }) => manifest)[0];
}

describe('a chart of a kustomization', () => {
  it('is rendered with its defaults, and no object of it is given the namespace of the kustomization', async () => {
    const objects = await names({
      ...chart('charts/web'),
      'service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n',
      'kustomization.yaml': 'namespace: shop\nnamePrefix: p-\nresources: [service.yaml]\nhelmCharts:\n- name: web\n',
    });

    expect(objects).toEqual(['Service shop/p-a', 'Pod -/p-release-name']);
  });

  it('is not looked at with its defaults alone as well', async () => {
    const report = await audited({
      ...chart('charts/web', { 'values.yaml': 'privileged: true\n' }),
      'kustomization.yaml': 'helmCharts:\n- name: web\n  valuesInline: {privileged: false}\n',
    });

    expect(report.report.sources).toMatchObject([{ id: '.', kind: 'kustomize', objects: 1 }]);
    expect(privileged(report.report)).toEqual([]);
  });

  it('has findings at the line that names it, and a patch is what mends them', async () => {
    const kustomization = 'namespace: shop\nhelmCharts:\n# ours\n- name: web\n  releaseName: a\n';
    const texts: Texts = {
      ...chart('charts/web', { 'values.yaml': 'privileged: true\n' }),
      'kustomization.yaml': kustomization,
    };

    const { report } = await audited(texts);

    const [finding] = privileged(report);
    expect(finding).toMatchObject({
      object: { name: 'a' },
      place: { kind: 'lines', file: 'kustomization.yaml', first: 4, last: 4 },
    });
    const { suggestion } = finding ?? {};
    expect(suggestion).toMatchObject({ file: 'kustomization.yaml', verified: true });
    const mended = applyEdits(kustomization, suggestion === undefined ? [] : [suggestion]);
    expect(mended.startsWith(`${kustomization}patches:\n`)).toBe(true);
    expect(privileged((await audited({ ...texts, 'kustomization.yaml': mended })).report)).toEqual([]);
  });

  it('is rendered with the values, release and capabilities that are written', async () => {
    const object = await rendered({
      'own.yaml': 'replicas: 3\nenabled: yes\n',
      'more.yaml': 'replicas: 4\n',
      'kustomization.yaml': `namespace: shop
helmCharts:
- name: web
  releaseName: our
  valuesFile: own.yaml
  additionalValuesFiles: [more.yaml]
  valuesInline: {map: {b: null, d: 1}, list: [3]}
  apiVersions: [a/v1]
  kubeVersion: "1.30"
`,
    });

    // The file's \`yes\` is a text to kustomize, once it merges values.
    expect(object).toMatchObject({
      metadata: { name: 'our', namespace: 'shop' },
      data: {
        values: '{"enabled":"yes","list":[3],"map":{"a":1,"b":{"c":2},"d":1},"privileged":false,"replicas":4}',
        kubernetes: 'v1.30 true',
      },
    });
  });

  it.each([
    ['override', '{"list":[3],"map":{"a":5,"b":{"c":2},"m":1},"privileged":false,"replicas":1}'],
    ['merge', '{"list":[1,2],"map":{"a":1,"b":{"c":2},"m":1},"privileged":false,"replicas":1}'],
  ])('has inline values that %s those of the file', async (mode, values) => {
    const object = await rendered({
      'kustomization.yaml': `helmCharts:\n- name: web\n  valuesMerge: ${mode}\n  valuesInline: {map: {a: 5, m: 1}, list: [3]}\n`,
    });

    expect(object).toMatchObject({ data: { values } });
  });

  it('takes the namespace of those who use its kustomization, and the name that a template makes', async () => {
    const objects = await names(
      {
        ...chart('base/charts/web', { 'templates/pod.yaml': told }),
        'base/kustomization.yaml': 'helmCharts: [{name: web, nameTemplate: "{{ upper \\"ab\\" | lower }}-c"}]\n',
        'middle/kustomization.yaml': 'resources: [../base]\n',
        'top/kustomization.yaml': 'resources: [../middle]\nnamespace: prod\n',
      },
      'top',
    );

    expect(objects).toEqual(['ConfigMap prod/ab-c']);
  });

  it('comes behind what generators make and before components, with CRDs and hooks as asked for', async () => {
    const objects = await names({
      ...chart('charts/web', {
        'crds/a.yaml': 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: as.a}\n',
        'templates/a-hook.yaml': hook('pre-install'),
        'templates/a-test.yaml': hook('test'),
      }),
      'part/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: c-\nresources: [s.yaml]\n',
      'part/s.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n',
      'kustomization.yaml': `sortOptions: {order: fifo}
generatorOptions: {disableNameSuffixHash: true}
helmCharts:
- {name: web, releaseName: one, includeCRDs: true, skipTests: true}
- {name: web, releaseName: two, skipHooks: true}
configMapGenerator: [{name: g, literals: [a=b]}]
components: [part]
`,
    });

    expect(objects).toEqual([
      'ConfigMap -/c-g',
      'CustomResourceDefinition -/as.a',
      'Pod -/c-one',
      'Job -/c-pre-install',
      'Pod -/c-two',
      'Secret -/c-s',
    ]);
  });

  it('may be of a component, and of the field that this one replaced', async () => {
    const objects = await names({
      ...chart('part/home/web'),
      'part/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nhelmGlobals: {chartHome: home}\nhelmCharts: [{name: web}]\n',
      ...chart('old/web'),
      'kustomization.yaml':
        'components: [part]\nhelmChartInflationGenerator:\n- {chartName: web, chartHome: old, releaseName: old}\n',
    });

    expect(objects).toEqual(['Pod -/old', 'Pod -/release-name']);
  });

  const wrong: readonly [string, Texts, string][] = [
    [
      'that is nowhere',
      { 'kustomization.yaml': 'helmCharts:\n- name: other\n' },
      'kustomization.yaml:2: the chart other does not exist at charts/other, and no repo is given to fetch it from',
    ],
    [
      'without the values file',
      { 'kustomization.yaml': 'helmCharts:\n- name: web\n  valuesFile: v.yaml\n' },
      'kustomization.yaml:2: the values file v.yaml of web does not exist',
    ],
    [
      'whose values file lies above',
      {
        'v.yaml': '',
        'app/kustomization.yaml': 'helmCharts:\n- name: web\n  valuesFile: ../v.yaml\n',
        ...chart('app/charts/web'),
      },
      'app/kustomization.yaml:2: the values file v.yaml of web is not in or below app',
    ],
    [
      'whose values are a map here and a list there',
      { 'kustomization.yaml': 'helmCharts:\n- name: web\n  valuesInline: {map: [1]}\n' },
      "kustomization.yaml:2: the values of the chart web can't be merged: map is a map on one side and a list on the other",
    ],
    [
      'that fails',
      {
        ...chart('charts/web', { 'templates/pod.yaml': '{{ fail "never" }}' }),
        'kustomization.yaml': 'helmCharts:\n- name: web\n',
      },
      'kustomization.yaml:2: the chart web: templates/pod.yaml:1: never',
    ],
    [
      'that prints what is not YAML',
      {
        ...chart('charts/web', { 'templates/pod.yaml': 'kind: Pod\n  a: b\n' }),
        'kustomization.yaml': 'helmCharts:\n- name: web\n',
      },
      "kustomization.yaml: accumulating resources from 'templates/pod.yaml': MalformedYAMLError: yaml: line 2: mapping " +
        'values are not allowed in this context in File: templates/pod.yaml',
    ],
    [
      'with a name for its release twice',
      { 'kustomization.yaml': 'helmCharts:\n- {name: web, releaseName: a, nameTemplate: b}\n' },
      'kustomization.yaml:2: the chart web has both a releaseName and a nameTemplate',
    ],
  ];
  it.each(wrong)('%s is a problem', async (_, texts, message) => {
    const { report, exitCode } = await audited({ ...chart('charts/web'), ...texts });

    expect(exitCode).toBe(3);
    expect(report.problems.map((problem) => problem.message)).toEqual([message]);
  });
});

describe('a finding in a chart of a kustomization', () => {
  const texts = {
    ...chart('app/charts/web'),
    'app/kustomization.yaml': 'helmCharts:\n- name: other\n  releaseName: other\n- name: web\n',
  };
  const whole = {
    ...texts,
    ...chart('app/charts/other', { 'Chart.yaml': 'apiVersion: v2\nname: other\nversion: 1.0.0\n' }),
    'app/charts/web/values.yaml': 'privileged: true\n',
  };

  it("stands at the chart's entry, and names the line of its template", async () => {
    const { report } = await audited(whole);

    expect(report.problems).toEqual([]);
    expect(privileged(report)).toMatchObject([
      {
        place: { kind: 'lines', file: 'app/kustomization.yaml', first: 4, last: 4 },
        origin: { template: { chart: null, file: 'app/charts/web/templates/pod.yaml', line: 10 } },
      },
    ]);
  });

  it('stands at the patch that wrote the field, and then names no template', async () => {
    const patch = '- {op: replace, path: /spec/containers/0/securityContext/privileged, value: true}';
    const { report } = await audited({
      ...chart('app/charts/web'),
      'app/kustomization.yaml': `helmCharts:\n- name: web\npatches:\n- target: {kind: Pod}\n  patch: |\n    ${patch}\n`,
    });

    expect(report.problems).toEqual([]);
    expect(privileged(report)).toMatchObject([{ place: { file: 'app/kustomization.yaml', first: 6 } }]);
    expect(privileged(report)[0]?.origin).toBeUndefined();
  });
});

describe('a chart of a kustomization that is in a chart repository', () => {
  const charts = {
    'web 1.0.0': { 'values.yaml': 'privileged: true\n', 'templates/pod.yaml': pod },
    'web 1.1.0': { 'values.yaml': 'privileged: false\n', 'templates/pod.yaml': pod },
  };
  const kustomization = (repository: string, more = ''): string =>
    `helmCharts:\n- name: web\n  repo: ${repository}\n${more}`;

  it('is fetched at its version, and has findings at the line that chose it', async () => {
    const { origin } = await chartRepository(charts);

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      'kustomization.yaml': kustomization(`${origin}/charts`, '  version: 1.0.0 # checked\n'),
    });

    expect(report.problems).toEqual([]);
    expect(privileged(report)).toMatchObject([
      {
        message: 'Container "web" runs privileged.',
        origin: { template: { chart: 'web 1.0.0', file: 'templates/pod.yaml', line: null } },
        place: { kind: 'lines', file: 'kustomization.yaml', first: 4, last: 4 },
      },
    ]);
  });

  it('is the newest where no version is named', async () => {
    const { origin } = await chartRepository(charts);

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      'kustomization.yaml': kustomization(`${origin}/charts`),
    });

    expect(report.problems).toEqual([]);
    expect(report.sources).toMatchObject([{ objects: 1 }]);
    expect(privileged(report)).toEqual([]);
  });

  it('is not fetched where the repository has it', async () => {
    const { origin, seen } = await chartRepository(charts);

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      ...chart('charts/web-1.0.0/web'),
      'kustomization.yaml': kustomization(`${origin}/charts`, '  version: 1.0.0\n'),
    });

    expect([report.problems, seen, privileged(report)]).toEqual([[], [], []]);
  });

  it('that is not allowed is a problem at its line', async () => {
    const { origin, host, seen } = await chartRepository(charts);

    const { report } = await audited({ 'kustomization.yaml': kustomization(`${origin}/charts`, '  version: 1.0.0\n') });

    expect(seen).toEqual([]);
    expect(report.problems).toMatchObject([
      {
        code: 'remote-refused',
        message:
          `web 1.0.0 was not fetched from ${host}: ${origin} is not on the list of allowed hosts; list ` +
          'it with its scheme to allow it. Add it to fetch.hosts in .github/plimsoll.yaml to allow it.',
        place: { kind: 'lines', file: 'kustomization.yaml', first: 4, last: 4 },
      },
    ]);
  });
});

function hook(event: string): string {
  return `apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: ${event}\n  annotations: {helm.sh/hook: ${event}}\n`;
}
