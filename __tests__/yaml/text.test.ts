import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { yamlText } from '../../src/yaml/text.ts';
import { parseManifests } from '../../src/yaml/values.ts';

const odd = [
  'no',
  'y',
  'on',
  '0644',
  '0o7',
  '1:30',
  '2020-01-01',
  '~',
  '',
  '1_000',
  '.inf',
  '<<',
  '=',
  '- a',
  'a: b',
  '#',
  '0x1F',
  '1e3',
];

describe('a value written as YAML', () => {
  it.each(odd)('keeps the string %j a string', (text) => {
    expect(parseManifests(yamlText({ value: text })).documents[0]?.value).toEqual({ value: text });
  });

  it.each(odd)('keeps the key %j', (key) => {
    const value = { [key]: [], ' ': 0, inner: { [key]: { a: 1 } } };
    expect(parseManifests(yamlText(value)).documents[0]?.value).toEqual(value);
  });

  it('is read back as it was', () => {
    const scalar = fc.oneof(fc.constantFrom(...odd), fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const key = fc.oneof(fc.constantFrom(...odd.filter((text) => text !== '')), fc.string({ minLength: 1 }));
    const value = fc.dictionary(key, fc.oneof(scalar, fc.array(scalar)), { minKeys: 1 });
    fc.assert(
      fc.property(value, (written) => {
        expect(parseManifests(yamlText(written)).documents[0]?.value).toEqual({ ...written });
      }),
      { numRuns: 300 },
    );
  });
});
