import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exactJson } from '../../src/yaml/integers.ts';
import { decodeUtf8 } from '../../src/yaml/utf8.ts';
import { DEFAULT_YAML_LIMITS, parseManifests } from '../../src/yaml/values.ts';
import { sortedJson } from './sorted-json.ts';

interface Golden {
  readonly yaml: string;
  readonly json?: string;
  readonly error?: string;
}

/** Answers of sigs.k8s.io/yaml v1.6.0's YAMLToJSON. */
const goldens = JSON.parse(readFileSync(new URL('golden/yaml-to-json.json', import.meta.url), 'utf8')) as Golden[];

/** Where YAML 1.2 takes what libyaml does not; harmless, since nothing can be applied from such a file. */
const takenOnlyHere = new Set(['a: !<tag:yaml.org,2002:str>\n']);

describe('the value of a document', () => {
  test.each(goldens)('is that of sigs.k8s.io/yaml: $yaml', ({ yaml, json, error }) => {
    const { documents, faults } = parseManifests(yaml);
    if (error !== undefined && !takenOnlyHere.has(yaml)) {
      expect({ documents, faults: faults.length }).toMatchObject({ documents: [], faults: 1 });
      return;
    }
    const [document] = documents;
    expect(sortedJson(document === undefined ? 'null' : exactJson(document))).toBe(sortedJson(json ?? ''));
  });

  test('has __proto__ as a key like any other', () => {
    const [document] = parseManifests('__proto__:\n  a: 1\n').documents;
    expect(Object.entries(document?.value ?? {})).toEqual([['__proto__', { a: 1 }]]);
    expect(Object.getPrototypeOf(document?.value)).toBe(Object.prototype);
  });

  test('keeps the digits of integers that no number holds', () => {
    const [document] = parseManifests('a: [1, 9007199254740993]\nb: 9223372036854775807\n').documents;
    expect(document?.value).toEqual({ a: [1, 9007199254740992], b: 9223372036854775808 });
    expect(document?.rounded).toEqual([
      { path: ['a', 1], digits: '9007199254740993' },
      { path: ['b'], digits: '9223372036854775807' },
    ]);
    expect(document && exactJson(document)).toBe('{"a":[1,9007199254740993],"b":9223372036854775807}');
  });
});

describe('a stream', () => {
  test('is cut at lines that begin with ---, and each document says where it stands', () => {
    const { documents, faults } = parseManifests('# only a comment\n---\na: 1\n--- # next\n\nb: 2\n---\n---\nc: 3');
    expect(documents.map(({ index, line, offset, text, value }) => ({ index, line, offset, text, value }))).toEqual([
      { index: 1, line: 3, offset: 21, text: 'a: 1\n', value: { a: 1 } },
      { index: 2, line: 5, offset: 37, text: '\nb: 2\n', value: { b: 2 } },
      { index: 3, line: 9, offset: 51, text: 'c: 3', value: { c: 3 } },
    ]);
    expect(faults).toEqual([]);
  });

  test('loses no document to a broken one', () => {
    const { documents, faults } = parseManifests('a: 1\n---\nb: [\n---\nc: 3\n');
    expect(documents.map(({ index, value }) => [index, value])).toEqual([
      [0, { a: 1 }],
      [2, { c: 3 }],
    ]);
    expect(faults).toEqual([
      {
        code: 'yaml-syntax',
        line: 3,
        column: 5,
        message: 'did not find expected node content',
        document: 1,
      },
    ]);
  });

  test('says the line of a duplicate key, and takes the last', () => {
    const { documents, faults } = parseManifests('---\na: 1\nspec:\n  hostPID: false\n  b: 2\n  hostPID: true\n');
    expect(documents[0]?.value).toEqual({ a: 1, spec: { hostPID: true, b: 2 } });
    const message = 'the key "hostPID" is written twice in one map; the last one counts';
    expect(faults).toEqual([{ code: 'yaml-duplicate-key', line: 6, column: 3, message, document: 0 }]);
  });

  test('does not call an overridden merge a duplicate', () => {
    expect(parseManifests('x: &x {a: 1}\nz:\n  <<: *x\n  a: 2\n').faults).toEqual([]);
  });

  test('says what kubectl would not read: text behind a separator, and behind the end of a document', () => {
    const { documents, faults } = parseManifests('--- {a: 1}\n---\nb: 1\n...\nc: 1\n');
    expect(documents.map(({ value }) => value)).toEqual([{ a: 1 }, { b: 1 }]);
    expect(faults.map(({ code, line, document }) => ({ code, line, document }))).toEqual([
      { code: 'yaml-syntax', line: 1, document: 0 },
      { code: 'yaml-syntax', line: 5, document: 1 },
    ]);
  });

  test('takes flow collections that are indented less than YAML wants, with the right lines in faults', () => {
    const { documents, faults } = parseManifests('spec:\n    args: [\n  "a", {\n}\n]\n    b: 1\n    b: 2\n');
    expect(documents[0]?.value).toEqual({ spec: { args: ['a', {}], b: 2 } });
    expect(faults.map(({ code, line }) => ({ code, line }))).toEqual([{ code: 'yaml-duplicate-key', line: 7 }]);
  });

  test('takes a byte order mark, CRLF and JSON', () => {
    expect(
      parseManifests('\ufeffa: 1\r\n---\r\nb:\r\n  - |\r\n    x\r\n    y\r\n').documents.map(({ value }) => value),
    ).toEqual([{ a: 1 }, { b: ['x\ny\n'] }]);
    expect(parseManifests('{\n\t"kind": "Pod",\n\t"a": [1.5e3, "\\ud83d\\ude00"]\n}\n').documents[0]?.value).toEqual({
      kind: 'Pod',
      a: [1500, '😀'],
    });
  });
});

