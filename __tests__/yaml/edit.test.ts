import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Json, type Path } from '../../src/model/json.ts';
import { type FixOperation } from '../../src/model/rule.ts';
import { applyOperations } from '../../src/yaml/apply-operations.ts';
import { editYaml } from '../../src/yaml/edit.ts';
import { applyEdits } from '../../src/yaml/line-edits.ts';
import { parseManifests } from '../../src/yaml/values.ts';
import { yamlText } from './arbitrary-yaml.ts';
import { editCases } from './edit-cases.ts';

function set(path: Path, value: Json): FixOperation {
  return { op: 'set', path, value };
}

describe('an edit', () => {
  test.each(editCases)('$name', ({ before, operations, after }) => {
    const edited = editYaml(before, 0, operations);
    expect(edited.kind === 'edited' ? edited.text : edited.why).toBe(after);
  });

  test('touches only the document that it is for', () => {
    expect(editYaml('a: 1\n---\na: 1 # here\n---\na: 1\n', 1, [set(['a'], 2)])).toEqual({
      kind: 'edited',
      text: 'a: 1\n---\na: 2 # here\n---\na: 1\n',
      edits: [{ first: 3, last: 3, replacement: 'a: 2 # here' }],
    });
  });

  test('says added lines by repeating the line above them, removed lines by the empty text', () => {
    const edited = editYaml('a:\n  b: 1\nc: 2\nd: 3\n', 0, [set(['a', 'x'], 1), { op: 'remove', path: ['d'] }]);
    expect(edited).toMatchObject({
      edits: [
        { first: 2, last: 2, replacement: '  b: 1\n  x: 1' },
        { first: 4, last: 4, replacement: '' },
      ],
    });
  });

  test('changes nothing where everything is as wanted', () => {
    const text = 'a: &x {b: yes}\nc: *x\n';
    expect(editYaml(text, 0, [set(['a', 'b'], true), { op: 'remove', path: ['z'] }])).toEqual({
      kind: 'edited',
      text,
      edits: [],
    });
  });

  test('keeps a text, however many lines it has', () => {
    const line = fc.string({ unit: fc.constantFrom('a', '-', ':', '#', '|', ' ', '\t', '"', '{'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), fc.constantFrom('\n', '\r\n'), (lines, eol) => {
        const text = lines.join('\n');
        const edited = editYaml(`a:${eol}  - b: 1${eol}`, 0, [set(['a', 0, 'c'], text), set(['d'], text)]);
        const [document] = parseManifests(edited.kind === 'edited' ? edited.text : '').documents;
        expect(document?.value).toEqual({ a: [{ b: 1, c: text }], d: text });
      }),
    );
  });
});

describe('a refusal', () => {
  const refusals: readonly [string, FixOperation, string][] = [
    ['x: &x\n  a: 1\nw: *x\n', set(['w', 'a'], 2), 'the value is shared through an anchor (*x)'],
    ['x: &x\n  a: 1\nw: *x\n', set(['x', 'a'], 2), 'the value is shared through an anchor (&x)'],
    ['x: &x 1\nw: *x\n', set(['x'], 2), 'the value is shared through an anchor (&x)'],
    ['x: &x 1\nw: *x\n', { op: 'remove', path: ['x'] }, 'the value is shared through an anchor (&x)'],
    ['x: {y1: &x 1}\nw: *x\n', set(['x'], 2), 'the text is written in a way that would change more than the field'],
    [
      'x: &x\n  a: {b: 1, c: 3}\nw:\n  <<: *x\n',
      set(['w', 'a', 'b'], 2),
      'the text is written in a way that would change more than the field',
    ],
    ['a: text\n', set(['a', 'b'], 1), 'a parent field is neither a map nor a list, or the list is too short'],
    ['a: [1]\n', set(['a', 3], 1), 'a parent field is neither a map nor a list, or the list is too short'],
    ['a: [\n', set(['a', 0], 1), 'its YAML cannot be read'],
    ['- a: 1\n  # about b\n  b: 2\n', { op: 'remove', path: [0, 'a'] }, 'there is a comment between the fields'],
  ];
  test.each(refusals)('of %j for %j', (text, operation, why) => {
    expect(editYaml(text, 0, [operation])).toEqual({ kind: 'refused', why });
  });
});

