import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MergeError, mergedValues } from '../../src/sources/kustomize/render/merge-values.ts';
import { type JsonObject } from '../../src/model/json.ts';

describe('inline values of a chart of a kustomization', () => {
  // What kustomize v5.8.2 wrote into the values file that it gave to Helm.
  const cases: readonly [string, JsonObject, string, 'override' | 'merge', JsonObject][] = [
    [
      'win where they override',
      { a: 2, m: { x: 2 } },
      'a: 1\nm: {x: 1, y: 1}\n',
      'override',
      { a: 2, m: { x: 2, y: 1 } },
    ],
    ['lose where they are merged', { a: 2, b: 2 }, 'a: 1\n', 'merge', { a: 1, b: 2 }],
    ['replace lists whole', { l: [3] }, 'l: [1, 2]\n', 'override', { l: [3] }],
    ['take away by a null', { a: null, l: null }, 'a: {x: 1}\nl: [1]\nb: 1\n', 'override', { b: 1 }],
    [
      'have no nulls in what they add',
      { m: { p: null, q: { r: null }, s: {} } },
      'a: 1\n',
      'override',
      { a: 1, m: { q: {}, s: {} } },
    ],
    ['keep nulls that only they are laid over', {}, 'a: null\n', 'override', { a: null }],
    [
      'are merged with what go-yaml v3 reads',
      {},
      'a: yes\nb: off\nc: true\nd: 0644\ne: 1_000\nf: 2020-01-01\ng: "1"\nh: 0x1f\ni: 1.50\n',
      'override',
      { a: 'yes', b: 'off', c: true, d: 420, e: 1000, f: '2020-01-01T00:00:00Z', g: '1', h: 31, i: 1.5 },
    ],
    [
      'lose aliases in maps, and not in lists',
      {},
      'a: &x {k: 1}\nb: *x\nc: [*x]\n',
      'override',
      { a: { k: 1 }, c: [{ k: 1 }] },
    ],
  ];
  it.each(cases)('%s', (_, inline, text, mode, merged) => {
    expect(mergedValues(inline, text, mode)).toEqual(merged);
  });

  it.each([
    ['a: [1]\n', 'a is a list on one side and a map on the other'],
    ['a: 1\n', 'a is one value on one side and a map on the other'],
    ['- 1\n', 'the values file is not a map'],
    ['', 'the values file is empty'],
    ['a: {\n', 'the values file is refused'],
    [`a: ${'['.repeat(2000)}${']'.repeat(2000)}\n`, 'the values file is refused'],
  ])('are refused for %j', (text, why) => {
    const merge = (): unknown => mergedValues({ a: { x: 1 } }, text, 'override');

    expect(merge).toThrow(MergeError);
    expect(merge).toThrow(why);
  });

  it('laid over nothing are themselves, and over themselves too', () => {
    const scalar = fc.oneof(fc.boolean(), fc.integer(), fc.constantFrom('a', 'b c'));
    const key = fc.constantFrom('a', 'b', 'c', '__proto__');
    const values = fc.letrec<{ value: unknown; map: unknown }>((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(scalar, { maxLength: 2 }), tie('map')),
      map: fc.array(fc.tuple(key, tie('value')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
    }));
    fc.assert(
      fc.property(values.map, (map) => {
        const inline = map as JsonObject;
        expect(mergedValues(inline, '{}', 'override')).toEqual(inline);
        expect(mergedValues(inline, JSON.stringify(inline), 'override')).toEqual(inline);
      }),
    );
  });
});
