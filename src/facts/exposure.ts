/** The family `exposure`: which Services and workloads can be reached from outside of the cluster, and by what. */
import { z } from 'zod';
import { at, isMap, list } from '../foundation/json.ts';
import { groupBy } from '../foundation/groups.ts';
import { groupOf, objectName } from '../foundation/kubernetes/names.ts';
import { type KubernetesObject } from '../model/manifest.ts';
import {
  answer,
  type Answer,
  anywhere,
  certain,
  complete,
  type Family,
  type Heap,
  listed,
  mostListed,
  roaming,
  type Said,
  uncertain,
} from './family.ts';
import { keyOf, named, unsureNear } from './named.ts';
import { selectingPods, type Service, type ServiceItems } from './services.ts';
import { type PodItems } from './workloads.ts';

/** A Service that an Ingress or a route sends requests to. `namespace` and `name` are the Service's. */
const route = z.strictObject({
  namespace: z.string(),
  name: z.string(),
  /** `Ingress shop/web`. */
  by: z.string(),
});

type Route = z.infer<typeof route>;

// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- an interface is no record of JSON
type RouteItems = { readonly routes: Route };

type Read = RouteItems & ServiceItems & PodItems;

export const exposure: Family<RouteItems, Read, unknown> = {
  lists: { routes: { item: route, words: ['Ingress', 'Route'] } },
  needs: ['services', 'workloads'],
  questions: [['complete'], ['services', '*', '*', 'exposed'], ['workloads', '*', '*', 'exposed']],
  unsure: roaming,

  contribute(object, namespace) {
    const { kind, name, namespace: own } = objectName(object);
    const place = own ?? namespace;
    const routes = backendsOf(object).map((each) => ({
      namespace: each.namespace === '' ? place : each.namespace,
      name: each.name,
      by: `${kind} ${place}/${name}`,
    }));
    return { routes };
  },

  combine(heap) {
    const doors = doorsOf(heap);
    return {
      complete: complete(heap, 'routes', 'services'),
      services: servicesIn(heap, doors),
      workloads: workloadsIn(heap, doors),
    };
  },
};

interface Backend {
  /** Empty: that of the route. */
  readonly namespace: string;
  readonly name: string;
}

const backend = z.object({
  kind: z.string().default('Service'),
  name: z.string().min(1),
  namespace: z.string().default(''),
});

function backendsOf(object: KubernetesObject): readonly Backend[] {
  const group = groupOf(object.apiVersion);
  if (object.kind === 'Ingress' && ['networking.k8s.io', 'extensions'].includes(group)) return ofIngress(object);
  if (group === 'gateway.networking.k8s.io' && object.kind.endsWith('Route')) return ofGatewayRoute(object);
  if (group === 'route.openshift.io' && object.kind === 'Route') {
    const spec = at(object, ['spec']);
    return read([at(spec, ['to']), ...list(at(spec, ['alternateBackends']))]);
  }
  return [];
}

function ofIngress(object: KubernetesObject): readonly Backend[] {
  const rules = list(at(object, ['spec', 'rules'])).filter(isMap);
  const paths = rules.flatMap(({ http }) => (isMap(http) ? list(http['paths']) : [])).filter(isMap);
  const all = [
    at(object, ['spec', 'defaultBackend']),
    at(object, ['spec', 'backend']),
    ...paths.map((path) => path['backend']),
  ];
  // `serviceName` is that of networking.k8s.io/v1beta1 and before.
  return read(all.filter(isMap).map(({ service, serviceName }) => service ?? { name: serviceName }));
}

/** A route of which every parent is a Service is one inside of a mesh (https://gateway-api.sigs.k8s.io/mesh/). */
function ofGatewayRoute(object: KubernetesObject): readonly Backend[] {
  const parents = list(at(object, ['spec', 'parentRefs'])).filter(isMap);
  if (parents.length > 0 && parents.every(({ kind }) => kind === 'Service')) return [];
  return read(list(at(object, ['spec', 'rules'])).flatMap((rule) => (isMap(rule) ? list(rule['backendRefs']) : [])));
}

