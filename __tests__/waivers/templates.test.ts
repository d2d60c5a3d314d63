/** Waivers in annotations of pod templates: of the only one they are for the object, of several for the one that has them. */
import { expect, test } from 'vitest';
import { builtInPodKinds } from '../../src/foundation/kubernetes/pods.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { isAnnotatedFor, waiverAnnotations } from '../../src/policy/config/waiver-annotations.ts';

const rule = 'image/not-pinned';
const annotations = { 'waive.plimsoll.dev/image.not-pinned': 'reason: r\nowner: o\nexpires: 2026-01-01\n', other: 'a' };
const annotationsOf = waiverAnnotations({
  rules: [{ id: rule }],
  podsIn: builtInPodKinds.podsIn,
  today: '2026-01-01',
  mostDays: 180,
});
const template = { metadata: { annotations }, spec: { containers: [{ name: 'a', image: 'a' }] } };
const bare = { spec: { containers: [{ name: 'b', image: 'b' }] } };

const object = (kind: string, apiVersion: string, spec: KubernetesObject['spec']): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name: 'a' },
  spec: spec ?? null,
});
const isFor = (one: KubernetesObject, path: readonly (string | number)[]): boolean =>
  annotationsOf(one).some((annotation) => isAnnotatedFor(annotation, { rule, path }));

test('of the only template is for the whole object', () => {
  const deployment = object('Deployment', 'apps/v1', { template });

  expect(isFor(deployment, ['spec', 'replicas'])).toBe(true);
  expect(isFor(deployment, ['spec', 'template', 'spec', 'containers', 0, 'image'])).toBe(true);
});

test('of one of several is for that one', () => {
  const cluster = object('RayCluster', 'ray.io/v1', {
    headGroupSpec: { template },
    workerGroupSpecs: [{ template: bare }],
  });

  expect(isFor(cluster, ['spec', 'headGroupSpec', 'template', 'spec', 'containers', 0, 'image'])).toBe(true);
  expect(isFor(cluster, ['spec', 'workerGroupSpecs', 0, 'template', 'spec', 'containers', 0, 'image'])).toBe(false);
  expect(isFor(cluster, [])).toBe(false);
});

test('of another rule is not for it', () => {
  const [annotation] = annotationsOf(object('Deployment', 'apps/v1', { template }));

  expect(annotation).toMatchObject({ rule, within: [], read: { terms: { owner: 'o' } } });
  expect(annotation === undefined || isAnnotatedFor(annotation, { rule: 'rbac/wildcard', path: [] })).toBe(false);
});
