import { describe, expect, test } from 'vitest';
import { type ValuesOrigin } from '../../src/model/suggestion.ts';
import { auditor, type Texts } from '../suggest/audited.ts';

const audited = auditor();

const privileged = 'pod-security-baseline/privileged-containers';
const nonRoot = 'pod-security-restricted/run-as-non-root';

/** The values that a rule's findings are traced to: `file:line path`, or `-`; by source where it is not the chart alone. */
async function tracedTo(texts: Texts, rule = privileged): Promise<string[]> {
  const { findings } = await audited(texts);
  return findings
    .filter((finding) => finding.rule === rule)
    .map(({ source, origin }) => {
      const from = said(origin?.values);
      const [, values] = source.split('#');
      return values === undefined ? from : `${values}: ${from}`;
    })
    .sort();
}

function said(origin: ValuesOrigin | undefined): string {
  return origin === undefined ? '-' : `${origin.file}:${origin.line} ${origin.path.join('.')}`;
}

/** A chart `web` whose pod has a container with these lines, 6 blanks deep. */
function web(container: string, values: string, more: Texts = {}): Texts {
  return {
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/values.yaml': values,
    'web/templates/pod.yaml': pod(container),
    ...more,
  };
}

function pod(container: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-{{ .Chart.Name }}
spec:
  containers:
    - name: web
      image: nginx:1.27
${container}
`;
}

const direct = '      securityContext:\n        privileged: {{ .Values.privileged }}';

describe('a value is found', () => {
  test.each([
    ['in a field', direct, 'a: 1\nprivileged: true\n', 'web/values.yaml:2 privileged'],
    [
      'through with',
      '      {{- with .Values.box }}\n      securityContext:\n        privileged: {{ .active }}\n      {{- end }}',
      'box:\n  active: true\n',
      'web/values.yaml:2 box.active',
    ],
    [
      'through range over a map',
      '      securityContext:\n        {{- range $key, $value := .Values.fields }}\n        {{ $key }}: {{ $value }}\n        {{- end }}',
      'fields:\n  readOnlyRootFilesystem: true\n  privileged: true\n',
      'web/values.yaml:3 fields.privileged',
    ],
    [
      'through a variable',
      '      {{- $active := .Values.box.active }}\n      securityContext:\n        privileged: {{ $active }}',
      'box: {active: true}\n',
      'web/values.yaml:1 box.active',
    ],
    [
      'through include with a dict',
      '      {{- include "box" (dict "settings" .Values.box) | nindent 6 }}',
      'box:\n  # for the proxy\n  active: true\n',
      'web/values.yaml:3 box.active',
    ],
    [
      'through tpl',
      '      securityContext:\n        privileged: {{ tpl .Values.text . }}',
      'text: "{{ .Values.active }}"\nactive: true\n',
      'web/values.yaml:2 active',
    ],
    [
      'through merge',
      '      securityContext:\n        {{- toYaml (merge (dict "readOnlyRootFilesystem" true) .Values.own .Values.common) | nindent 8 }}',
      'own: {}\ncommon:\n  privileged: true\n',
      'web/values.yaml:3 common.privileged',
    ],
    [
      'through default',
      '      securityContext:\n        privileged: {{ .Values.own | default .Values.common }}',
      'own: null\ncommon: true\n',
      'web/values.yaml:2 common',
    ],
    [
      'through a copy of all values',
      '      {{- $copy := deepCopy .Values }}\n      securityContext:\n        privileged: {{ $copy.box.active }}',
      'box:\n  active: true\n',
      'web/values.yaml:2 box.active',
    ],
    [
      'in a condition around the field',
      '      securityContext:\n        {{- if .Values.active }}\n        privileged: true\n        {{- end }}',
      'active: true\n',
      'web/values.yaml:1 active',
    ],
    [
      'in a block printed by toYaml',
      '      securityContext:\n        {{- toYaml .Values.securityContext | nindent 8 }}',
      'securityContext:\n  runAsUser: 1\n  privileged: true\n',
      'web/values.yaml:3 securityContext.privileged',
    ],
    [
      'behind an alias, where the scalar stands',
      '      securityContext:\n        {{- toYaml .Values.own | nindent 8 }}',
      'shared: &shared\n  privileged: true\nown: *shared\n',
      'web/values.yaml:2 own.privileged',
    ],
    [
      'behind a merge key',
      '      securityContext:\n        {{- toYaml .Values.own | nindent 8 }}',
      'shared: &shared\n  privileged: true\nown:\n  <<: *shared\n  runAsUser: 1\n',
      'web/values.yaml:2 own.privileged',
    ],
    ['in a file of CRLF lines', direct, '# a\r\nb: 1\r\nprivileged: true\r\n', 'web/values.yaml:3 privileged'],
  ])('%s', async (_, container, values, expected) => {
    const box = '{{ define "box" }}securityContext:\n  privileged: {{ .settings.active }}{{ end }}';

    expect(await tracedTo(web(container, values, { 'web/templates/_box.tpl': box }))).toEqual([expected]);
  });

  test('in the block that would feed what is missing', async () => {
    const container =
      '      {{- with .Values.securityContext }}\n      securityContext: {{- toYaml . | nindent 8 }}\n      {{- end }}';

    expect(await tracedTo(web(container, '# nothing yet\nsecurityContext: {}\n'), nonRoot)).toEqual([
      'web/values.yaml:2 securityContext',
    ]);
  });

  test('the tag is what is wrong with an image, not its repository', async () => {
    const texts = web('', 'image:\n  repository: nginx\n  tag: latest\n');
    const image = texts['web/templates/pod.yaml']?.replace(
      'nginx:1.27',
      '{{ .Values.image.repository }}:{{ .Values.image.tag }}',
    );

    expect(await tracedTo({ ...texts, 'web/templates/pod.yaml': image ?? '' }, 'image/not-pinned')).toEqual([
      'web/values.yaml:3 image.tag',
    ]);
  });
});

describe('who sets it last', () => {
  test('is a value file before the chart', async () => {
    const texts = web(direct, 'privileged: true\n', {
      'web/ci/own-values.yaml': '# here too\nprivileged: true\n',
      'web/ci/other-values.yaml': 'unrelated: 1\n',
    });

    expect(await tracedTo(texts)).toEqual([
      'web/ci/other-values.yaml: web/values.yaml:1 privileged',
      'web/ci/own-values.yaml: web/ci/own-values.yaml:2 privileged',
      'web/values.yaml:1 privileged',
    ]);
  });

  const subchart = (values: string, template: string): Texts => ({
    'web/Chart.yaml':
      'apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n  - {name: db, version: 1.0.0, alias: store}\n',
    'web/charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
    'web/charts/db/values.yaml': values,
    'web/charts/db/templates/pod.yaml': pod(template),
  });

  test.each([
    ["the subchart's defaults", 'a: 1\n', 'privileged: true\n', direct, 'web/charts/db/values.yaml:1 privileged'],
    [
      "the parent chart's block, under the alias",
      'store:\n  privileged: true\n',
      'privileged: false\n',
      direct,
      'web/values.yaml:2 store.privileged',
    ],
    [
      'globals',
      'global:\n  active: true\n',
      'a: 1\n',
      direct.replace('privileged }}', 'global.active }}'),
      'web/values.yaml:2 global.active',
    ],
  ])('is one of a subchart: %s', async (_, values, defaults, template, expected) => {
    expect(await tracedTo({ 'web/values.yaml': values, ...subchart(defaults, template) })).toEqual([expected]);
  });

  test.each([
    ['a map', '      valuesObject:\n        a: 1\n        privileged: true\n', 'apps/web.yaml:15 privileged'],
    ['a text block', '      values: |\n        a: 1\n        privileged: true\n', 'apps/web.yaml:15 privileged'],
  ])('is what an Application gives inline: %s', async (_, helm, expected) => {
    const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: web
spec:
  destination: {name: prod, namespace: shop}
  source:
    # this repository
    repoURL: https://example.com/shop.git
    targetRevision: HEAD
    path: web
    helm:
${helm}`;
    const texts = {
      ...web(direct, 'privileged: false\n'),
      'apps/web.yaml': application,
    };

    expect(await tracedTo(texts)).toEqual([expected]);
  });
});

