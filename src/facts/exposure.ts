/**
 * The family `exposure`: which Services and workloads can be reached from outside of the cluster, and through what; and
 * which of them with no sign that somebody asks who comes, or that only a private network reaches them.
 */
import { z } from 'zod';
import { at, isMap, list } from '../foundation/json.ts';
import { onceEach } from '../foundation/cache/once-each.ts';
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
import { isOpenIngress, isOpenService } from './openings.ts';
import { type Copies, copiesAmong, inPlaces, isOfSamePlace, folderOfClaim } from './places.ts';
import { selectingPods, type Service, type ServiceItems } from './services.ts';
import { type Pod, type PodItems } from './workloads.ts';

/** A Service to which an Ingress or a route sends requests. `namespace` and `name` are those of the Service. */
const route = z.strictObject({
  namespace: z.string(),
  name: z.string(),
  /** `Ingress shop/web`. */
  by: z.string(),
});

type Route = z.infer<typeof route>;

// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- an interface is no record of JSON
type RouteItems = { readonly routes: Route; readonly openings: Route };

type Read = RouteItems & ServiceItems & PodItems;

export const exposure: Family<RouteItems, Read, unknown> = {
  lists: {
    routes: { item: route, words: ['Ingress', 'Route'] },
    openings: { item: route, words: ['Ingress', 'Service'] },
  },
  needs: ['services', 'workloads'],
  questions: [
    ['complete'],
    ...['services', 'workloads'].flatMap((kind) => [
      [kind, '*', '*', 'exposed'],
      [kind, '*', '*', 'open'],
    ]),
  ],
  unsure: roaming,

  contribute(object, namespace) {
    const { kind, name, namespace: own } = objectName(object);
    const place = own ?? namespace;
    const routes = backendsOf(object).map((each) => ({
      namespace: each.namespace === '' ? place : each.namespace,
      name: each.name,
      by: `${kind} ${place}/${name}`,
    }));
    return { routes, openings: isOpenIngress(object) ? routes : openServices(object, place) };
  },

  combine(heap) {
    const copies = copiesAmong(heap.claims('services'));
    const [exposed, open] = [exposing(heap, copies), opening(heap, copies)];
    return {
      complete: complete(heap, 'routes', 'services'),
      services: servicesIn(heap, exposed, open),
      workloads: workloadsIn(heap, exposed, open, copies),
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

function openServices(object: KubernetesObject, namespace: string): readonly Route[] {
  const { name } = objectName(object);
  return isOpenService(object) ? [{ namespace, name, by: `LoadBalancer ${namespace}/${name}` }] : [];
}

function read(written: readonly unknown[]): readonly Backend[] {
  return written.flatMap((each) => {
    const { data } = backend.safeParse(each);
    return data?.kind === 'Service' ? [{ namespace: data.namespace, name: data.name }] : [];
  });
}

/** Whether something leads to a Service from outside, and what. */
interface Way {
  readonly is: FactAnswer;
  readonly by: readonly string[];
}

/** `place`: only for the copy of the Service that is there. */
type Ways = (namespace: string, name: string, place?: string) => Way;

/** Any way from outside: an Ingress, a route, or the type of the Service. */
function exposing(heap: Heap<Read>, copies: Copies): Ways {
  const leading = leadingBy(heap, 'routes', copies);
  const services = groupBy(heap.claims('services'), ({ item }) => namespacedKey(item));
  const noService = heap.unseen('services');
  return (namespace, name, place) => {
    const all = services.get(namespacedKey({ namespace, name })) ?? [];
    const own = place === undefined ? all : all.filter((claim) => folderOfClaim(claim) === place);
    const open = own.filter(({ item }) => item.type === 'LoadBalancer' || item.type === 'NodePort');
    const { surely, maybe, by } = leading(namespace, name, place);
    return {
      is: answer([...surely, ...certainSources(open)], maybe, uncertainSources(own), own.length === 0 ? noService : []),
      by: sortedNames([...by, ...open.map(({ item }) => `${item.type} ${namespace}/${name}`)]),
    };
  };
}

/** The ways without a sign of a guard. */
function opening(heap: Heap<Read>, copies: Copies): Ways {
  const leading = leadingBy(heap, 'openings', copies);
  return (namespace, name, place) => {
    const { surely, maybe, by } = leading(namespace, name, place);
    return { is: answer(surely, maybe), by: sortedNames(by) };
  };
}

/** The sources of what leads to a Service, or may lead to it, and the names of what does. */
function leadingBy(
  heap: Heap<Read>,
  items: 'routes' | 'openings',
  copies: Copies,
): (namespace: string, name: string, place: string | undefined) => Reach {
  const routes = groupBy(heap.claims(items), ({ item }) => namespacedKey(item));
  const roving = uncertainSources(heap.claims(items).filter(({ item }) => item.namespace === anyNamespace));
  const unseen = heap.unseen(items);
  return (namespace, name, place) => {
    const key = namespacedKey({ namespace, name });
    const all = routes.get(key) ?? [];
    const places = copies.get(key) ?? new Set();
    const to = place === undefined ? all : all.filter((claim) => isOfSamePlace(folderOfClaim(claim), place, places));
    return {
      surely: [...certainSources(to)],
      maybe: [...uncertainSources(to), ...roving, ...unseen],
      by: to.map(({ item }) => item.by),
    };
  };
}

function servicesIn(heap: Heap<Read>, exposed: Ways, open: Ways): unknown {
  return named<{ namespace: string; name: string }, unknown>(
    [...heap.claims('services'), ...heap.claims('routes')],
    ({ namespace, name }) => entry(exposed(namespace, name), open(namespace, name)),
  );
}

function entry(exposed: Way, open: Way): unknown {
  return { exposed: exposed.is, by: exposed.by, open: open.is, open_by: open.by };
}

/** The sources of what leads to something, or may lead to it, and the names of what does. */
interface Reach {
  readonly surely: (string | null)[];
  readonly maybe: (string | null)[];
  readonly by: string[];
}

function workloadsIn(heap: Heap<Read>, exposed: Ways, open: Ways, copies: Copies): unknown {
  const select = selectingPods(heap.claims('pods'));
  const groups = [...leading(heap).values()].map((same) => {
    const { namespace, selector } = same[0].item;
    return { same, found: select(namespace, { labels: selector, expressions: [] }) };
  });
  const isWhole = groups.every(({ found }) => found !== null);
  const near = unsureNear(heap.claims('services'));
  const unseen = heap.unseen('services');
  const [byExposed, byOpen] = [reachedBy(groups, exposed, copies), reachedBy(groups, open, copies)];
  return named(heap.claims('pods'), (item, claims) => {
    const unsure = uncertainSources(claims);
    const way = ({ surely, maybe, by }: Reach): Way => ({
      is: answer(unsure.length === 0 ? surely : [], maybe, unsure, near(item.namespace), unseen, isWhole ? [] : [null]),
      by: sortedNames(by),
    });
    const key = namespacedKey(item);
    return entry(way(byExposed.get(key) ?? nothing), way(byOpen.get(key) ?? nothing));
  });
}

const nothing: Reach = { surely: [], maybe: [], by: [] };

/** Services with the same selector, and the workloads that it selects; null if these were not all compared. */
interface Group {
  readonly same: readonly Claim<Service>[];
  readonly found: readonly Claim<Pod>[] | null;
}

function reachedBy(groups: readonly Group[], ways: Ways, copies: Copies): ReadonlyMap<string, Reach> {
  const reached = new Map<string, Reach>();
  for (const { same, found } of groups) {
    const waysOf = onceEach((some: readonly Claim<Service>[]) => throughPorts(some, ways, copies));
    const servicesFor = onceEach(inPlaces(same, copies));
    for (const claim of found ?? []) {
      const { item } = claim;
      const reach = reached.get(namespacedKey(item)) ?? { surely: [], maybe: [], by: [] };
      reached.set(namespacedKey(item), reach);
      for (const through of servicesFor(folderOfClaim(claim)).flatMap(waysOf)) {
        if (through.targets !== null && !through.targets.some((name) => item.ports[name] !== undefined)) continue;
        reach.surely.push(...through.surely);
        reach.maybe.push(...through.maybe);
        reach.by.push(...through.by);
      }
    }
  }
  return reached;
}

/** What leads through Services to the same ports. */
interface Through extends Reach {
  /** Names of ports of containers, one of which a pod needs; null if it needs none. */
  readonly targets: readonly string[] | null;
}

function throughPorts(services: readonly Claim<Service>[], ways: Ways, copies: Copies): readonly Through[] {
  const byTargets = groupBy(services, ({ item }) => JSON.stringify(namedTargets(item)));
  return [...byTargets.values()].map((all) => {
    const each = all.map((claim) => {
      const { namespace, name } = claim.item;
      const place = copies.has(namespacedKey(claim.item)) ? folderOfClaim(claim) : undefined;
      return { source: claim.source, ...ways(namespace, name, place) };
    });
    const first = (is: FactAnswer['is']): (string | null)[] =>
      each
        .filter((way) => way.is.is === is)
        .slice(0, mostListed)
        .map(({ source }) => source);
    return {
      targets: namedTargets(all[0].item),
      surely: first('yes'),
      maybe: first('unknown'),
      by: [...sortedNames(each.flatMap((way) => way.by))],
    };
  });
}

/** The ports that a Service names, if it names all: a pod whose containers have none of them gets no connections. */
function namedTargets({ ports }: Service): readonly string[] | null {
  const names = ports.flatMap(({ target }) => (typeof target === 'string' && /[a-z]/i.test(target) ? [target] : []));
  return ports.length > 0 && names.length === ports.length ? names.sort() : null;
}

/** The Services with a selector that certainly exist, grouped by namespace and selector. */
function leading(heap: Heap<Read>): ReadonlyMap<string, readonly [Claim<Service>, ...Claim<Service>[]]> {
  const sure = heap
    .claims('services')
    .filter(({ item, isCertain }) => isCertain && Object.keys(item.selector).length > 0);
  return groupBy(sure, ({ item }) => JSON.stringify([item.namespace, item.selector]));
}
