/** The family `exposure`: which Services and workloads can be reached from outside of the cluster, and through what. */
import { z } from 'zod';
import { at, isMap, list } from '../foundation/json.ts';
import { groupBy } from '../foundation/groups.ts';
import { groupOf, objectName } from '../foundation/kubernetes/names.ts';
import { type KubernetesObject } from '../model/manifest.ts';
import {
  answer,
  type FactAnswer,
  anyNamespace,
  certainSources,
  complete,
  type Family,
  type Heap,
  sortedNames,
  mostListed,
  roaming,
  type Claim,
  uncertainSources,
} from './family.ts';
import { namespacedKey, named, unsureNear } from './named.ts';
import { selectingPods, type Service, type ServiceItems } from './services.ts';
import { type PodItems } from './workloads.ts';

/** A Service to which an Ingress or a route sends requests. `namespace` and `name` are those of the Service. */
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
  /** Empty: the namespace of the route. */
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
  // `serviceName` is the field of networking.k8s.io/v1beta1 and older.
  return read(all.filter(isMap).map(({ service, serviceName }) => service ?? { name: serviceName }));
}

/** A route whose parents are all Services is internal to a mesh (https://gateway-api.sigs.k8s.io/mesh/). */
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

/** Whether a Service can be reached from outside, and through what. */
interface Door {
  readonly exposed: FactAnswer;
  readonly by: readonly string[];
}

type Doors = (namespace: string, name: string) => Door;

function doorsOf(heap: Heap<Read>): Doors {
  const routes = groupBy(heap.claims('routes'), ({ item }) => namespacedKey(item));
  const services = groupBy(heap.claims('services'), ({ item }) => namespacedKey(item));
  const roving = uncertainSources(heap.claims('routes').filter(({ item }) => item.namespace === anyNamespace));
  const unseen = heap.unseen('routes');
  const noService = heap.unseen('services');
  return (namespace, name) => {
    const key = namespacedKey({ namespace, name });
    const [to, own] = [routes.get(key) ?? [], services.get(key) ?? []];
    const open = own.filter(({ item }) => item.type === 'LoadBalancer' || item.type === 'NodePort');
    const may = [uncertainSources(to), uncertainSources(own), roving, unseen, own.length === 0 ? noService : []];
    return {
      exposed: answer([...certainSources(to), ...certainSources(open)], ...may),
      by: sortedNames([
        ...to.map(({ item }) => item.by),
        ...open.map(({ item }) => `${item.type} ${namespace}/${name}`),
      ]),
    };
  };
}

function servicesIn(heap: Heap<Read>, doors: Doors): unknown {
  return named<{ namespace: string; name: string }, Door>(
    [...heap.claims('services'), ...heap.claims('routes')],
    ({ namespace, name }) => doors(namespace, name),
  );
}

/** The sources of the Services that expose a workload, or may expose it, and the names of what exposes it. */
interface Reach {
  readonly surely: (string | null)[];
  readonly maybe: (string | null)[];
  readonly by: string[];
}

function workloadsIn(heap: Heap<Read>, doors: Doors): unknown {
  const { reached, isWhole } = reachedIn(heap, doors);
  const near = unsureNear(heap.claims('services'));
  const unseen = heap.unseen('services');
  return named(heap.claims('pods'), (item, claims) => {
    const { surely = [], maybe = [], by = [] } = reached.get(namespacedKey(item)) ?? {};
    const isSure = uncertainSources(claims).length === 0;
    return {
      exposed: answer(
        isSure ? surely : [],
        maybe,
        uncertainSources(claims),
        near(item.namespace),
        unseen,
        isWhole ? [] : [null],
      ),
      by: sortedNames(by),
    };
  });
}

function reachedIn(
  heap: Heap<Read>,
  doors: Doors,
): { readonly reached: ReadonlyMap<string, Reach>; readonly isWhole: boolean } {
  const select = selectingPods(heap.claims('pods'));
  const reached = new Map<string, Reach>();
  let isWhole = true;
  for (const same of leading(heap).values()) {
    const { namespace, selector } = same[0].item;
    const found = select(namespace, { labels: selector, expressions: [] });
    isWhole &&= found !== null;
    const open = same.map(({ item, source }) => ({ source, ...doors(item.namespace, item.name) }));
    const first = (is: FactAnswer['is']): (string | null)[] =>
      open
        .filter(({ exposed }) => exposed.is === is)
        .slice(0, mostListed)
        .map(({ source }) => source);
    const [surely, maybe, by] = [first('yes'), first('unknown'), sortedNames(open.flatMap((each) => each.by))];
    for (const { item } of found ?? []) {
      const reach = reached.get(namespacedKey(item)) ?? { surely: [], maybe: [], by: [] };
      reached.set(namespacedKey(item), reach);
      reach.surely.push(...surely);
      reach.maybe.push(...maybe);
      reach.by.push(...by);
    }
  }
  return { reached, isWhole };
}

/** The Services with a selector that certainly exist, grouped by namespace and selector. */
function leading(heap: Heap<Read>): ReadonlyMap<string, readonly [Claim<Service>, ...Claim<Service>[]]> {
  const sure = heap
    .claims('services')
    .filter(({ item, isCertain }) => isCertain && Object.keys(item.selector).length > 0);
  return groupBy(sure, ({ item }) => JSON.stringify([item.namespace, item.selector]));
}
