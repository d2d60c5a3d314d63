import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/findings/compare/compare.ts';
import { isWithin } from '../../src/findings/identity/extent.ts';
import { noRenames } from '../../src/findings/compare/renames.ts';
import { type JsonObject } from '../../src/model/json.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { type Severity } from '../../src/model/rule.ts';
import { type Container, found, privileged, standing } from './found.ts';
import { type Found } from '../../src/findings/compare/found.ts';

const noWaiver = (): null => null;

/** The statuses, sorted: what a person would count. */
function statuses(base: readonly Found[] | null, head: readonly Found[]): string[] {
  return compare(base, head, standing, noWaiver)
    .map(({ status }) => status)
    .sort();
}

function fingerprints(all: readonly Found[]): string[] {
  return compare(null, all, standing, noWaiver).map(({ fingerprint }) => fingerprint);
}

const containers: fc.Arbitrary<readonly Container[]> = fc.uniqueArray(
  fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), privileged: fc.boolean() }),
  { selector: ({ name }) => name },
);

describe('laws', () => {
  test('the same on both sides is existing, in whatever order containers and findings come', () => {
    fc.assert(
      fc.property(
        containers.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length }))),
        ([before, after]) => {
          const head = privileged(after).reverse();
          expect(statuses(privileged(before), head)).toEqual(head.map(() => 'existing'));
        },
      ),
    );
  });

  test('fingerprints do not change with the order of containers, nor with the line, the document or the image', () => {
    fc.assert(
      fc.property(containers, fc.nat(9), (all, document) => {
        const moved = privileged([...all].reverse().map((each) => ({ ...each, image: 'other' }))).map(
          ({ finding, ...rest }): Found => ({
            ...rest,
            finding: {
              ...finding,
              manifest: { ...finding.manifest, origin: { kind: 'plain', file: 'pod.yaml', document, item: [] } },
            },
          }),
        );
        expect(fingerprints(moved).sort()).toEqual(fingerprints(privileged(all)).sort());
      }),
    );
  });

  test('a finding is new exactly where none was, and fixed exactly where none is any more, for containers that keep their names', () => {
    const both = fc.uniqueArray(
      fc.record({ name: fc.constantFrom('a', 'b', 'c'), before: fc.boolean(), after: fc.boolean() }),
      {
        selector: ({ name }) => name,
      },
    );
    fc.assert(
      fc.property(both, (all) => {
        const base = privileged(all.map(({ name, before }) => ({ name, privileged: before })));
        const head = privileged(all.map(({ name, after }) => ({ name, privileged: after })));
        const expected = all.flatMap(({ before, after }) =>
          before && after ? ['existing'] : after ? ['new'] : before ? ['fixed'] : [],
        );
        expect(statuses(base, head)).toEqual(expected.sort());
      }),
    );
  });

  test('a larger extent is never existing, even where the container was renamed or the source moved', () => {
    const extent: fc.Arbitrary<JsonObject> = fc.record({
      verbs: fc.subarray(['get', 'list', 'watch', '*']),
      ports: fc.nat(3),
    });
    const side = fc.record({ extent, name: fc.constantFrom('a', 'b'), source: fc.constantFrom('x.yaml', 'y.yaml') });
    const one = ({ extent: reach, name, source }: { extent: JsonObject; name: string; source: string }): Found[] =>
      privileged([{ name, privileged: true }], { source }).map(({ finding, ...rest }) => ({
        ...rest,
        finding: { ...finding, extent: reach },
      }));
    fc.assert(
      fc.property(side, side, (base, head) => {
        fc.pre(!isWithin(head.extent, base.extent));
        expect(statuses(one(base), one(head))).not.toContain('existing');
      }),
    );
  });
});

