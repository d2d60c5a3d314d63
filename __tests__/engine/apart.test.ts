import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';

import { renderingApart } from '../../src/engine/apart.ts';
import { type HelmRequest } from '../../src/engine/helm-request.ts';
import { openEngines } from './open-engines.ts';

const engines = openEngines();
afterAll(async () => engines.close());

const helpers = `{{ define "name" }}of {{ .Chart.Name }}{{ end }}
{{ define "other" }}{{ include "name" . }}: {{ .Values.size }}{{ end }}`;

/** What templates do to each other, and what they do not. */
const bodies = [
  'size: {{ .Values.size }}',
  'name: {{ include "other" . }}',
  'map: {{- toYaml .Values.map | nindent 2 }}',
  'late: {{ .Values.late }}',
  '{{- $_ := set .Values "late" "yes" }}set: 1',
  '{{- $_ := set .Values.map "more" (list 1) }}set: 2',
  '{{- $m := deepCopy .Values.map }}{{ $_ := set $m "own" 1 }}own: {{ $m.own }}',
  '{{- $_ := set . "Shared" 1 }}shared: 1',
  'shared: {{ .Shared }}',
  'sum: {{ include (print .Template.BasePath "/a.yaml") . | sha256sum }}',
  'text: {{ tpl .Values.text . }}',
  'random: {{ randAlphaNum 6 }}',
  'key: {{ genPrivateKey "rsa" | sha256sum }}',
  '{{- if .Release.IsUpgrade }}up: 1{{ end }}',
  '{{- if .Values.size }}{{ end }}',
  '{{- define "name" }}replaced{{ end }}x: 1',
  '{{- if eq .Values.size 2 }}{{ fail "two" }}{{ end }}size: one',
  'broken: {{ .Values.',
  'lost: {{ include "lost" . }}',
  '# size: {{ .Values.size }}\n---\nb: {{ .Values.sub.size }}',
];

const names = ['a.yaml', 'b.yaml', 'c.yaml', 'deep/d.yaml', 'NOTES.txt'];
/** Most templates have no part in what others print. */
const body = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('size: {{ .Values.size }}', 'name: {{ include "other" . }}', '') },
  { weight: 1, arbitrary: fc.constantFrom(...bodies) },
);
const templates = fc.tuple(body, body, body, body, body);
const edits = fc.array(fc.tuple(fc.nat(names.length - 1), body), { minLength: 1, maxLength: 3 });
const values = fc.constantFrom(
  '',
  'size: 2',
  'late: early',
  'text: "{{ include \\"other\\" . }}"',
  'sub: {enabled: false}',
);

function requestOf(texts: readonly string[], given: string, asking: boolean): HelmRequest {
  const file = (name: string, text: string): HelmRequest['files'][number] => ({ name, bytes: Buffer.from(text) });
  return {
    files: [
      file(
        'Chart.yaml',
        'apiVersion: v2\nname: top\nversion: 1.0.0\ndependencies: [{name: sub, version: 1.0.0, condition: sub.enabled}]\n',
      ),
      file('values.yaml', 'size: 1\nmap: {deep: [1]}\ntext: plain\nsub: {enabled: true}\n'),
      file('crds/c.yaml', 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: c}\n'),
      file('templates/_helpers.tpl', helpers),
      file('charts/sub/Chart.yaml', 'apiVersion: v2\nname: sub\nversion: 1.0.0\n'),
      file('charts/sub/values.yaml', 'size: 7\n'),
      file('charts/sub/templates/a.yaml', 'sub: {{ .Values.size }}\n'),
      ...texts.map((text, at) => file(`templates/${names[at] ?? ''}`, text)),
    ],
    values: given === '' ? [] : [file('given.yaml', given)],
    set: [],
    setString: [],
    release: { name: 'release', namespace: 'default' },
    kubeVersion: '1.36',
    apiVersions: [],
    skipSchemaValidation: false,
    provenance: false,
    include: [],
    seed: 'a seed',
    asking,
  };
}

/** The engine, which notes what was rendered of a chart by itself. */
function counted(): { readonly helm: typeof engines.helm; readonly parts: () => number } {
  let parts = 0;
  const render: typeof engines.helm.render = async (request) => {
    if (request.include.length > 0) parts += 1;
    return engines.helm.render(request);
  };
  return { helm: { ...engines.helm, render }, parts: () => parts };
}

/** All that anyone reads of a rendering. */
async function told(helm: typeof engines.helm, request: HelmRequest): Promise<unknown> {
  const answer = await helm.render(request);
  return answer.ok ? { ...answer.value, apart: null } : answer;
}

it('renders the templates that differ, and gives what a render of the whole chart gives', async () => {
  const { helm, parts } = counted();
  let renders = 0;
  await fc.assert(
    fc.asyncProperty(templates, edits, values, fc.boolean(), async (texts, changes, given, asking) => {
      const apart = renderingApart(helm);
      let now: string[] = texts;
      await told(apart, requestOf(now, given, true));
      for (const [at, text] of changes) {
        now = now.with(at, text);
        const request = requestOf(now, given, asking);
        renders += 1;
        const [part, whole] = await Promise.all([told(apart, request), told(engines.helm, request)]);
        expect(part).toEqual(whole);
      }
    }),
    {
      numRuns: 60,
      examples: [
        // Base is asked what its templates ask for; an edit that is tried is not.
        [['a: 1', '{{- if .Release.IsUpgrade }}up: 1{{ end }}', 'c: 1', 'd: 1', ''], [[0, 'a: 2']], '', false],
      ],
    },
  );
  // Both ways are to be tried.
  expect(parts()).toBeGreaterThan(renders / 20);
  expect(parts()).toBeLessThan(renders);
});

it('renders a changed template alone, and a template that others include with these', async () => {
  const { helm, parts } = counted();
  const apart = renderingApart(helm);
  const plain = ['size: {{ .Values.size }}', 'b: 1', 'c: 1', 'd: 1', ''];
  await apart.render(requestOf(plain, '', false));
  await apart.render(requestOf(plain.with(1, 'b: {{ .Values.size }}'), '', false));
  expect(parts()).toBe(1);
  const including = plain.with(2, 'sum: {{ include (print .Template.BasePath "/a.yaml") . }}');
  await apart.render(requestOf(including, '', false));
  const before = parts();
  const answer = await apart.render(requestOf(including.with(0, 'size: 3'), '', false));
  expect(parts()).toBe(before);
  expect(answer.ok ? answer.value.files.map(({ text }) => text) : answer).toContain('sum: size: 3');
});
