import { describe, expect, test } from 'vitest';
import { auditor, type Texts } from '../suggest/audited.ts';

const audited = auditor();

const chart: Texts = { 'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n' };
const head = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n';
const containers = '  containers:\n    - name: web\n      image: example.org/web:{{ .Values.tag }}\n';

const rule = 'pod-security-baseline/host-namespaces';

/** The template line and the value that the rule's findings stand on, by value file. */
async function places(spec: string, texts: Texts): Promise<unknown[]> {
  const { findings } = await audited({ ...chart, ...texts, 'web/templates/pod.yaml': head + spec + containers });
  return findings
    .filter((finding) => finding.rule === rule)
    .map(({ source, place, origin }) => {
      const line = place.kind === 'lines' ? place.first : place.kind;
      return [
        /ci\/(\w+)-/.exec(source)?.[1] ?? 'defaults',
        line,
        origin?.values?.file ?? null,
        origin?.values?.line ?? null,
      ];
    });
}

describe('the lines of a chart with several value files', () => {
  test.each([
    [
      'are those of the template, and the values are those of each file',
      '  hostNetwork: {{ .Values.net }}\n',
      {
        'web/values.yaml': 'net: true\ntag: "0"\n',
        'web/ci/a-values.yaml': 'tag: "1"\n',
        'web/ci/b-values.yaml': 'tag: "2"\n',
        'web/ci/c-values.yaml': 'tag: "3"\nnet: true\n',
      },
      [
        ['defaults', 6, 'web/values.yaml', 1],
        ['a', 6, 'web/values.yaml', 1],
        ['b', 6, 'web/values.yaml', 1],
        ['c', 6, 'web/ci/c-values.yaml', 2],
      ],
    ],
    [
      'are those of the branch that each takes',
      '  {{- if .Values.net }}\n  hostNetwork: {{ .Values.net }}\n  {{- else }}\n  hostNetwork: true\n  {{- end }}\n',
      {
        'web/values.yaml': 'net: true\ntag: "0"\n',
        'web/ci/a-values.yaml': 'tag: "1"\n',
        'web/ci/b-values.yaml': 'tag: "2"\nnet: false\n',
      },
      [
        ['defaults', 7, null, null],
        ['a', 7, null, null],
        ['b', 9, null, null],
      ],
    ],
    [
      'are not taken from a document that another value makes the same',
      '  hostNetwork: {{ or .Values.net .Values.force }}\n',
      {
        'web/values.yaml': 'net: true\nforce: false\ntag: "0"\n',
        'web/ci/a-values.yaml': 'tag: "1"\n',
        'web/ci/b-values.yaml': 'tag: "2"\nnet: false\nforce: true\n',
      },
      [
        ['defaults', 6, 'web/values.yaml', 1],
        ['a', 6, 'web/values.yaml', 1],
        ['b', 6, 'web/ci/b-values.yaml', 3],
      ],
    ],
  ])('%s', async (_, spec, texts, expected) => {
    expect(await places(spec, texts)).toEqual(expected);
  });
});
