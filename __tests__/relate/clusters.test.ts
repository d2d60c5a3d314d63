import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { type Contribution, contributionOf, type Opaque, relate } from '../../src/facts/relate.ts';

/** Objects of two clusters' namespaces, all by the same few names. */
const object = fc.oneof(
  fc.record({ kind: fc.constant('Namespace'), namespace: fc.constant(null), name: fc.constantFrom('shop', 'db') }),
  fc.record({
    kind: fc.constantFrom('Pod', 'Deployment', 'NetworkPolicy'),
    namespace: fc.constantFrom('shop', 'db', null),
    name: fc.constant('web'),
  }),
);

const policySpec = fc.record(
  {
    podSelector: fc.constantFrom({}, { matchLabels: { app: 'web' } }),
    policyTypes: fc.subarray(['Ingress', 'Egress']),
    ingress: fc.constantFrom([], [{}]),
  },
  { requiredKeys: ['podSelector'] },
);

const manifest = fc.tuple(object, policySpec).map(([{ kind, namespace, name }, spec]): KubernetesObject => ({
  apiVersion: kind === 'NetworkPolicy' ? 'networking.k8s.io/v1' : kind === 'Deployment' ? 'apps/v1' : 'v1',
  kind,
  metadata: { name, ...(namespace === null ? {} : { namespace }) },
  ...(kind === 'NetworkPolicy' ? { spec } : {}),
}));

interface Cluster {
  readonly brought: readonly Contribution[];
  readonly opaque: readonly Opaque[];
}

const cluster = (target: string): fc.Arbitrary<Cluster> =>
  fc
    .record({
      manifests: fc.array(fc.tuple(manifest, fc.constantFrom('shop', 'default')), { maxLength: 6 }),
      mentions: fc.array(fc.subarray(['NetworkPolicy', 'Namespace']), { maxLength: 2 }),
    })
    .map(({ manifests, mentions }) => ({
      brought: manifests.map(([each, namespace]) =>
        contributionOf(target, [{ manifest: { object: each }, namespace }]),
      ),
      opaque: mentions.map((words) => ({ target, mentions: (word) => words.includes(word) })),
    }));

const none = { kept: false, images: {} };

describe('two clusters with namespaces of the same name', () => {
  test('have each the facts that they would have alone, in whatever order they are looked at', () => {
    fc.assert(
      fc.property(cluster('eu'), cluster('us'), fc.boolean(), (eu, us, turned) => {
        const [first, second] = turned ? [us, eu] : [eu, us];
        const both = relate([...first.brought, ...second.brought], [...first.opaque, ...second.opaque], none).targets;

        expect(both['eu']).toEqual(relate(eu.brought, eu.opaque, none).targets['eu']);
        expect(both['us']).toEqual(relate(us.brought, us.opaque, none).targets['us']);
      }),
    );
  });
});
