/** The family `services`: which Services exist, and which workloads they select. */
import { z } from 'zod';
import { at, isMap, list } from '../foundation/json.ts';
import { objectName } from '../foundation/kubernetes/names.ts';
import {
  answer,
  type FactAnswer,
  anyNamespace,
  certainSources,
  complete,
  exists,
  type Family,
  type Heap,
  sortedNames,
  roaming,
  type Claim,
  uncertainSources,
} from './family.ts';
import { named } from './named.ts';
import { isKind } from './namespaces.ts';
import { labelsIn, labelsSchema, type Select, selecting } from './selection.ts';
import { type Pod, type PodItems } from './workloads.ts';

const scalar = z.union([z.string(), z.number(), z.null()]);

const service = z.strictObject({
  namespace: z.string(),
  name: z.string(),
  type: z.string(),
  /** Empty if it has none: then its endpoints are managed by hand. */
  selector: labelsSchema,
  ports: z.array(z.strictObject({ name: scalar, port: scalar, target: scalar, protocol: z.string() })),
});

export type Service = z.infer<typeof service>;

// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- an interface is no record of JSON
export type ServiceItems = { readonly services: Service };

export const services: Family<ServiceItems, ServiceItems & PodItems, unknown> = {
  lists: { services: { item: service, words: ['Service'] } },
  needs: ['workloads'],
  questions: [['complete'], ['known', '*', '*', 'exists'], ['known', '*', '*', 'selects']],
  unsure: roaming,

  contribute(object, namespace) {
    if (!isKind(object, '', 'Service')) return { services: [] };
    const { name, namespace: own } = objectName(object);
    const type = at(object, ['spec', 'type']);
    return {
      services: [
        {
          namespace: own ?? namespace,
          name,
          type: typeof type === 'string' && type !== '' ? type : 'ClusterIP',
          selector: { ...labelsIn(at(object, ['spec', 'selector'])) },
          ports: list(at(object, ['spec', 'ports']))
            .filter(isMap)
            .map(portOf),
        },
      ],
    };
  },

  combine(heap) {
    const select = selectedBy(heap);
    return {
      complete: complete(heap, 'services'),
      known: named(heap.claims('services'), (item, claims) => {
        const { type, ports, selector } = item;
        return { exists: exists(claims), type, ports, selector, ...select(item, claims) };
      }),
    };
  },
};

function portOf({ name, port, targetPort, protocol }: Readonly<Record<string, unknown>>): Service['ports'][number] {
  const one = (value: unknown): string | number | null => scalar.catch(null).parse(value);
  return {
    name: one(name),
    port: one(port),
    target: one(targetPort ?? port),
    protocol: typeof protocol === 'string' ? protocol : 'TCP',
  };
}

interface Selected {
  readonly selects: FactAnswer;
  /** Names of the workloads, at most `mostListed`. */
  readonly workloads: readonly string[];
}

/** What a Service selects, given all that is said of it. Computed once for Services with equal selectors. */
function selectedBy(
  heap: Heap<ServiceItems & PodItems>,
): (item: Service, claims: readonly Claim<Service>[]) => Selected {
  const pods = heap.claims('pods');
  const select = selectingPods(pods);
  const may = [heap.unseen('pods'), uncertainSources(pods)];
  const known = new Map<string, Selected>();
  return (item, claims) => {
    const unsure = uncertainSources(claims);
    if (unsure.length > 0) return { selects: answer([], unsure), workloads: [] };
    if (Object.keys(item.selector).length === 0) return { selects: answer([]), workloads: [] };
    const key = JSON.stringify([item.namespace, item.selector]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = select(item.namespace, { labels: item.selector, expressions: [] });
    const selected = {
      selects: answer(certainSources(found ?? []), ...may, found === null ? [null] : []),
      workloads: sortedNames((found ?? []).map(({ item: { name } }) => name)),
    };
    known.set(key, selected);
    return selected;
  };
}

/** Selects among the workloads that certainly exist. */
export function selectingPods(pods: readonly Claim<Pod>[]): Select<Claim<Pod>> {
  return selecting(
    pods.filter(({ isCertain, item }) => isCertain && item.namespace !== anyNamespace),
    ({ item }) => item,
  );
}
