import { describe, expect, test } from 'vitest';
import { answersOf, type Cluster } from './cluster.ts';

const pod = '---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\n';
const service = (type: string): string =>
  `---\napiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {type: ${type}, selector: {app: web}}\n`;
const closed = pod + service('ClusterIP');
const route = (kind: string, spec: string, namespace = 'shop'): string =>
  `---\napiVersion: ${kind}\nmetadata: {name: r, namespace: ${namespace}}\nspec: ${spec}\n`;
const gateway = 'gateway.networking.k8s.io/v1\nkind: HTTPRoute';
const ingress = 'networking.k8s.io/v1\nkind: Ingress';

function answers(text: string, more: Partial<Cluster> = {}): unknown {
  return answersOf('exposure', { sources: { 'a.yaml': text }, ...more }).is;
}

function exposed(is: string, ...by: string[]): object {
  return { services: { shop: { web: { exposed: is, by } } }, workloads: { shop: { 'Pod/web': { exposed: is, by } } } };
}

describe('a workload can be reached from outside by', () => {
  test.each([
    ['a load balancer', pod + service('LoadBalancer'), 'LoadBalancer shop/web'],
    ['a port of each node', pod + service('NodePort'), 'NodePort shop/web'],
    [
      'an Ingress',
      closed + route(ingress, '{rules: [{http: {paths: [{backend: {service: {name: web}}}]}}]}'),
      'Ingress shop/r',
    ],
    [
      'the default of an Ingress',
      closed + route(ingress, '{defaultBackend: {service: {name: web}}}'),
      'Ingress shop/r',
    ],
    [
      'an Ingress as it was written before',
      closed +
        route('extensions/v1beta1\nkind: Ingress', '{rules: [{http: {paths: [{backend: {serviceName: web}}]}}]}'),
      'Ingress shop/r',
    ],
    [
      'a route of a gateway',
      closed + route(gateway, '{parentRefs: [{name: g}], rules: [{backendRefs: [{name: web}]}]}'),
      'HTTPRoute shop/r',
    ],
    [
      'a route of another namespace',
      closed + route(gateway, '{rules: [{backendRefs: [{name: web, namespace: shop}]}]}', 'edge'),
      'HTTPRoute edge/r',
    ],
    [
      'a route of OpenShift',
      closed + route('route.openshift.io/v1\nkind: Route', '{to: {kind: Service, name: web}}'),
      'Route shop/r',
    ],
  ])('%s', (_, text, by) => {
    expect(answers(text)).toMatchObject({ complete: 'yes', ...exposed('yes', by) });
  });
});

describe('it cannot be reached', () => {
  test.each([
    ['by a Service inside of the cluster', ''],
    [
      'by a route to a Service of that name elsewhere',
      route(gateway, '{rules: [{backendRefs: [{name: web}]}]}', 'edge'),
    ],
    [
      'by a route inside of a mesh',
      route(gateway, '{parentRefs: [{kind: Service, name: a}], rules: [{backendRefs: [{name: web}]}]}'),
    ],
    ['by a backend of another kind', route(gateway, '{rules: [{backendRefs: [{kind: Bucket, name: web}]}]}')],
  ])('%s', (_, text) => {
    expect(answers(closed + text)).toMatchObject(exposed('no'));
  });
});

test('what was not rendered, or cannot be known, may expose it', () => {
  expect(answers(closed, { unseen: { chart: ['Ingress'] } })).toMatchObject({
    complete: 'unknown',
    ...exposed('unknown'),
  });
  expect(answers(closed, { unseen: { chart: ['ConfigMap'] } })).toMatchObject({ complete: 'yes', ...exposed('no') });
  expect(answers(pod, { unsure: [service('LoadBalancer'), service('ClusterIP')] })).toMatchObject({
    workloads: { shop: { 'Pod/web': { exposed: 'unknown' } } },
  });
});

