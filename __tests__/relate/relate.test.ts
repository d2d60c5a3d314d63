import { describe, expect, test } from 'vitest';
import { type JsonObject } from '../../src/model/json.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import {
  type Contribution,
  contributionOf,
  contributionOfNamespace,
  type NamespaceFacts,
  type Opaque,
  relate,
} from '../../src/facts/relate.ts';

const noSboms = { kept: false, images: {} };

function brought(objects: readonly KubernetesObject[], target = 'default'): Contribution {
  return contributionOf(
    target,
    objects.map((object) => ({ manifest: { object }, namespace: 'default' })),
  );
}

const namespace: KubernetesObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const pod: KubernetesObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop' } };

function policy(spec: JsonObject): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'p', namespace: 'shop' },
    spec,
  };
}

function shop(objects: readonly KubernetesObject[], opaque: readonly Opaque[] = []): NamespaceFacts | undefined {
  const { targets } = relate([brought(objects)], opaque, noSboms);
  return targets['default']?.namespaces['shop'];
}

test('a namespace that a deployment makes is defined, in its cluster alone', () => {
  const made = contributionOfNamespace('prod', 'shop');

  const { targets } = relate([brought([pod]), brought([pod], 'prod'), made], [], noSboms);

  expect(targets['prod']?.namespaces['shop']).toMatchObject({ defined: 'yes', filled: 'yes' });
  expect(targets['default']?.namespaces['shop']).toMatchObject({ defined: 'no', filled: 'yes' });
});

describe('a default deny', () => {
  test.each<[string, JsonObject, { ingress: string; egress: string }]>([
    ['of ingress where policyTypes is unset', { podSelector: {} }, { ingress: 'yes', egress: 'no' }],
    [
      'of ingress where policyTypes is unset, and the egress rules are none',
      { podSelector: {}, egress: [] },
      { ingress: 'yes', egress: 'no' },
    ],
    [
      'of both where policyTypes is unset, and there are egress rules',
      { podSelector: {}, egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] },
      { ingress: 'yes', egress: 'yes' },
    ],
    [
      'where some are named who may connect',
      { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] },
      { ingress: 'yes', egress: 'no' },
    ],
    [
      'is none where every pod of the cluster may connect',
      { podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] },
      { ingress: 'no', egress: 'no' },
    ],
    [
      'is none where every address may connect',
      { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] },
      { ingress: 'no', egress: 'no' },
    ],
    ['of egress only', { podSelector: {}, policyTypes: ['Egress'] }, { ingress: 'no', egress: 'yes' }],
    ['of both', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }, { ingress: 'yes', egress: 'yes' }],
    ['with empty matchLabels', { podSelector: { matchLabels: {} } }, { ingress: 'yes', egress: 'no' }],
    ['is none for some pods', { podSelector: { matchLabels: { app: 'x' } } }, { ingress: 'no', egress: 'no' }],
    [
      'is none for pods by expression',
      { podSelector: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } },
      { ingress: 'no', egress: 'no' },
    ],
    ['is none where everything is allowed', { podSelector: {}, ingress: [{}] }, { ingress: 'no', egress: 'no' }],
  ])('%s', (_, spec, { ingress, egress }) => {
    expect(shop([namespace, pod, policy(spec)])).toEqual({
      defined: 'yes',
      filled: 'yes',
      default_deny_ingress: ingress,
      default_deny_egress: egress,
    });
  });

  test('of a namesake of another API group is none', () => {
    const other = { ...policy({ podSelector: {} }), apiVersion: 'example.com/v1' };

    expect(shop([namespace, other])?.default_deny_ingress).toBe('no');
  });

  test('in another target says nothing here', () => {
    const { targets } = relate([brought([namespace]), brought([policy({ podSelector: {} })], 'prod')], [], noSboms);

    expect(targets['default']?.namespaces['shop']?.default_deny_ingress).toBe('no');
    expect(targets['prod']?.namespaces['shop']).toMatchObject({ defined: 'no', default_deny_ingress: 'yes' });
  });
});

describe('what a source that was not rendered may bring is unknown', () => {
  const mentioning = (...words: string[]): Opaque => ({ target: 'default', mentions: (word) => words.includes(word) });

  test('where its files mention the kind', () => {
    expect(shop([namespace], [mentioning('NetworkPolicy')])).toEqual({
      defined: 'yes',
      filled: 'unknown',
      default_deny_ingress: 'unknown',
      default_deny_egress: 'unknown',
    });
    expect(shop([pod], [mentioning('Namespace')])?.defined).toBe('unknown');
  });

  test('not where they do not, nor in another target', () => {
    expect(shop([namespace], [mentioning()])?.default_deny_ingress).toBe('no');
    expect(shop([namespace], [{ ...mentioning('NetworkPolicy'), target: 'prod' }])?.default_deny_ingress).toBe('no');
  });

  test('and never makes unknown what is known', () => {
    expect(
      shop([namespace, pod, policy({ podSelector: {} })], [mentioning('NetworkPolicy', 'Namespace')]),
    ).toMatchObject({ defined: 'yes', filled: 'yes', default_deny_ingress: 'yes' });
  });
});
