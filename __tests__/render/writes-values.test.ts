import { describe, expect, test } from 'vitest';
import { mayWriteValues } from '../../src/sources/helm/render/writes-values.ts';

describe('a template changes values for others where it writes into what is no copy', () => {
  test.each([
    '{{ $_ := set .Values.redis "hostPID" true }}',
    '{{- $_ := unset $.Values.redis "enabled" -}}',
    '{{ $v := .Values.redis }}{{ $_ := set $v "hostPID" true }}',
    '{{ $v := dict }}{{ $v = index .Values "redis" }}{{ $_ := set $v "hostPID" true }}',
    '{{ with .Values.redis }}{{ $_ := set . "hostPID" true }}{{ end }}',
    '{{ $_ := mergeOverwrite .Values.redis (dict "hostPID" true) }}',
    '{{ $_ := merge (dict) .Values.redis (dict "pod" (dict "hostPID" true)) }}',
    '{{ $_ := mustMergeOverwrite (pick .Values "redis") (dict "redis" (dict "a" 1)) }}',
    '{{ $_ := .Values.redis | merge .Values.global }}',
    '{{ $_ := set (index .Values "redis") "a" 1 }}',
    '{{ $_ := set $ "Values" (dict) }}',
    '{{ $_ := set (get .Values `a) "dict` | default .Values.redis) "a" 1 }}',
    '{{ $c := dict | default .Values.redis }}{{ $_ := set $c "a" 1 }}',
    '{{ $c := .Values.redis | default dict }}{{ $_ := set $c "a" 1 }}',
    '{{ tpl "{{ $_ := set .Values.redis \\"a\\" 1 }}" . }}',
  ])('%s', (template) => {
    expect(mayWriteValues(template)).toBe(true);
  });

  test.each([
    '{{- with (mergeOverwrite (deepCopy .Values.global.podLabels) .Values.server.podLabels) }}a{{ end }}',
    '{{ $c := dict "a" 1 }}{{ $_ := set $c "b" .Values.redis }}',
    '{{ $c := merge (dict "a" 1) .Values.redis }}',
    '{{ $c := .Values.redis | mergeOverwrite (deepCopy .Values.global) }}',
    '{{/* set .Values.redis here */}}{{- /* merge .Values */ -}}',
    '{{- $c := include "app.c" . | fromYaml | default dict -}}{{ range mergeOverwrite $c .Values.redis }}a{{ end }}',
    '{{- $c := .Values.redis | deepCopy -}}{{- $_ := set $c "a" 1 -}}',
    '{{ fail "set .Values.redis first" }}\n# set .Values.redis as well',
    '{{ include "app.settings" . }} and what a text says of sets: reset them',
    '{{ $c := fromYaml (include "app.c" .) }}{{ $_ := unset $c "a) .Values" }}',
  ])('not in %s', (template) => {
    expect(mayWriteValues(template)).toBe(false);
  });
});

test('a long text in which nothing is asked says what it likes of sets', () => {
  expect(mayWriteValues(`{{ if .Values.crds }}\n${'# set this to false\n'.repeat(10_000)}{{ end }}`)).toBe(false);
});

test('texts made to be slow are read at once', () => {
  const times = 200_000;
  const began = performance.now();

  for (const part of ['{{', '{{ set (', '\\"', '{{ set $a "', '`{{"', '{{ $a = set $a '])
    mayWriteValues(`{{ ${part.repeat(times)}`);

  expect(performance.now() - began).toBeLessThan(10_000);
});
