import { describe, expect, test } from 'vitest';
import { renderValue } from '../../src/deploy/argocd/template.ts';
import { parseManifests } from '../../src/yaml/values.ts';

const long = 'x'.repeat(1_000_000);

describe('aliases', () => {
  const repeated = '- *a\n'.repeat(10);

  test.each([
    ['of a text', `a: &a ${long}\nb:\n${repeated}`],
    ['of a list with a text', `a: &a [${long}]\nb:\n${repeated}`],
    ['of a key', `? &a ${long}\n: b\nc:\n${repeated}`],
    ['of aliases', `a: &b ${long}\nc: &a [*b, *b]\nb:\n${repeated}`],
    ['that are merged', `a: &a {b: ${long}}\nb:\n${'- {<<: *a}\n'.repeat(10)}`],
    ['in several documents', `a: &a ${long}\nb: [*a, *a, *a]\n---\na: &a ${long}\nb: [*a, *a, *a]\n`],
  ])('%s that repeat more than 4 Mi characters are refused', (_name, text) => {
    expect(parseManifests(text).faults.map(({ code, message }) => ({ code, message }))).toEqual([
      { code: 'yaml-bomb', message: 'the aliases repeat more than 4194304 characters' },
    ]);
  });

  test('that repeat less are read', () => {
    expect(parseManifests(`a: &a ${long}\nb: [*a, *a, *a]\n`).faults).toEqual([]);
  });
});

describe('templates of an ApplicationSet', () => {
  const parameters = { a: long, list: Array.from({ length: 1000 }, () => 'x') };

  test.each([
    ['{{a}}', false, 10],
    ['{{.a}}', true, 10],
    ['{{ print .a .a .a .a .a }}', true, 1],
    ['{{ .a | replace "x" "xxxxx" }}', true, 1],
    ['{{ .a | replace "" "xxxxx" }}', true, 1],
    ['{{ join .a .list }}', true, 1],
    ['{{ printf "%s%s%s%s%s" .a .a .a .a .a }}', true, 1],
    ['{{ .a | quote | quote | quote | quote | quote }}', true, 1],
  ])('%s are not filled past 4 Mi characters', (template, isGo, times) => {
    const { value, faults } = renderValue(template.repeat(times), parameters, isGo);

    expect(faults).toHaveLength(1);
    expect(value).toBe(template.repeat(times));
  });

  test('that nest brackets deeper than 100 are not read', () => {
    expect(renderValue(`{{ ${'('.repeat(5000)}.a${')'.repeat(5000)} }}`, {}, true).faults).toHaveLength(1);
  });
});
