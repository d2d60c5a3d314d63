import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Place } from '../../src/model/problem.ts';
import { type Finding } from '../../src/model/report.ts';
import { type Suggestion } from '../../src/model/suggestion.ts';
import { anchorOf } from '../../src/publish/anchor.ts';
import { hunksOf } from '../../src/publish/diff.ts';
import { remarks } from '../../src/report/remarks.ts';
import { linesShown } from '../github/diff-lines.ts';
import { goldenCase } from '../report/golden-cases.ts';

const VALUES = 'charts/api/values.yaml';
const TEMPLATE = 'charts/api/templates/deployment.yaml';

interface Given {
  readonly place: Place;
  readonly lost?: true;
  readonly suggestion?: Partial<Suggestion>;
  readonly values?: number;
}

function anchor({ place, lost, suggestion, values }: Given, diff: Record<string, [number, number][]>) {
  const plain: Finding = goldenCase('audit').report.findings[1]!;
  const edit: Suggestion = { file: TEMPLATE, first: 1, last: 1, replacement: '', risk: 'none', verified: true };
  const finding: Finding = {
    ...plain,
    place,
    ...(lost === undefined ? {} : { lost, was: null }),
    ...(suggestion === undefined ? {} : { suggestion: { ...edit, ...suggestion } }),
    ...(values === undefined ? {} : { origin: { values: { file: VALUES, line: values, path: [] } } }),
  };
  const hunks = Object.entries(diff).map(([file, ranges]) => {
    return [file, ranges.map(([first, last]) => ({ first, last, added: [], deletedAfter: [] }))] as const;
  });
  return anchorOf(remarks([finding])[0]!, new Map(hunks), () => null);
}

const at = (first: number, last = first): Place => ({ kind: 'lines', file: TEMPLATE, first, last });

describe('an anchor', () => {
  it.each<[string, Given, Record<string, [number, number][]>, ReturnType<typeof anchor>]>([
    [
      'is the place in a hunk',
      { place: at(8) },
      { [TEMPLATE]: [[5, 9]] },
      { kind: 'inline', file: TEMPLATE, first: 8, last: 8 },
    ],
    [
      'is the file where the place reaches over a hunk',
      { place: at(8, 10) },
      {
        [TEMPLATE]: [
          [5, 9],
          [10, 12],
        ],
      },
      { kind: 'file', file: TEMPLATE },
    ],
    [
      'is the nearest change where a protection was removed before the place',
      { place: at(8), lost: true },
      {
        [TEMPLATE]: [
          [1, 3],
          [20, 25],
        ],
      },
      { kind: 'inline', file: TEMPLATE, first: 1, last: 1 },
    ],
    [
      'is the nearest change where a protection was removed behind the place',
      { place: at(18), lost: true },
      {
        [TEMPLATE]: [
          [1, 3],
          [20, 25],
        ],
      },
      { kind: 'inline', file: TEMPLATE, first: 22, last: 22 },
    ],
    [
      'is the file where the removal is far away',
      { place: at(200), lost: true },
      { [TEMPLATE]: [[1, 3]] },
      { kind: 'file', file: TEMPLATE },
    ],
    [
      'is the suggestion that touches the place',
      { place: at(8), suggestion: { first: 9, last: 9 } },
      { [TEMPLATE]: [[5, 9]] },
      { kind: 'inline', file: TEMPLATE, first: 9, last: 9 },
    ],
    [
      'is the suggestion further down where the same hunk shows both',
      { place: at(6), suggestion: { first: 9, last: 9 } },
      { [TEMPLATE]: [[5, 9]] },
      { kind: 'inline', file: TEMPLATE, first: 9, last: 9 },
    ],
    [
      'is the place where the suggestion is in another hunk',
      { place: at(6), suggestion: { first: 9, last: 9 } },
      {
        [TEMPLATE]: [
          [5, 7],
          [9, 12],
        ],
      },
      { kind: 'inline', file: TEMPLATE, first: 6, last: 6 },
    ],
    [
      'is the place where the suggestion leaves the hunk',
      { place: at(9), suggestion: { first: 9, last: 10 } },
      { [TEMPLATE]: [[5, 9]] },
      { kind: 'inline', file: TEMPLATE, first: 9, last: 9 },
    ],
    [
      "is the value's line where only that is shown",
      { place: at(8), values: 3 },
      { [VALUES]: [[1, 5]] },
      { kind: 'inline', file: VALUES, first: 3, last: 3 },
    ],
    [
      "is the suggestion at the value's line",
      { place: at(8), values: 3, suggestion: { file: VALUES, first: 3, last: 4 } },
      { [VALUES]: [[1, 5]] },
      { kind: 'inline', file: VALUES, first: 3, last: 4 },
    ],
    [
      'is the suggestion in another file where nothing else is shown',
      { place: at(8), suggestion: { file: VALUES, first: 3, last: 3 } },
      { [VALUES]: [[1, 5]] },
      { kind: 'inline', file: VALUES, first: 3, last: 3 },
    ],
    [
      'is the suggestion in the values where the template is shown too',
      { place: at(8), suggestion: { file: VALUES, first: 3, last: 3 } },
      { [TEMPLATE]: [[5, 9]], [VALUES]: [[1, 5]] },
      { kind: 'inline', file: VALUES, first: 3, last: 3 },
    ],
    [
      'is the place where values in another file are for people to decide',
      { place: at(8), suggestion: { file: VALUES, first: 3, last: 3, risk: 'decision' } },
      { [TEMPLATE]: [[5, 9]], [VALUES]: [[1, 5]] },
      { kind: 'inline', file: TEMPLATE, first: 8, last: 8 },
    ],
    [
      'is the place where the suggestion in another file is not shown',
      { place: at(8), suggestion: { file: VALUES, first: 9, last: 9 } },
      { [TEMPLATE]: [[5, 9]], [VALUES]: [[1, 5]] },
      { kind: 'inline', file: TEMPLATE, first: 8, last: 8 },
    ],
    [
      'is the file of the suggestion where only that is changed',
      { place: at(8), suggestion: { file: VALUES, first: 9, last: 9 } },
      { [VALUES]: [[1, 5]] },
      { kind: 'file', file: VALUES },
    ],
    ['is the file without a shown diff', { place: at(8) }, { [TEMPLATE]: [] }, { kind: 'file', file: TEMPLATE }],
    [
      "is the value's file where only that is changed",
      { place: at(8), values: 9 },
      { [VALUES]: [[1, 5]] },
      { kind: 'file', file: VALUES },
    ],
    [
      'is the summary where no file is changed',
      { place: at(8), values: 9 },
      { 'README.md': [[1, 5]] },
      { kind: 'summary' },
    ],
    [
      'is the summary where there is no file',
      { place: { kind: 'summary', why: '' } },
      { [TEMPLATE]: [[5, 9]] },
      { kind: 'summary' },
    ],
  ])('%s', (_, given, diff, expected) => {
    expect(anchor(given, diff)).toEqual(expected);
  });
});