describe('the laws of edits', () => {
  const value = fc.oneof(
    fc.constantFrom<Json>(
      true,
      null,
      'on',
      'text',
      '0644',
      'a: b',
      ' # x',
      'line\nline',
      12,
      'é',
      '',
      '- a',
      '2001-01-01',
      '@a',
    ),
    fc.constantFrom<Json>(
      [],
      {},
      ['ALL'],
      { a: 1 },
      { drop: ['ALL'], add: [] },
      [{ name: 'x', y: [[1, 2]] }],
      [[{ a: [] }]],
    ),
  );
  const step = fc.tuple(fc.nat(), fc.nat(4), value);

  /** Operations on fields that the document has, or could have. */
  function operationsOn(document: Json, steps: readonly (readonly [number, number, Json])[]): FixOperation[] {
    return steps.flatMap(([place, kind, wanted]): FixOperation[] => {
      const paths = pathsOf(document);
      const path = paths[place % paths.length] ?? [];
      const here = valueAt(document, path);
      if (kind === 0 && path.length > 0) return [{ op: 'remove', path }];
      if (Array.isArray(here) && kind < 3) return [set([...path, here.length], wanted)];
      if (typeof here === 'object' && here !== null && !Array.isArray(here) && kind < 3)
        return [set([...path, 'new', 'field'], wanted)];
      return path.length === 0 ? [] : [set(path, wanted)];
    });
  }

  test('the value becomes what the operations say, and the edits make the text', () => {
    let made = 0;
    let refused = 0;
    const property = fc.property(yamlText, fc.array(step, { minLength: 1, maxLength: 3 }), (text, steps) => {
      const [document] = parseManifests(text).documents;
      if (document === undefined) return;
      const operations = operationsOn(document.value, steps);
      const edited = editYaml(text, 0, operations);
      if (edited.kind === 'refused') {
        refused += 1;
        return;
      }
      made += 1;
      expect(parseManifests(edited.text).documents[0]?.value).toEqual(applyOperations(document.value, operations));
      expect(applyEdits(text, edited.edits)).toBe(edited.text);
    });
    fc.assert(property, { numRuns: 500 });
    expect(made).toBeGreaterThan(10 * refused);
  });

  /** Written the same whatever style of quotes and lists a document mostly has: what was just written counts, too. */
  const plain = fc.constantFrom<Json>(12, true, 'text', { a: 1 }, {});

  test('new fields and other scalars written together are written as they are one after the other', () => {
    let compared = 0;
    const property = fc.property(
      yamlText,
      fc.array(fc.tuple(fc.nat(), plain, fc.boolean()), { minLength: 2, maxLength: 4 }),
      (text, fields) => {
        const [document] = parseManifests(text).documents;
        if (document === undefined) return;
        const paths = pathsOf(document.value);
        const maps = paths.filter((path) => isMap(valueAt(document.value, path)));
        const scalars = paths.filter((path) => path.length > 0 && typeof valueAt(document.value, path) !== 'object');
        const operations = fields.flatMap(([place, wanted, isNew], n) => {
          const places = isNew ? maps : scalars;
          const path = places[place % Math.max(1, places.length)];
          return path === undefined ? [] : [set(isNew ? [...path, `new${n}`, 'field'] : path, wanted)];
        });
        const together = editYaml(text, 0, operations);
        const apart = operations.reduce<string | null>((before, operation) => {
          const edited = before === null ? null : editYaml(before, 0, [operation]);
          return edited?.kind === 'edited' ? edited.text : null;
        }, text);
        if (together.kind === 'refused' || apart === null) return;
        compared += 1;
        expect(together.text).toBe(apart);
      },
    );
    fc.assert(property, { numRuns: 300 });
    expect(compared).toBeGreaterThan(100);
  });

  test('no line outside of the edits changes, and each edit changes something', () => {
    const property = fc.property(yamlText, step, (text, one) => {
      const [document] = parseManifests(text).documents;
      if (document === undefined) return;
      const edited = editYaml(text, 0, operationsOn(document.value, [one]));
      if (edited.kind === 'refused') return;
      const lines = text.split('\n');
      for (const { first, last, replacement } of edited.edits) {
        expect(replacement === '' || replacement !== lines.slice(first - 1, last).join('\n')).toBe(true);
      }
      const outside = lines.filter(
        (_, at) => !edited.edits.some(({ first, last }) => first <= at + 1 && at + 1 <= last),
      );
      const result = edited.text.split('\n');
      let from = 0;
      for (const line of outside) from = result.indexOf(line, from) + 1;
      expect(from > 0 || outside.length === 0).toBe(true);
    });
    fc.assert(property, { numRuns: 200 });
  });

  test('making the same fix twice changes nothing the second time', () => {
    const property = fc.property(yamlText, value, (text, wanted) => {
      const once = editYaml(text, 0, [set(['spec', 'securityContext'], wanted)]);
      if (once.kind === 'refused') return;
      expect(editYaml(once.text, 0, [set(['spec', 'securityContext'], wanted)])).toEqual({
        kind: 'edited',
        text: once.text,
        edits: [],
      });
    });
    fc.assert(property, { numRuns: 200 });
  });
});

function valueAt(document: Json, path: Path): Json {
  return path.reduce<Json>((inner, part) => (inner as Record<string | number, Json>)[part] ?? null, document);
}

function isMap(value: Json): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pathsOf(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([part, item]: [string | number, Json]) => pathsOf(item, [...path, part]))];
}
