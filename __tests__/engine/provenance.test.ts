import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import { chart, openEngines, origins, valueOf } from './open-engines.ts';

const engines = openEngines();
afterAll(async () => engines.close());

const rendered = async (texts: Readonly<Record<string, string>>) =>
  valueOf(await engines.helm.render(chart(texts, { provenance: true })));

describe('provenance', () => {
  it('names the source line of every rendered line', async () => {
    const rendering = await rendered({
      'values.yaml': 'labels: {a: x, b: z}\nhosts: [one, two]\nextra: "e: {{ .Release.Name }}"\n',
      'crds/c.yaml': 'crd: 1\n\ncrd: 2\n',
      'templates/_h.tpl': '{{ define "labels" }}\n{{- toYaml .Values.labels }}\nlast: 1\n{{- end }}',
      'templates/a.yaml': [
        'name: {{ .Release.Name | quote }}',
        'labels:',
        '  {{- include "labels" . | nindent 2 }}',
        '{{- range .Values.hosts }}',
        '{{ . }}:',
        '  host: {{ . }}',
        '{{- end }}',
        '{{ tpl .Values.extra . }}',
        'sum: {{ include "labels" . | sha256sum | trunc 4 }}',
      ].join('\n'),
    });
    expect(origins(rendering)).toEqual([
      ['crd: 1', 'crds/c.yaml:1'],
      ['', 'crds/c.yaml:2'],
      ['crd: 2', 'crds/c.yaml:3'],
      ['', 'crds/c.yaml:4'],
      ['name: "release-name"', 'templates/a.yaml:1'],
      ['labels:', 'templates/a.yaml:2'],
      ['  a: x', 'templates/_h.tpl:2'],
      ['  b: z', 'templates/_h.tpl:2'],
      ['  last: 1', 'templates/_h.tpl:3'],
      ['one:', 'templates/a.yaml:5'],
      ['  host: one', 'templates/a.yaml:6'],
      ['two:', 'templates/a.yaml:5'],
      ['  host: two', 'templates/a.yaml:6'],
      ['e: release-name', 'templates/a.yaml:8'],
      ['sum: 1172', 'templates/a.yaml:9'],
    ]);
  });

  it('names the values that each line hangs on, from the root of the chart that is rendered', async () => {
    const { sources, reads } = await rendered({
      'values.yaml': 'image: {tag: v1}\nlist: [{n: first}]\ndb: {port: 1}\nglobal: {region: eu}\n',
      'templates/a.yaml': [
        '{{ with .Values.image }}',
        'tag: {{ .tag }}',
        '{{ end }}',
        '{{ range .Values.list }}{{ .n }}{{ end }}',
        '{{ $i := .Values.image }}',
        'again: {{ $i.tag }}',
        'none: {{ .Values.image.none | default "x" }}',
      ].join('\n'),
      'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
      'charts/db/templates/a.yaml': 'port: {{ .Values.port }}\nregion: {{ .Values.global.region }}\n',
    });
    const spelled = reads.map(({ source, line, path }) => `${sources[source] ?? '?'}:${line} ${path.join('.')}`);
    expect(spelled.sort()).toEqual([
      'charts/db/templates/a.yaml:1 db.port',
      'charts/db/templates/a.yaml:2 global.region',
      'templates/a.yaml:1 image',
      'templates/a.yaml:2 image',
      'templates/a.yaml:2 image.tag',
      'templates/a.yaml:3 image',
      'templates/a.yaml:4 list',
      'templates/a.yaml:4 list.0.n',
      'templates/a.yaml:5 image',
      'templates/a.yaml:6 image',
      'templates/a.yaml:6 image.tag',
      'templates/a.yaml:7 image.none',
    ]);
  });

  it('is not to be forged: text is never taken for a mark, and our own functions are not callable', async () => {
    const forged = '\u27e60:1\u27e7plimsollAt 0 {{ "\u27e60:1\u27e7" }} {{ .Values.x }}';
    const rendering = await rendered({
      'values.yaml': 'x: "\u27e60:9\u27e7"\n',
      'templates/a.yaml': `a: 1\nb: ${forged}`,
    });
    expect(origins(rendering).map(([, origin]) => origin)).toEqual(['templates/a.yaml:1', 'templates/a.yaml:2']);
    expect(
      await engines.helm.render(chart({ 'templates/a.yaml': '{{ plimsollAt 0 }}' }, { provenance: true })),
    ).toEqual({
      ok: false,
      error: {
        code: 'template-failed',
        message: 'function "plimsollAt" not defined',
        file: 'templates/a.yaml',
        line: 1,
      },
    });
  });

  it('is told without a run of Helm, too, but for files that it cannot follow', async () => {
    const texts = {
      'crds/c.yaml': 'crd: 1\n',
      'templates/a.yaml': 'a: 1\nb: {{ .Values.none }}\n',
      'templates/b.yaml': '{{ fail "never" }}',
      'templates/_h.tpl': '{{ define "one" }}one{{ end }}',
    };
    const alone = valueOf(await engines.helm.render(chart(texts, { provenance: 'alone' })));

    expect(origins(alone)).toEqual([
      ['crd: 1', 'crds/c.yaml:1'],
      ['', 'crds/c.yaml:2'],
      ['a: 1', 'templates/a.yaml:1'],
      ['b: ', 'templates/a.yaml:2'],
      ['', null],
    ]);
    expect((await engines.helm.render(chart(texts, { provenance: true }))).ok).toBe(false);
  });

  it('survives strings that are kept from one file and printed in another', async () => {
    const rendering = await rendered({
      'templates/_h.tpl': '{{ define "kept" }}kept: yes{{ end }}',
      'templates/z.yaml': '{{ $_ := set .Values "kept" (include "kept" .) }}a: 1',
      'templates/b.yaml': '{{ .Values.kept }}',
    });
    expect(origins(rendering)).toEqual([
      ['kept: yes', 'templates/_h.tpl:1'],
      ['a: 1', 'templates/z.yaml:1'],
    ]);
  });

  it('changes nothing of what is rendered, and gives each visible line a source line that exists', async () => {
    const piece = fc.constantFrom(
      'a: 1',
      '  b: {{ .Values.x }}',
      '{{ include "one" . }}',
      '  {{- include "two" . | nindent 4 }}',
      '{{- if .Values.on }}\non: 1\n{{- end }}',
      '{{- end }}\n{{ if true }}',
      '{{ $v := include "two" . | trim }}{{ $v }}: {',
      '[{ {{- .Values.x -}} }]',
      '{{ tpl "{{ .Values.x }}-{{ include `one` . }}" . | quote }}',
      '{{ range $i, $e := .Values.list }}{{ $e }} {{ end }}',
      '{{ template "two" . }}',
      '{{ .Capabilities.KubeVersion }} {{ .Values.none }}',
      '',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        const texts = {
          'values.yaml': 'x: val\non: true\nlist: [p, q]\n',
          'templates/_h.tpl':
            '{{ define "one" }}one{{ end }}{{ define "two" }}\nt: {{ include "one" . }}\nu: 2\n{{ end }}',
          'templates/a.yaml': `{{ if true }}\n${pieces.join('\n')}\n{{ end }}`,
        };
        const plain = await engines.helm.render(chart(texts));
        const traced = await engines.helm.render(chart(texts, { provenance: true }));
        const blank = ([line]: readonly [string, unknown]): boolean => line.trim() === '';
        expect(valueOf(traced).files.map(({ text }) => text)).toEqual(valueOf(plain).files.map(({ text }) => text));
        expect(origins(valueOf(traced)).filter((line) => !blank(line) && line[1] === null)).toEqual([]);
        expect(await engines.helm.render(chart(texts, { provenance: 'alone' }))).toEqual(traced);
      }),
      { numRuns: 30 },
    );
  });
});