describe('hostile text', () => {
  test('that multiplies by aliases is a bomb, at the line where it goes too far', () => {
    const levels = Array.from(
      { length: 9 },
      (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(', ')}]`,
    );
    const { documents, faults } = parseManifests(['a0: &a0 [x]', ...levels, ''].join('\n'));
    expect(documents).toEqual([]);
    expect(faults.map(({ code, line }) => ({ code, line }))).toEqual([{ code: 'yaml-bomb', line: 5 }]);
  });

  test('that is nested too deep, too long or in too many pieces is too large', () => {
    const codes = (text: string, limits = {}): string[] =>
      parseManifests(text, { ...DEFAULT_YAML_LIMITS, ...limits }).faults.map(({ code }) => code);
    expect(codes(`a: ${'['.repeat(100_000)}`)).toEqual(['too-large']);
    expect(codes('a: 1\n'.repeat(10), { length: 20 })).toEqual(['too-large']);
    expect(codes('---\na: 1\n'.repeat(10), { documents: 9 })).toEqual(['too-large']);
    expect(codes(`a: [${'1,'.repeat(1_500_000)}]`)).toEqual(['too-large']);
  });

  test('that says one key again and again has each place, in time', () => {
    const { faults } = parseManifests('a: 1\n'.repeat(150_000));
    expect(faults.length).toBe(149_999);
    expect(faults.at(-1)).toMatchObject({ code: 'yaml-duplicate-key', line: 150_000, column: 1 });
  });

  test('of many JSON objects on one line is read object by object', () => {
    const { documents, faults } = parseManifests('{"a":1}'.repeat(50_000));
    expect({ last: documents.at(-1)?.index, faults }).toEqual({ last: 49_999, faults: [] });
  });

  test('that contains itself is refused', () => {
    expect(parseManifests('a: &a\n  b: *a\n').faults).toEqual([
      { code: 'yaml-syntax', line: 2, column: 6, message: "anchor 'a' value contains itself", document: 0 },
    ]);
  });
});

test('only UTF-8 is text', () => {
  expect(decodeUtf8(new TextEncoder().encode('\ufeffä: 😀'))).toBe('\ufeffä: 😀');
  expect(decodeUtf8(Uint8Array.of(0x61, 0xff))).toBeNull();
  expect(decodeUtf8(Uint8Array.of(0xff, 0xfe, 0x61, 0x00))).toBeNull();
});
