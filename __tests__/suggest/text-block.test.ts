import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editFile } from '../../src/sources/candidates/edit-file.ts';
import { textBlock } from '../../src/yaml/text-block.ts';
import { applyEdits } from '../../src/yaml/line-edits.ts';
import { sourceText } from '../../src/yaml/source-text.ts';
import { parseManifests } from '../../src/yaml/values.ts';

const path = ['spec', 'values'];
const around = (block: string): string => `spec:\n  values: ${block}\n  other: 1\n`;

describe('a text block', () => {
  it('is its lines, and where they begin', () => {
    const file = around('| # ours\n    a: 1\n\n    b:\n      c: 2\n');

    expect(textBlock(sourceText(file), 0, path)).toEqual({ text: 'a: 1\n\nb:\n  c: 2', first: 3, indent: 4 });
  });

  it.each([
    ['is folded', '>\n    a: 1'],
    ['is quoted', '"a: 1"'],
    ['is quoted over lines', '"a: 1\n    b"'],
    ['says how deep it is', '|6\n          a: 1'],
    ['is empty', '|'],
    ['is a map', '\n    a: 1'],
    ['is an alias', '*x'],
  ])('is none where the text %s', (_, block) => {
    expect(textBlock(sourceText(around(block)), 0, path)).toBeNull();
  });

  it('is edited in its place, with the line breaks of its file', () => {
    const file = around('|-\n    a: 1 # one\n    b: 2').replaceAll('\n', '\r\n');
    const operations = [{ op: 'set', path: ['a'], value: { c: 3 } }] as const;

    const planned = editFile(file, sourceText(file), { document: 0, block: path, operations, sheds: false });

    const edited = planned.kind === 'candidate' ? applyEdits(file, [planned.candidate.edit]) : planned.why;
    expect(edited).toBe(around('|-\n    a: # one\n      c: 3\n    b: 2').replaceAll('\n', '\r\n'));
  });

  it('has nothing around it changed by an edit', () => {
    const key = fc.constantFrom('a', 'b', 'c');
    const values = fc.dictionary(key, fc.oneof(fc.integer(), fc.dictionary(key, fc.boolean(), { minKeys: 1 })), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(values, key, fc.boolean(), fc.integer({ min: 1, max: 4 }), (map, name, value, deeper) => {
        const lines = Object.entries(map).flatMap(([each, inner]) =>
          typeof inner === 'number'
            ? [`${each}: ${inner}`]
            : [`${each}:`, ...Object.entries(inner).map(([k, v]) => `  ${k}: ${v}`)],
        );
        const file = around(`|\n${lines.map((line) => `${' '.repeat(2 + deeper)}${line}`).join('\n')}`);
        const operations = [{ op: 'set', path: [name], value }] as const;

        const planned = editFile(file, sourceText(file), { document: 0, block: path, operations, sheds: false });

        const edited = planned.kind === 'candidate' ? applyEdits(file, [planned.candidate.edit]) : file;
        const [outer] = parseManifests(edited).documents;
        const spec = outer?.value as { spec: { values: string; other: number } };
        expect(spec.spec.other).toBe(1);
        expect(parseManifests(spec.spec.values).documents[0]?.value).toEqual({ ...map, [name]: value });
      }),
    );
  });
});
