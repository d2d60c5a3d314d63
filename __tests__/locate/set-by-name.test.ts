import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { audited } = reviewer();
/** A whole audit with its proofs takes its time on a busy machine. Milliseconds. */
const patience = 60_000;

const chart: Texts = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': 'privileged: false\nlist: [{p: false}]\ndrop: [ALL]\nimg: {tag: "1"}\n',
  'web/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    {{- toYaml .Values.marks | nindent 4 }}
spec:
  containers:
    - name: a
      image: "nginx:{{ .Values.img.tag }}"
      securityContext:
        privileged: {{ .Values.privileged }}
        capabilities:
          drop: {{ toJson .Values.drop }}
    - name: b
      image: nginx:1.27
      securityContext:
        privileged: {{ (index .Values.list 0).p }}
`,
};

const application = (helm: string): Texts => ({
  ...chart,
  'apps/web.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  source:
    repoURL: https://github.com/example/shop
    path: web
    helm:
${helm}
  destination: {server: https://kubernetes.default.svc, namespace: web}
`,
});

const helmfile = (release: string): Texts => ({
  ...chart,
  'helmfile.yaml': `releases:
  - name: web
    chart: ./web
${release}
`,
});

async function valueOf(texts: Texts, rule: string): Promise<readonly string[]> {
  const { report } = await audited(texts);
  return report.findings
    .filter((finding) => finding.rule.endsWith(`/${rule}`) && finding.source.startsWith('web'))
    .flatMap(({ origin }) => (origin?.values === undefined ? [] : [`${origin.values.file}:${origin.values.line}`]));
}

const indented = (lines: readonly string[], by: number): string =>
  lines.map((line) => `${' '.repeat(by)}${line}`).join('\n');

describe('a value that a parameter of an Application sets stands at the parameter', () => {
  test.each<readonly [string, readonly string[], string, number]>([
    ['a truth', ['parameters:', '  - name: privileged', '    value: "true"'], 'privileged-containers', 11],
    [
      'the value before the name',
      ['parameters:', '  - value: "true"', '    name: privileged'],
      'privileged-containers',
      10,
    ],
    ['on one line', ['parameters:', '  - {name: privileged, value: "true"}'], 'privileged-containers', 10],
    ['of an item', ['parameters:', '  - name: list[0].p', '    value: "true"'], 'privileged-containers', 11],
    [
      'with dots in its name',
      [
        'parameters:',
        '  - name: marks.container\\.apparmor\\.security\\.beta\\.kubernetes\\.io/a',
        '    value: unconfined',
      ],
      'apparmor',
      11,
    ],
    [
      'that is forced to be a text',
      ['parameters:', '  - name: img.tag', '    value: latest', '    forceString: true'],
      'not-pinned',
      11,
    ],
    ['that is a list', ['parameters:', '  - name: drop', '    value: "{KILL,all}"'], 'capabilities', 11],
    [
      'that is set twice',
      ['parameters:', '  - name: privileged', '    value: "false"', '  - name: privileged', '    value: "true"'],
      'privileged-containers',
      13,
    ],
    [
      'over a map of values',
      ['valuesObject: {privileged: false}', 'parameters:', '  - name: privileged', '    value: "true"'],
      'privileged-containers',
      12,
    ],
    ['in a map of values', ['valuesObject:', '  # for now', '  privileged: true'], 'privileged-containers', 11],
    ['in a text of values', ['values: |', '  # for now', '  privileged: true'], 'privileged-containers', 11],
  ])('%s', { timeout: patience }, async (_, lines, rule, line) => {
    expect(await valueOf(application(indented(lines, 6)), rule)).toEqual([`apps/web.yaml:${line}`]);
  });
});

describe('a value that a release of a helmfile sets stands at its entry', () => {
  test.each<readonly [string, readonly string[], string, number]>([
    ['a truth', ['set:', '  - name: privileged', '    value: true'], 'privileged-containers', 6],
    ['of an item', ['set:', '  - name: list[0].p', '    value: true'], 'privileged-containers', 6],
    ['as one of several', ['set:', '  - name: drop', '    values:', '      - KILL', '      - all'], 'capabilities', 8],
    ['forced to be a text', ['setString:', '  - name: img.tag', '    value: latest'], 'not-pinned', 6],
    ['in a map of values', ['values:', '  - privileged: true'], 'privileged-containers', 5],
  ])('%s', { timeout: patience }, async (_, lines, rule, line) => {
    expect(await valueOf(helmfile(indented(lines, 4)), rule)).toEqual([`helmfile.yaml:${line}`]);
  });
});
