import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { concernedBy } from '../../src/rules/concerned.ts';
import { type RuleName } from '../../src/rules/interest.ts';
import { ruleOfHeader } from '../../src/rules/headers/header.ts';
import { type JsonObject } from '../../src/model/json.ts';

const rules: readonly RuleName[] = [
  ['own', 'any'],
  ['own', 'wording'],
];
const concerned = concernedBy([{ id: 'own/any' }, { id: 'own/wording', words: ['korv.9', 'a+b'] }]);
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const config = (data: JsonObject, kind = 'ConfigMap'): JsonObject => ({ apiVersion: 'v1', kind, data });
/** What is asked of the rule with words, or null if it is not asked. */
const asked = (object: JsonObject): readonly (readonly [string, string])[] | null => {
  const { rules: names, decoded } = concerned(object)(rules);
  expect(names).toContainEqual(['own', 'any']);
  return names.length === 1 ? null : decoded.map(({ path, how }) => [path.join('.'), how]);
};
const long = 'the password of the tunnel is korv.9, and nobody else has it';

describe('a rule with words is asked', () => {
  test.each([
    ['of a value', { data: { a: 'x korv.9 y' } }],
    ['of a key', { data: { 'a+b': '' } }],
    ['of what stands in a list', { data: [['korv.9']] }],
  ])('%s', (_, object) => {
    expect(asked(object)).toEqual([]);
  });

  test.each([
    ['of none', { data: { a: 'x' } }],
    ['of other characters, since a word is no pattern', { data: { a: 'korv-9', b: 'aab' } }],
    ['of other capitals', { data: { a: 'KORV.9' } }],
    ['of numbers', { data: { a: 1, b: null, c: true } }],
  ])('not %s', (_, object) => {
    expect(asked(object)).toBeNull();
  });

  test('of none, and there is nothing to ask', () => {
    expect(concerned({ a: 'korv.8' })([['own', 'wording']])).toEqual({ rules: [], decoded: [] });
  });
});

describe('a text in another form is named', () => {
  test.each([
    ['base64', base64(long), 'in base64'],
    ['base64 in a line', `token ${base64(long)};`, 'in base64'],
    ['base64 without padding', base64(long).replace(/=+$/, ''), 'in base64'],
    ['base64 for URLs', Buffer.from(`${long}~~~???>>>`).toString('base64url'), 'in base64'],
    ['base64 in several lines', base64(long).replaceAll(/(.{32})/g, '$1\n'), 'in base64'],
    ['hexadecimal', Buffer.from(long).toString('hex'), 'in hexadecimal'],
    ['escapes', 'https://x/?a=korv%2e9', 'with escapes of a URL'],
    ['gzip', base64(gzipSync(long)), 'in gzip in base64'],
    ['base64 twice', base64(base64(long)), 'in base64 in base64'],
    ['base64 three times', base64(base64(base64(long))), 'in base64 in base64 in base64'],
    ['base64 in gzip', base64(gzipSync(base64(long))), 'in base64 in gzip in base64'],
  ])('%s', (_, text, how) => {
    expect([...new Set(asked(config({ a: text }))?.map(String))]).toEqual([`data.a,${how}`]);
  });

  test("the base64 of a Secret's data counts as the value", () => {
    expect(asked(config({ a: base64('korv.9') }, 'Secret'))).toEqual([]);
    expect(asked(config({ a: base64(base64(long)) }, 'Secret'))).toEqual([['data.a', 'in base64']]);
    expect(asked({ ...config({ a: base64(base64(long)) }, 'Secret'), apiVersion: 'acme.example/v1' })).toEqual([
      ['data.a', 'in base64 in base64'],
    ]);
  });

  test.each([
    ['a digest', `sha256:${'3f2a'.repeat(16)}`],
    ['broken gzip', base64(gzipSync(long).subarray(0, 40))],
    ['four layers', base64(base64(base64(base64(long))))],
    ['a long run', base64(`${'x'.repeat(60_000)}${long}`)],
  ])('%s is not', (_, text) => {
    expect(asked(config({ a: text }))).toBeNull();
  });

  test('many runs and large archives take no longer than their bounds', () => {
    const started = performance.now();
    const bomb = base64(gzipSync(Buffer.alloc(20_000_000))).slice(0, 49_000);

    asked(config({ a: `${bomb} `.repeat(20), b: `${'ab'.repeat(40)} `.repeat(20_000), c: 'x'.repeat(2_000_000) }));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('words in a header', () => {
  const faultsOf = (custom: object): readonly string[] => {
    const header = {
      scope: 'package',
      title: 'Do it',
      description: 'It is.',
      related_resources: [{ ref: 'https://kubernetes.io/docs/' }],
      custom: {
        severity: 'high',
        enforcement: 'warn',
        remedy: 'Do it.',
        kinds: ['Pod'],
        standards: [],
        fix_risk: null,
        fix_check: null,
        since: '0.1.0',
        ...custom,
      },
    };
    const result = ruleOfHeader('own/it', header);
    return result.ok ? [] : result.faults;
  };

  test.each([[['ollama']], [['PRIVATE KEY', '://']]])('may be %j', (words) => {
    expect(faultsOf({ words })).toEqual([]);
  });

  test.each([[['a']], [['a"b']], [[String.raw`a\b`]], [['é!']], [[]]])('may not be %j', (words) => {
    expect(faultsOf({ words })).toHaveLength(1);
  });

  test('do not go with a comparison', () => {
    expect(faultsOf({ words: ['ab'], compares: true })).toEqual([
      'custom.words: does not go with compares: the object at the base may have the word',
    ]);
  });
});