describe('the hunks of a patch', () => {
  it.each([
    ['as GitHub gives it', '@@ -1,3 +1,4 @@ kind: Service\n a\n+b\n c\n d', [{ first: 1, last: 4 }]],
    [
      'as git writes it',
      'diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n',
      [{ first: 1, last: 1 }],
    ],
    ['that only deletes', '@@ -4,2 +3,0 @@\n-a\n-b', []],
    ['of a deleted file', '@@ -1,2 +0,0 @@\n-a\n-b', []],
    ['of a new file', '@@ -0,0 +1,2 @@\n+a\n+b', [{ first: 1, last: 2 }]],
    [
      'whose lines look like headers',
      '@@ -1 +1,2 @@\n a\n+@@ -1 +1,99 @@\u2028@@ -1 +1,99 @@\r@@ -1 +1,99 @@',
      [{ first: 1, last: 2 }],
    ],
  ])('%s are the lines it shows', (_, patch, expected) => {
    expect(hunksOf(patch).map(({ first, last }) => ({ first, last }))).toEqual(expected);
  });

  it('are the lines that are found by walking through it', () => {
    const sign = fc.constantFrom(' ', '+', '-');
    const hunk = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.array(fc.tuple(sign, fc.string()), { minLength: 1 }));
    fc.assert(
      fc.property(fc.array(hunk, { maxLength: 4 }), (hunks) => {
        let line = 0;
        const patch = hunks.map(([gap, lines]) => {
          const first = line + gap;
          const shown = lines.filter(([mark]) => mark !== '-').length;
          line = first + shown;
          const texts = lines.map(([mark, text]) => mark + text.replaceAll('\n', ''));
          const before = lines.filter(([mark]) => mark !== '+').length;
          return [`@@ -1,${before} +${first},${shown} @@`, ...texts].join('\n');
        });

        const walked = [...linesShown(patch.join('\n')).keys()];

        const parsed = hunksOf(patch.join('\n')).flatMap(({ first, last }) => {
          return Array.from({ length: last - first + 1 }, (__, index) => first + index);
        });
        expect(parsed).toEqual(walked);
      }),
    );
  });
});
