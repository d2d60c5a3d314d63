import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { classesOf } from '../../scripts/conformance/mutation/line-class.ts';
import { mark, withMarkedLine } from '../../scripts/conformance/mutation/marked-line.ts';
import { templatePieces } from '../../scripts/conformance/mutation/template-pieces.ts';
import { chart, openEngines, valueOf } from './open-engines.ts';

const engines = openEngines();
afterAll(async () => engines.close());

const values = [
  's: one',
  't: two-',
  'none: null',
  'm: {a: 1, b: [x, y], c: "several\\nlines"}',
  'tp: "{{ .Values.s }}: 1\\nq: 2"',
  // Without quotes the key would be the truth value that YAML 1.1 has for it.
  '"on": true',
].join('\n');

const helpers = [
  '{{- define "name" -}}n{{ .Values.s }}{{- end }}',
  '{{- define "labels" }}',
  'a: {{ .Values.s }}',
  'b: {{ include "name" . }}',
  '{{- toYaml .Values.m | nindent 2 -}}',
  '{{- end }}',
].join('\n');

const line = fc.constantFrom(
  'k: text',
  'k: text   ',
  '# a comment',
  '',
  'k: {{ .Values.s }}',
  'k: {{ .Values.none }}',
  'k: "{{ .Values.s }}-{{ .Values.t }}"',
  '{{ .Values.s }}:',
  '- {{ .Values.m.c | quote }}',
  '{{ .Values.m.c }}',
  'k: |\n  {{- .Values.m.c | nindent 2 }}',
  'k: {{- toYaml .Values.m | nindent 2 }}',
  'k: {{ toYaml .Values.m | nindent 2 }} # behind',
  '{{ toYaml .Values.m | indent 2 }}',
  'k: {{ include "name" . }}',
  'k: {{ template "name" . }}-x',
  'k:{{ include "labels" . | nindent 2 }}',
  'k: {{- include "labels" . | trim | nindent 2 }}',
  '{{- (include "labels" .) | nindent 2 }}',
  '{{ template "labels" . }}',
  'k: {{ include "labels" . | upper | nindent 2 }}',
  '{{ tpl .Values.tp . }}',
  '{{ .Files.Get "f.txt" | trim | indent 4 }}',
  'k: x{{- if .Values.on }}-{{ .Values.s }}{{- end }}',
  'k: x{{- if not .Values.on }}-{{ .Values.s }}{{- else }}-y{{- end }}-z',
  '{{ if .Values.on }}k: 1{{ else }}k: 2{{ end }}',
  "{{- /* a comment with }} in it, and it's here */}}",
  '{{ $x := .Values.s }}',
  'k: {{ printf "%s}}%s"\n  .Values.s\n  .Values.t }} # behind',
  '{{ range $k, $v := .Values.m }}\n{{ $k }}: {{ $v }}\n{{- end }}',
);

/** Of trims, those that never join two lines: a rendered line of two source lines can name one of them only. */
const block = fc.tuple(
  fc.constantFrom(
    '{{- if .Values.on }}',
    '{{ with $ }}',
    '{{- range list $ $ }}',
    '{{ if not .Values.on }}',
    '{{ if .Values.on -}}',
  ),
  fc.array(line, { maxLength: 4 }),
  fc.constantFrom('{{- end }}', '{{ end }}', '{{ end -}}'),
);

const template = fc
  .array(
    fc.oneof(
      line,
      block.map(([open, lines, end]) => [open, ...lines, end].join('\n')),
    ),
    {
      minLength: 1,
      maxLength: 10,
    },
  )
  .map((lines) => lines.join('\n'));

const templates = { main: 'templates/a.yaml', helpers: 'templates/_h.tpl' };

function rendering(texts: Readonly<Record<string, string>>, provenance: boolean) {
  return engines.helm.render(chart({ 'values.yaml': values, 'f.txt': 'one\n\n- two\n-\n', ...texts }, { provenance }));
}

/** For each line of each template (`file:line`, 0-based), the rendered lines that are said to come from it. */
async function claims(texts: Readonly<Record<string, string>>): Promise<Map<string, Set<number>>> {
  const { files, sources } = valueOf(await rendering(texts, true));
  const found = new Map<string, Set<number>>();
  for (const [index, from] of (files[0]?.lines ?? []).entries()) {
    if (from === null) continue;
    const key = `${sources[from.source] ?? ''}:${from.line - 1}`;
    found.set(key, (found.get(key) ?? new Set()).add(index));
  }
  return found;
}

async function changed(texts: Readonly<Record<string, string>>): Promise<Set<number>> {
  const [file] = valueOf(await rendering(texts, false)).files;
  const lines = file?.text.split('\n') ?? [];
  return new Set([...lines.keys()].filter((index) => lines[index]?.includes(mark)));
}

describe('changing a line of a template', () => {
  it('changes exactly the rendered lines that are said to come from it, and nothing else about them', async () => {
    await fc.assert(
      fc.asyncProperty(template, async (main) => {
        const texts = { [templates.main]: main, [templates.helpers]: helpers };
        for (const [key, claimed] of await claims(texts)) {
          const [, file = '', number = ''] = /^(.*):(\d+)$/.exec(key) ?? [];
          const marked = withMarkedLine(templatePieces(texts[file] ?? ''), Number(number));
          expect(marked, key).not.toBeNull();
          expect(await changed({ ...texts, [file]: marked ?? '' }), key).toEqual(claimed);
        }
      }),
      { numRuns: 20 },
    );
  }, 120_000);

  it('is told apart from changing its neighbour', async () => {
    const main = 'a: 1\nb: {{ .Values.s }}\nc: {{- toYaml .Values.m | nindent 2 }}\n{{ .Files.Get "f.txt" }}\nd: 1\n';
    const claimed = await claims({ [templates.main]: main });
    for (const at of [0, 1, 2, 3]) {
      const neighbour = withMarkedLine(templatePieces(main), at + 1) ?? '';
      expect(await changed({ [templates.main]: neighbour })).not.toEqual(claimed.get(`${templates.main}:${at}`));
    }
  });
});

describe('the pieces of a template', () => {
  it('are its text', () => {
    fc.assert(
      fc.property(template, (text) => {
        expect(
          templatePieces(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  it('tell of each line how it prints', () => {
    const classes = (text: string, file = 'templates/a.yaml', aliased = false): string[] =>
      classesOf(file, templatePieces(text), aliased);

    expect(classes('a: 1\nb: {{ .x }}\nc:\n{{- .x }}\n{{ toYaml .x }}\n{{ tpl .x . }}\n{{ .Files.Get "f" }}')).toEqual([
      'text',
      'scalar action',
      'text',
      'trimmed',
      'toYaml block',
      'tpl',
      '.Files',
    ]);
    expect(classes('{{ range $k, $v := .x }}\na: 1\n{{ end }}\nb: 1')).toEqual([
      'range over a map',
      'range over a map',
      'scalar action',
      'text',
    ]);
    expect(classes('a: 1', 'charts/b/templates/a.yaml')).toEqual(['library chart']);
    expect(classes('a: 1', 'charts/b/templates/a.yaml', true)).toEqual(['subchart alias']);
  });
});
