import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PlainSource } from '../../src/model/source.ts';
import { redundantNamespaces } from '../../src/run/look/redundant-namespaces.ts';

interface Made {
  readonly target: string;
  readonly name: string;
  readonly team: string;
  /** Makes the namespace, or has it as an object. */
  readonly makes: boolean;
}

const anything: fc.Arbitrary<readonly Made[]> = fc.array(
  fc.record({
    target: fc.constantFrom('eu', 'us'),
    name: fc.constantFrom('shop', 'web'),
    team: fc.constantFrom('a', 'b'),
    makes: fc.boolean(),
  }),
  { maxLength: 12 },
);

function sourceOf({ target, name, team, makes }: Made, index: number): PlainSource {
  const id = `${index}.yaml`;
  const lines = { kind: 'lines', file: id, first: 1, last: 1 } as const;
  const metadata = { labels: { team }, annotations: {} };
  const written = { file: id, document: 0, path: [], first: 1, last: 1 };
  return {
    kind: 'plain',
    id,
    path: id,
    reads: [id],
    target,
    namespace: name,
    deployment: null,
    finishing: null,
    makes: makes ? { name, named: lines, metadata, written } : null,
  };
}

describe('namespaces that are made', () => {
  test('are looked at once for each that is written on them, and nowhere where the cluster has the object', () => {
    fc.assert(
      fc.property(anything, (all) => {
        const sources = all.map(sourceOf);

        const left = redundantNamespaces(sources, ({ namespace }) => [namespace]);

        const keyOf = ({ target, name }: Made): string => `${target}/${name}`;
        const brought = new Set(all.filter(({ makes }) => !makes).map(keyOf));
        const kept = all.filter((each, index) => each.makes && !left.has(`${index}.yaml`));
        const wanted = all.filter((each) => each.makes && !brought.has(keyOf(each)));
        const alike = (some: readonly Made[]): string[] => some.map((each) => `${keyOf(each)} ${each.team}`).sort();
        expect(alike(kept)).toEqual([...new Set(alike(wanted))]);
      }),
    );
  });

  test('are the same in whatever order their sources come', () => {
    fc.assert(
      fc.property(anything, (all) => {
        const sources = all.map(sourceOf);
        const defines = ({ namespace }: { readonly namespace: string }): string[] => [namespace];

        expect(redundantNamespaces(sources.toReversed(), defines)).toEqual(redundantNamespaces(sources, defines));
      }),
    );
  });
});