function read(written: readonly unknown[]): readonly Backend[] {
  return written.flatMap((each) => {
    const { data } = backend.safeParse(each);
    return data?.kind === 'Service' ? [{ namespace: data.namespace, name: data.name }] : [];
  });
}

/** What opens a Service to the outside. */
interface Door {
  readonly exposed: Answer;
  readonly by: readonly string[];
}

type Doors = (namespace: string, name: string) => Door;

function doorsOf(heap: Heap<Read>): Doors {
  const routes = groupBy(heap.said('routes'), ({ item }) => keyOf(item));
  const services = groupBy(heap.said('services'), ({ item }) => keyOf(item));
  const roving = uncertain(heap.said('routes').filter(({ item }) => item.namespace === anywhere));
  const unseen = heap.unseen('routes');
  const noService = heap.unseen('services');
  return (namespace, name) => {
    const key = keyOf({ namespace, name });
    const [to, own] = [routes.get(key) ?? [], services.get(key) ?? []];
    const open = own.filter(({ item }) => item.type === 'LoadBalancer' || item.type === 'NodePort');
    const may = [uncertain(to), uncertain(own), roving, unseen, own.length === 0 ? noService : []];
    return {
      exposed: answer([...certain(to), ...certain(open)], ...may),
      by: listed([...to.map(({ item }) => item.by), ...open.map(({ item }) => `${item.type} ${namespace}/${name}`)]),
    };
  };
}

function servicesIn(heap: Heap<Read>, doors: Doors): unknown {
  return named<{ namespace: string; name: string }, Door>(
    [...heap.said('services'), ...heap.said('routes')],
    ({ namespace, name }) => doors(namespace, name),
  );
}

/** What leads to a workload, from Services that select it. */
interface Reach {
  readonly surely: (string | null)[];
  readonly maybe: (string | null)[];
  readonly by: string[];
}

function workloadsIn(heap: Heap<Read>, doors: Doors): unknown {
  const { reached, isWhole } = reachedIn(heap, doors);
  const near = unsureNear(heap.said('services'));
  const unseen = heap.unseen('services');
  return named(heap.said('pods'), (item, said) => {
    const { surely = [], maybe = [], by = [] } = reached.get(keyOf(item)) ?? {};
    const isSure = uncertain(said).length === 0;
    return {
      exposed: answer(
        isSure ? surely : [],
        maybe,
        uncertain(said),
        near(item.namespace),
        unseen,
        isWhole ? [] : [null],
      ),
      by: listed(by),
    };
  });
}

function reachedIn(
  heap: Heap<Read>,
  doors: Doors,
): { readonly reached: ReadonlyMap<string, Reach>; readonly isWhole: boolean } {
  const select = selectingPods(heap.said('pods'));
  const reached = new Map<string, Reach>();
  let isWhole = true;
  for (const alike of leading(heap).values()) {
    const { namespace, selector } = alike[0].item;
    const found = select(namespace, { labels: selector, expressions: [] });
    isWhole &&= found !== null;
    const open = alike.map(({ item, source }) => ({ source, ...doors(item.namespace, item.name) }));
    const first = (is: Answer['is']): (string | null)[] =>
      open
        .filter(({ exposed }) => exposed.is === is)
        .slice(0, mostListed)
        .map(({ source }) => source);
    const [surely, maybe, by] = [first('yes'), first('unknown'), listed(open.flatMap((each) => each.by))];
    for (const { item } of found ?? []) {
      const reach = reached.get(keyOf(item)) ?? { surely: [], maybe: [], by: [] };
      reached.set(keyOf(item), reach);
      reach.surely.push(...surely);
      reach.maybe.push(...maybe);
      reach.by.push(...by);
    }
  }
  return { reached, isWhole };
}

/** Services that surely lead somewhere, those together that select the same. */
function leading(heap: Heap<Read>): ReadonlyMap<string, readonly [Said<Service>, ...Said<Service>[]]> {
  const sure = heap
    .said('services')
    .filter(({ item, isCertain }) => isCertain && Object.keys(item.selector).length > 0);
  return groupBy(sure, ({ item }) => JSON.stringify([item.namespace, item.selector]));
}