describe('by identity', () => {
  test('one that reaches further is worsened, one that reaches less far is existing', () => {
    const object: KubernetesObject = { apiVersion: 'v1', kind: 'Role', metadata: { name: 'r' } };
    const with_ = (...verbs: string[]): Found[] => [found(object, ['rules'], { verbs })];

    expect(statuses(with_('get'), with_('get', 'list'))).toEqual(['worsened']);
    expect(statuses(with_('get', 'list'), with_('get'))).toEqual(['existing']);
  });

  test('a finding can matter less than its rule, unless the configuration says how much', () => {
    const object: KubernetesObject = { apiVersion: 'v1', kind: 'Role', metadata: { name: 'r' } };
    const with_ = (severity: Severity): Found[] =>
      [found(object, ['rules'], {})].map((each) => ({ ...each, finding: { ...each.finding, severity } }));
    const severitiesOf = (head: Found[], set: { isSet?: true } = {}): Severity[] =>
      compare(
        [],
        head,
        () => ({ severity: 'medium', enforcement: 'deny', ...set }),
        () => null,
      ).map(({ severity }) => severity);

    expect(severitiesOf(with_('low'))).toEqual(['low']);
    expect(severitiesOf(with_('critical'))).toEqual(['medium']);
    expect(severitiesOf(with_('low'), { isSet: true })).toEqual(['medium']);
  });

  test('a renamed container is not new', () => {
    expect(
      statuses(privileged([{ name: 'old', privileged: true }]), privileged([{ name: 'new', privileged: true }])),
    ).toEqual(['existing']);
  });

  test('one container mended and another broken is a fixed and a new finding', () => {
    const base = privileged([{ name: 'a', privileged: true }, { name: 'b' }]);
    const head = privileged([{ name: 'a' }, { name: 'b', privileged: true }]);

    expect(statuses(base, head)).toEqual(['fixed', 'new']);
  });

  test('another privileged container beside one is new', () => {
    const base = privileged([{ name: 'a', privileged: true }]);
    const head = privileged([
      { name: 'z', privileged: true },
      { name: 'a', privileged: true },
    ]);

    expect(statuses(base, head)).toEqual(['existing', 'new']);
  });

  test('a file that moved brings nothing new; a copy of it does', () => {
    const before = privileged([{ name: 'a', privileged: true }], { source: 'old.yaml' });
    const after = privileged([{ name: 'a', privileged: true }], { source: 'new.yaml' });

    expect(statuses(before, after)).toEqual(['existing']);
    expect(statuses(before, [...before, ...after])).toEqual(['existing', 'new']);
  });

  test('the same object in another namespace is another finding, unless it named none before', () => {
    const pod = (namespace: string | null): Found[] => [
      found(
        { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', ...(namespace === null ? {} : { namespace }) } },
        ['spec'],
        {},
      ),
    ];
    const moved = (from: string | null, to: string | null): string[] =>
      compare(pod(from), pod(to), standing, noWaiver, {
        isAtHead: () => false,
        wasAtBase: () => true,
        cameFrom: () => null,
        renameOf: noRenames,
      })
        .map(({ status }) => status)
        .sort();

    expect(moved('sandbox', 'kube-system')).toEqual(['fixed', 'new']);
    expect(moved('sandbox', null)).toEqual(['fixed', 'new']);
    expect(moved(null, 'shop')).toEqual(['existing']);
    expect(moved('default', 'shop')).toEqual(['existing']);
  });

  test('the same object in another target is another finding', () => {
    const before = privileged([{ name: 'a', privileged: true }]);
    const after = before.map((each) => ({ ...each, target: 'prod' }));

    expect(statuses(before, after)).toEqual(['fixed', 'new']);
  });

  test('so is an object that its source puts into another namespace, in whatever way it is matched', () => {
    const into = (namespace: string, { source = 'shop', container = 'a', kind = 'Pod' } = {}): Found[] =>
      privileged([{ name: container, privileged: true }], { source }).map(({ finding, ...rest }) => ({
        ...rest,
        namespace,
        finding: {
          ...finding,
          manifest: {
            ...finding.manifest,
            object: {
              ...finding.manifest.object,
              kind,
              apiVersion: kind === 'Pod' ? 'v1' : 'rbac.authorization.k8s.io/v1',
            },
          },
        },
      }));

    expect(statuses(into('a'), into('b'))).toEqual(['fixed', 'new']);
    expect(statuses(into('a'), into('b', { source: 'moved' }))).toEqual(['fixed', 'new']);
    expect(statuses(into('a'), into('b', { container: 'renamed' }))).toEqual(['fixed', 'new']);
    expect(statuses(into('a'), into('a', { source: 'moved' }))).toEqual(['existing']);
    expect(statuses(into('default'), into('b'))).toEqual(['existing']);
    expect(statuses(into('a', { kind: 'ClusterRole' }), into('b', { kind: 'ClusterRole' }))).toEqual(['existing']);
    expect(statuses(into('a'), [...into('a', { source: 'x' }), ...into('b', { source: 'y' })])).toEqual([
      'existing',
      'new',
    ]);
  });

  test('the hash that a generator appends is no part of a name', () => {
    const generated = (name: string): Found[] =>
      privileged([{ name: 'a', privileged: true }], { name }).map(({ finding, ...rest }) => ({
        ...rest,
        finding: {
          ...finding,
          manifest: {
            ...finding.manifest,
            origin: {
              kind: 'kustomize',
              file: null,
              configuredIn: 'kustomization.yaml',
              original: { apiVersion: 'v1', kind: 'Pod', namespace: null, name },
              transformers: [],
            },
          },
        },
      }));

    expect(statuses(generated('conf-2g6h8k4m5t'), generated('conf-9b7c6d5f4h'))).toEqual(['existing']);
  });

  test('two that are the same in every part have fingerprints of their own', () => {
    const twice = [...privileged([{ name: 'a', privileged: true }]), ...privileged([{ name: 'a', privileged: true }])];

    expect(new Set(fingerprints(twice)).size).toBe(2);
    expect(statuses(twice, twice)).toEqual(['existing', 'existing']);
  });
});

describe('with the configuration', () => {
  const one = privileged([{ name: 'a', privileged: true }]);
  const waiver = { reason: 'a reason', owner: 'ops', expires: '2026-12-31' };

  test('a rule that is off says nothing', () => {
    expect(compare([], one, () => null, noWaiver)).toEqual([]);
  });

  test('a waiver covers what stands, and not what was fixed', () => {
    const compared = compare([], one, standing, () => waiver);
    const fixed = compare(one, [], standing, () => waiver);

    expect([...compared, ...fixed].map(({ status, waiver: by }) => ({ status, by }))).toEqual([
      { status: 'waived', by: waiver },
      { status: 'fixed', by: null },
    ]);
  });

  test('in an audit all is existing', () => {
    expect(statuses(null, one)).toEqual(['existing']);
  });
});