describe('nothing is said', () => {
  test('where the template says it itself', async () => {
    expect(await tracedTo(web('      securityContext:\n        privileged: true', 'privileged: true\n'))).toEqual([
      '-',
    ]);
  });

  test('of values that only do something together', async () => {
    const container =
      '      securityContext:\n        privileged: {{ if .Values.a }}{{ .Values.b }}{{ else }}true{{ end }}';

    expect(await tracedTo(web(container, 'a: false\nb: true\n'))).toEqual(['-']);
  });

  test('of a value that is encrypted', async () => {
    const values = 'privileged: true\nsops:\n  mac: ENC[AES256_GCM,data:x,type:str]\n';

    expect(await tracedTo(web(direct, values))).toEqual(['-']);
  });
});

describe('an object that is written in values', () => {
  const extra = (template: string): Texts => ({
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/values.yaml': `extraObjects:
  - apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers:
        - name: web
          image: nginx:1.27
          securityContext:
            privileged: true
`,
    'web/templates/extra.yaml': template,
  });

  test('has its findings there, and the template line is named', async () => {
    const { findings } = await audited(
      extra('{{- range .Values.extraObjects }}\n---\n{{ tpl (toYaml .) $ }}\n{{- end }}\n'),
    );

    expect(findings.find(({ rule }) => rule === privileged)).toMatchObject({
      place: { kind: 'lines', file: 'web/values.yaml', first: 10, last: 10 },
      origin: { template: { chart: null, file: 'web/templates/extra.yaml', line: 3 } },
      suggestion: { file: 'web/values.yaml', first: 10 },
    });
  });

  test('only in part has them at the template line', async () => {
    const { findings } = await audited(
      extra(
        '{{- range .Values.extraObjects }}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  {{- toYaml .spec | nindent 2 }}\n{{- end }}\n',
      ),
    );

    expect(findings.find(({ rule }) => rule === privileged)).toMatchObject({
      place: { kind: 'lines', file: 'web/templates/extra.yaml', first: 7, last: 7 },
      origin: { values: { file: 'web/values.yaml', line: 10 } },
    });
  });
});
