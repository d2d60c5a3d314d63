import { describe, expect, test } from 'vitest';
import { answersOf } from './cluster.ts';

const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {app: other}}
spec: {template: {metadata: {labels: {app: web}}, spec: {serviceAccountName: web, hostNetwork: true}}}
`;
const pod = (name: string, labels: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop, labels: ${labels}}\n`;
const service = (selector: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {selector: ${selector}, ports: [{port: 80}]}\n`;

describe('workloads', () => {
  test('are known by namespace, kind and name, with the labels of their pods', () => {
    expect(answersOf('workloads', { sources: { 'web.yaml': web } })).toEqual({
      is: {
        complete: 'yes',
        known: {
          shop: {
            'Deployment/web': {
              exists: 'yes',
              labels: { app: 'web' },
              service_account: 'web',
              host_network: true,
              ports: {},
            },
          },
        },
      },
      from: { complete: [], known: { shop: { 'Deployment/web': { exists: ['web.yaml'] } } } },
    });
  });

  test('of an object that makes several pods have each a number', () => {
    const ray = `apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: r, namespace: shop}
spec: {headGroupSpec: {template: {metadata: {labels: {ray: head}}}}, workerGroupSpecs: [{template: {metadata: {labels: {ray: worker}}}}]}
`;
    const { is } = answersOf('workloads', { sources: { 'ray.yaml': ray } });

    expect(is).toMatchObject({
      known: {
        shop: { 'RayCluster/r#0': { labels: { ray: 'head' } }, 'RayCluster/r#1': { labels: { ray: 'worker' } } },
      },
    });
  });

  test('are not all known where a source was not rendered', () => {
    const { is, from } = answersOf('workloads', { sources: {}, unseen: { chart: [] } });

    expect(is).toEqual({ complete: 'unknown', known: {} });
    expect(from).toMatchObject({ complete: ['chart'] });
  });

  test('whose labels cannot be known may exist as one or the other', () => {
    const { is } = answersOf('workloads', { sources: {}, unsure: [pod('a', '{x: "1"}'), pod('a', '{x: "2"}')] });

    expect(is).toMatchObject({ complete: 'unknown', known: { shop: { 'Pod/a': { exists: 'unknown' } } } });
  });
});

describe('a Service', () => {
  const selects = (selector: string, unseen = {}, unsure?: readonly [string, string]): unknown =>
    answersOf('services', {
      sources: { 'web.yaml': web, 'service.yaml': service(selector) },
      unseen,
      ...(unsure === undefined ? {} : { unsure }),
    }).is;
  const shop = (answers: object): object => ({
    known: { shop: { web: { type: 'ClusterIP', exists: 'yes', ...answers } } },
  });

  test('leads to the workloads that it selects', () => {
    expect(selects('{app: web}')).toEqual({
      complete: 'yes',
      known: {
        shop: {
          web: {
            exists: 'yes',
            type: 'ClusterIP',
            ports: [{ name: null, port: 80, target: 80, protocol: 'TCP' }],
            selector: { app: 'web' },
            selects: 'yes',
            workloads: ['Deployment/web'],
          },
        },
      },
    });
  });

  test.each([
    ['by labels of the Deployment itself', '{app: other}'],
    ['without a selector', '{}'],
    ['by one label more', '{app: web, tier: a}'],
  ])('leads to none %s', (_, selector) => {
    expect(selects(selector)).toMatchObject(shop({ selects: 'no', workloads: [] }));
  });

  test('may lead to what was not rendered, or cannot be known', () => {
    expect(selects('{app: api}', { chart: [] })).toMatchObject({ complete: 'yes', ...shop({ selects: 'unknown' }) });
    expect(selects('{app: api}', {}, [pod('a', '{app: a}'), pod('a', '{app: b}')])).toMatchObject(
      shop({ selects: 'unknown' }),
    );
    expect(selects('{app: web}', { chart: ['Service'] })).toMatchObject({
      complete: 'unknown',
      ...shop({ selects: 'yes' }),
    });
  });
});
