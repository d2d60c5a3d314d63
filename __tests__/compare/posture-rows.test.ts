/** What all families of posture share: a family says a value of each object, and knows neither sides nor sources. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ValueOf } from '../../src/findings/posture/definition.ts';
import { postureRows, type PostureSide, rowKey } from '../../src/findings/posture/rows.ts';
import { type Manifest } from '../../src/model/manifest.ts';
import { type PostureRow } from '../../src/model/posture.ts';

interface Service {
  readonly name: string;
  readonly source: string;
  readonly type: string;
}

/** Two of different names differ elsewhere too: none is another one under a new name. */
function manifestOf({ name, source, type }: Service): Manifest {
  const object = { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { type, port: name.length } };
  return { source, object, origin: { kind: 'plain', file: source, document: 0, item: [] } };
}

function side(services: readonly Service[]): PostureSide {
  return { manifests: services.map(manifestOf), findings: [] };
}

/** The type, of Services that have one. */
const typeOf: ValueOf = ({ object }) => {
  const { type } = (object['spec'] ?? {}) as { type?: string };
  return type === undefined || type === '' ? null : type;
};
const isThere: ValueOf = (manifest) => (typeOf(manifest, []) === null ? null : 'there');

const name = fc.constantFrom('a', 'bb', 'ccc', 'dddd');
const type = fc.constantFrom('', 'ClusterIP', 'LoadBalancer');
const services = (source: fc.Arbitrary<string>): fc.Arbitrary<readonly Service[]> =>
  fc.uniqueArray(fc.record({ name, source, type }), { selector: (one) => `${one.source} ${one.name}`, maxLength: 8 });
const anywhere = services(fc.constantFrom('x.yaml', 'y.yaml', 'z.yaml')).map(bySource);
const inOnePlace = services(fc.constant('x.yaml'));

/** In another order within each source; sources come as they are discovered, sorted. */
const shuffled = (all: readonly Service[]): fc.Arbitrary<readonly Service[]> =>
  fc.shuffledSubarray([...all], { minLength: all.length }).map(bySource);

function bySource(all: readonly Service[]): readonly Service[] {
  return all.toSorted((one, other) => one.source.localeCompare(other.source));
}

describe('the rows of a family', () => {
  test('have what stands in a source before and after', () => {
    fc.assert(
      fc.property(inOnePlace, inOnePlace, (base, head) => {
        const valueIn = (all: readonly Service[], wanted: string): string | null =>
          all.find((one) => one.name === wanted && one.type !== '')?.type ?? null;
        const expected = ['a', 'bb', 'ccc', 'dddd']
          .map((one) => ({ name: one, before: valueIn(base, one), after: valueIn(head, one) }))
          .filter(({ before, after }) => before !== null || after !== null);

        const rows = postureRows(typeOf, side(base), side(head));

        expect(rows.map(({ object, before, after }) => ({ name: object.name, before, after }))).toEqual(expected);
      }),
    );
  });

  test('come in one order, whatever the order of the documents, and name nothing twice', () => {
    const both = fc.tuple(anywhere, anywhere);
    const orders = both.chain(([base, head]) =>
      fc.record({
        base: fc.constant(base),
        head: fc.constant(head),
        otherBase: shuffled(base),
        otherHead: shuffled(head),
      }),
    );
    fc.assert(
      fc.property(orders, ({ base, head, otherBase, otherHead }) => {
        const rows = postureRows(typeOf, side(base), side(head));
        const keys = rows.map(rowKey);

        expect(keys).toEqual([...new Set(keys)].sort());
        expect(postureRows(typeOf, side(otherBase), side(otherHead))).toEqual(rows);
      }),
    );
  });

  test('match the same objects, whatever the values are', () => {
    const matched = (rows: readonly PostureRow[]): unknown[] =>
      rows.map((row) => [rowKey(row), row.before === null, row.after === null]);
    fc.assert(
      fc.property(anywhere, anywhere, (base, head) => {
        const [of, values] = [side(base), side(head)];

        expect(matched(postureRows(typeOf, of, values))).toEqual(matched(postureRows(isThere, of, values)));
      }),
    );
  });

  test('say every object of head as it stands there, and that none was there before in an audit', () => {
    fc.assert(
      fc.property(anywhere, anywhere, (base, head) => {
        const said = (rows: readonly PostureRow[]): unknown[] =>
          rows.filter(({ after }) => after !== null).map((row) => [rowKey(row), row.after]);
        const alone = postureRows(typeOf, null, side(head));

        expect(alone.filter(({ before }) => before !== null)).toEqual([]);
        expect(said(postureRows(typeOf, side(base), side(head)))).toEqual(said(alone));
      }),
    );
  });
});

