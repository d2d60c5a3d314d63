import { openEngines } from '../engine/open-engines.ts';
import { renderValues, type RenderedValue } from '../../src/sources/deployments/argocd/template.ts';
import { mostTemplated } from '../../src/sources/deployments/argocd/text-filling.ts';
import { type JsonObject } from '../../src/model/json.ts';
import { afterAll, describe, expect, test } from 'vitest';
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
      { code: 'yaml-bomb', message: 'aliases repeat more than 4194304 characters' },
    ]);
  });

  test('that repeat less are read', () => {
    expect(parseManifests(`a: &a ${long}\nb: [*a, *a, *a]\n`).faults).toEqual([]);
  });
});

describe('templates of an ApplicationSet', () => {
  const engines = openEngines();
  afterAll(async () => engines.close());
  const rendered = async (text: string, given: JsonObject, isGo: boolean): Promise<RenderedValue> => {
    const place = { kind: 'lines', file: 'set.yaml', first: 1, last: 1 } as const;
    const filling = { isGo, options: [], fill: engines.helm.fill, budget: { characters: mostTemplated } };
    const [value] = await renderValues(text, [{ parameters: given, place }], filling);
    return value ?? { value: null, faults: [] };
  };
  const parameters = { a: long, list: Array.from({ length: 1000 }, () => 'x') };

  test.each([
    ['{{a}}', false, 10],
    ['{{.a}}', true, 10],
    ['{{ print .a .a .a .a .a }}', true, 1],
    ['{{ .a | replace "x" "xxxxx" }}', true, 1],
    ['{{ .a | replace "" "xxxxx" }}', true, 1],
    ['{{ join .a .list }}', true, 1],
    ['{{ printf "%s%s%s%s%s" .a .a .a .a .a }}', true, 1],
    ['{{ .a | quote }}', true, 5],
  ])('%s are not filled past 4 Mi characters', async (template, isGo, times) => {
    const { value, faults } = await rendered(template.repeat(times), parameters, isGo);

    expect(faults).toHaveLength(1);
    expect(value).toBe(template.repeat(times));
  });

  test('that nest brackets deep are not read', async () => {
    const { faults } = await rendered(`{{ ${'('.repeat(5000)}.a${')'.repeat(5000)} }}`, { a: 'b' }, true);

    expect(faults).toHaveLength(1);
  });

  test.each([
    ['take no end of memory', '{{ repeat 2000000000 .a }}', 'engine-memory'],
    ['are cyclic', '{{ $_ := set .map "x" .map }}{{ printf "%v" .map }}', 'engine-memory'],
  ])('that %s are a problem of the set', async (_, template, code) => {
    const { faults } = await rendered(template, { a: 'b', map: {} }, true);

    expect(faults.map((fault) => fault.code)).toEqual([code]);
  });

  test('that do not end are stopped', async () => {
    const quick = openEngines({ seconds: 1 });
    const endless = '{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}';
    const ask = { texts: [{ text: endless, strict: false, last: false }], options: [], most: 1 };
    const outcome = await quick.helm.fill({ ...ask, elements: [{ parameters: { a: 'b' }, texts: [] }] });
    await quick.close();

    expect(outcome).toMatchObject({ ok: false, error: { code: 'engine-timeout' } });
  });
});