describe('it is open', () => {
  const openIngress = (annotations: string, name = 'nginx'): string =>
    `---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: r, namespace: shop, annotations: ${annotations}}\n` +
    `spec: {ingressClassName: ${name}, rules: [{http: {paths: [{backend: {service: {name: web}}}]}}]}\n`;
  const balancer = (annotations: string, spec = ''): string =>
    `${pod}---\napiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop, annotations: ${annotations}}\n` +
    `spec: {type: LoadBalancer, selector: {app: web}${spec}}\n`;
  const open = (is: string, ...by: string[]): object => ({
    services: { shop: { web: { open: is, open_by: by } } },
    workloads: { shop: { 'Pod/web': { open: is, open_by: by } } },
  });

  test.each([
    ['by an Ingress without a guard', closed + openIngress('{a: b}'), 'Ingress shop/r'],
    [
      'by an Ingress of AWS that faces the Internet',
      closed + openIngress('{alb.ingress.kubernetes.io/scheme: internet-facing}', 'alb'),
      'Ingress shop/r',
    ],
    [
      'by a funnel of Tailscale, whose class is private otherwise',
      closed + openIngress('{tailscale.com/funnel: "true"}', 'tailscale'),
      'Ingress shop/r',
    ],
    ['by a load balancer', balancer('{a: b}'), 'LoadBalancer shop/web'],
    [
      'by a load balancer of AWS that faces the Internet',
      balancer('{service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing}'),
      'LoadBalancer shop/web',
    ],
  ])('%s', (_, text, by) => {
    expect(answers(text)).toMatchObject(open('yes', by));
  });

  test.each([
    ['a login', closed + openIngress('{nginx.ingress.kubernetes.io/auth-url: "https://login.example"}')],
    ['a middleware', closed + openIngress('{traefik.ingress.kubernetes.io/router.middlewares: login@file}')],
    ['an allowed range', closed + openIngress('{nginx.ingress.kubernetes.io/whitelist-source-range: 192.0.2.0/24}')],
    ['a class of Tailscale', closed + openIngress('{tailscale.com/funnel: "false"}', 'tailscale')],
    ['a private class', closed + openIngress('{a: b}', 'nginx-internal')],
    ['a load balancer of AWS, which is internal unless told otherwise', closed + openIngress('{a: b}', 'alb')],
    ['an internal load balancer', balancer('{networking.gke.io/load-balancer-type: Internal}')],
    ['a class of load balancer', balancer('{a: b}', ', loadBalancerClass: tailscale')],
    ['ranges of a load balancer', balancer('{a: b}', ', loadBalancerSourceRanges: [192.0.2.0/24]')],
    ['a port of each node, which may be private', pod + service('NodePort')],
    ['no way at all', closed],
  ])('not with %s', (_, text) => {
    expect(answers(text)).toMatchObject(open('no'));
  });

  test('only perhaps if an annotation or a source is not known', () => {
    expect(answers(closed, { unseen: { chart: ['Ingress'] } })).toMatchObject(open('unknown'));
    expect(answers(closed, { unsure: [openIngress('{a: b}'), openIngress('{a: b}', 'nginx-internal')] })).toMatchObject(
      { workloads: { shop: { 'Pod/web': { open: 'unknown' } } } },
    );
  });
});

describe('a port that a Service names', () => {
  const named = (ports: string): string =>
    `---\napiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {type: LoadBalancer, selector: {app: web}, ports: ${ports}}\n`;
  const listening = `${pod}spec: {containers: [{name: a, ports: [{name: http, containerPort: 3000}]}]}\n`;

  test.each([
    ['no container has', listening + named('[{port: 80, targetPort: http-server}]'), 'no', []],
    ['a container has', listening + named('[{port: 80, targetPort: http}]'), 'yes', ['LoadBalancer shop/web']],
    [
      'no container has, beside a number',
      listening + named('[{port: 80, targetPort: http-server}, {port: 81, targetPort: 3000}]'),
      'yes',
      ['LoadBalancer shop/web'],
    ],
    ['is not there, for ports can have numbers', pod + named('[{port: 80}]'), 'yes', ['LoadBalancer shop/web']],
  ])('%s', (_, text, is, by) => {
    expect(answers(text)).toMatchObject({ workloads: { shop: { 'Pod/web': { exposed: is, by } } } });
  });
});

describe('of Services of one name in several folders', () => {
  const workloadsOf = (sources: Cluster['sources']): unknown => answersOf('exposure', { sources }).is;
  const other = service('LoadBalancer');

  test('that of the own folder counts', () => {
    const sources = { 'a/pod.yaml': pod, 'a/service.yaml': service('ClusterIP'), 'b/service.yaml': other };

    expect(workloadsOf(sources)).toMatchObject({ workloads: { shop: { 'Pod/web': { exposed: 'no', open: 'no' } } } });
  });

  test('that of the own folder opens it', () => {
    const sources = { 'a/service.yaml': service('ClusterIP'), 'b/pod.yaml': pod, 'b/service.yaml': other };

    expect(workloadsOf(sources)).toMatchObject({ workloads: { shop: { 'Pod/web': { exposed: 'yes', open: 'yes' } } } });
  });

  test('all count if the own folder has none', () => {
    const sources = { 'a/service.yaml': service('ClusterIP'), 'b/service.yaml': other, 'pods/pod.yaml': pod };

    expect(workloadsOf(sources)).toMatchObject({ workloads: { shop: { 'Pod/web': { exposed: 'yes', open: 'yes' } } } });
  });

  test('an Ingress beside the other one does not count', () => {
    const to = route(ingress, '{defaultBackend: {service: {name: web}}}');
    const sources = { 'a/all.yaml': closed, 'b/all.yaml': service('ClusterIP') + to };

    expect(workloadsOf(sources)).toMatchObject({ workloads: { shop: { 'Pod/web': { exposed: 'no', open: 'no' } } } });
    expect(workloadsOf({ ...sources, 'edge/ingress.yaml': to })).toMatchObject({
      workloads: { shop: { 'Pod/web': { exposed: 'yes', by: ['Ingress shop/r'] } } },
    });
  });
});