describe('a workload is compared with what it was', () => {
  const workload = (more: {
    readonly apiVersion?: string;
    readonly name?: string;
    readonly namespace?: string;
    readonly source?: string;
    readonly image?: string;
  }): Manifest => {
    const { apiVersion = 'apps/v1', name: own = 'web', namespace, source = 'web.yaml', image = 'shop/web:1' } = more;
    const metadata = { name: own, ...(namespace === undefined ? {} : { namespace }) };
    const template = { metadata: { labels: { app: own } }, spec: { containers: [{ name: 'web', image }] } };
    const object = { apiVersion, kind: 'Deployment', metadata, spec: { template } };
    return { source, object, origin: { kind: 'plain', file: source, document: 0, item: [] } };
  };
  const imageOf: ValueOf = ({ object }) => JSON.stringify(object['spec']);
  const changes = (base: Manifest, head: Manifest, isWhole = true): (string | null)[][] =>
    postureRows(
      () => 'there',
      { manifests: [base], findings: [] },
      { manifests: [head], findings: [] },
      undefined,
      () => isWhole,
    ).map(({ object, before, after }) => [object.name, before, after]);

  test.each<[string, Parameters<typeof workload>[0], Parameters<typeof workload>[0]]>([
    ['of an older API version', { apiVersion: 'extensions/v1beta1' }, {}],
    ['without a namespace', {}, { namespace: 'shop' }],
    ['in the namespace default', { namespace: 'default' }, { namespace: 'shop' }],
    ['under another name', { name: 'old-web' }, {}],
    ['in another file', { source: 'old.yaml' }, {}],
    ['in another file, without a namespace', { source: 'old.yaml' }, { namespace: 'shop' }],
    ['in another file, of an older API version', { source: 'old.yaml', apiVersion: 'apps/v1beta1' }, {}],
    ['in another file, under another name', { source: 'old.yaml', name: 'old-web' }, {}],
  ])('%s', (_, base, head) => {
    expect(changes(workload(base), workload(head))).toEqual([['web', 'there', 'there']]);
  });

  test('but not in another namespace, where it is new', () => {
    expect(changes(workload({ namespace: 'a' }), workload({ namespace: 'b' }))).toEqual([
      ['web', 'there', null],
      ['web', null, 'there'],
    ]);
  });

  test('but not with another program', () => {
    expect(changes(workload({ name: 'db', image: 'shop/db:1' }), workload({}))).toEqual([
      ['db', 'there', null],
      ['web', null, 'there'],
    ]);
  });

  test('but not with one that may still exist', () => {
    expect(changes(workload({}), workload({ namespace: 'shop' }), false)).toEqual([
      ['web', null, 'there'],
      ['web', 'there', null],
    ]);
  });

  test('each once, in any order', () => {
    const base = ['a', 'b', 'c'].map((source) => workload({ source: `${source}.yaml` }));
    const head = ['a', 'b'].map((source) => workload({ source: `${source}.yaml`, namespace: 'shop' }));
    const rows = (all: readonly Manifest[]): PostureRow[] =>
      postureRows(imageOf, { manifests: all, findings: [] }, { manifests: head, findings: [] });

    expect(rows(base).map(({ source, before, after }) => [source, before === null, after === null])).toEqual([
      ['a.yaml', false, false],
      ['b.yaml', false, false],
      ['c.yaml', false, true],
    ]);
    expect(rows(base.toReversed())).toEqual(rows(base));
  });
});
