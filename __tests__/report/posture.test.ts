import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { postureFamilies } from '../../src/findings/posture/registry.ts';
import { type PostureFamily, type PostureRow } from '../../src/model/posture.ts';
import { type ChangedRow, changedPosture } from '../../src/report/posture.ts';

const values = ['privileged', 'baseline', 'restricted'];

const workload = (source: string, after: string, name = 'web'): PostureRow => ({
  object: { apiVersion: 'v1', kind: 'Pod', namespace: null, name },
  source,
  before: 'baseline',
  after,
});

/** What is said of these rows. */
function said(rows: readonly PostureRow[], of: readonly string[] = values): readonly ChangedRow[] {
  const family: PostureFamily = { id: 'made-up', title: 'Made up', subject: 'pod', values: of, rows };
  return changedPosture({ workloads: [], families: [family] }).flatMap((changed) => changed.rows);
}

test('a workload that goes the same way in several sources is one row, which says of how many', () => {
  const rows = said([
    workload('chart', 'privileged'),
    workload('chart#ci/a-values.yaml', 'privileged'),
    workload('chart#ci/b-values.yaml', 'baseline'),
    workload('chart#ci/c-values.yaml', 'privileged'),
    workload('chart', 'privileged', 'other'),
  ]);

  expect(rows.map(({ object, source, others }) => [object.name, source, others])).toEqual([
    ['web', 'chart', 2],
    ['other', 'chart', 0],
  ]);
});

test.each<[string | null, string | null, ChangedRow['direction']]>([
  ['restricted', 'baseline', 'down'],
  ['baseline', 'restricted', 'up'],
  [null, 'privileged', 'down'],
  [null, 'baseline', 'none'],
  ['privileged', null, 'none'],
  ['restricted', 'of a later version', 'none'],
])('from %s to %s it goes %s', (before, after, direction) => {
  expect(said([{ ...workload('a.yaml', ''), before, after }])).toMatchObject([{ direction }]);
});

test('a family in which nothing changes is not said', () => {
  const rows = [workload('a.yaml', 'baseline')];
  const family = { id: 'made-up', title: 'Made up', subject: 'pod', values, rows };

  expect(changedPosture({ workloads: [], families: [family] })).toEqual([]);
});

/** Families of any values, with rows of few names, so that the same is said of several. */
const anyFamily = fc
  .uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 5 })
  .map((all) => all.filter((value) => value !== 'absent' && value !== 'unknown'))
  .filter((all) => all.length > 0)
  .chain((all) => {
    const value = fc.option(fc.constantFrom(...all));
    const row = fc
      .record({
        name: fc.constantFrom('a', 'b'),
        source: fc.constantFrom('x.yaml', 'y.yaml', 'z.yaml'),
        before: value,
        after: value,
        isUnknown: fc.boolean(),
      })
      .map(({ name, isUnknown, ...rest }): PostureRow => ({
        object: { apiVersion: 'v1', kind: 'Pod', namespace: null, name },
        ...rest,
        ...(isUnknown ? { unknown: true } : {}),
      }));
    return fc.record({ of: fc.constant(all), rows: fc.array(row, { maxLength: 12 }) });
  });

describe('in every family', () => {
  const order = ['down', 'none', 'up'];
  const key = ({ object, before, after }: ChangedRow): string => JSON.stringify([object, before, after]);

  test('what gets worse comes first, what gets better last, and else the order stays', () => {
    fc.assert(
      fc.property(anyFamily, ({ of, rows }) => {
        const changed = said(rows, of);
        const places = changed.map(({ direction }) => order.indexOf(direction));
        const first = changed.map((one) =>
          rows.findIndex((row) => said([row], of).some((each) => key(each) === key(one))),
        );

        expect(places).toEqual(places.toSorted((a, b) => a - b));
        for (const direction of order) {
          const mine = first.filter((_, at) => changed[at]?.direction === direction);
          expect(mine).toEqual(mine.toSorted((a, b) => a - b));
        }
      }),
    );
  });

  test('nothing is said twice, and nothing that changes is left out', () => {
    fc.assert(
      fc.property(anyFamily, ({ of, rows }) => {
        const changed = said(rows, of);
        const sources = new Map<string, Set<string>>();
        for (const row of rows)
          for (const one of said([row], of))
            sources.set(key(one), (sources.get(key(one)) ?? new Set()).add(row.source));

        expect(new Set(changed.map(key)).size).toBe(changed.length);
        expect(new Map(changed.map((one) => [key(one), one.others + 1]))).toEqual(
          new Map([...sources].map(([one, all]) => [one, all.size])),
        );
      }),
    );
  });

  test('what is unknown is never said to be one of the values, nor to get worse or better', () => {
    fc.assert(
      fc.property(anyFamily, ({ of, rows }) => {
        const unknown = said(
          rows.map((row) => ({ ...row, unknown: true })),
          of,
        );

        expect(unknown.filter(({ after, direction }) => after !== 'unknown' || direction !== 'none')).toEqual([]);
        expect(unknown.length > 0).toBe(rows.length > 0);
      }),
    );
  });
});

test('no two families have one id, and no value is one of the words for none', () => {
  expect(new Set(postureFamilies.map(({ id }) => id)).size).toBe(postureFamilies.length);
  for (const { id, values: all } of postureFamilies) {
    expect([id, ...all].every((word) => /^[a-z]+(-[a-z]+)*$/.test(word))).toBe(true);
    expect(new Set([...all, 'absent', 'unknown']).size).toBe(all.length + 2);
  }
});
