import { expect, test } from 'vitest';
import { answersOf } from './cluster.ts';

const pinned = `example.org/web:1@sha256:${'0'.repeat(64)}`;
const text = `apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly, namespace: shop}
spec: {jobTemplate: {spec: {template: {spec: {initContainers: [{image: busybox}], containers: [{image: '${pinned}'}]}}}}}
---
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{image: busybox}, {image: 1}, null]}
`;

test('images are known by their text, with what uses them', () => {
  expect(answersOf('images', { sources: { 'a.yaml': text } })).toEqual({
    is: {
      complete: 'yes',
      known: {
        busybox: { used: 'yes', pinned: false, workloads: ['default/Pod/web', 'shop/CronJob/nightly'] },
        [pinned]: { used: 'yes', pinned: true, workloads: ['shop/CronJob/nightly'] },
      },
    },
    from: { complete: [], known: { busybox: { used: ['a.yaml'] }, [pinned]: { used: ['a.yaml'] } } },
  });
});

test('an image that hangs on what cannot be known may be used', () => {
  const pod = (image: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: ${image}}]}\n`;

  expect(answersOf('images', { sources: {}, unsure: [pod('a'), pod('b')] }).is).toEqual({
    complete: 'unknown',
    known: {
      a: { used: 'unknown', pinned: false, workloads: ['default/Pod/a'] },
      b: { used: 'unknown', pinned: false, workloads: ['default/Pod/a'] },
    },
  });
});
