/** The family `services`: which there are, and which workloads they lead to. */
import { z } from 'zod';
import { at, isMap, list } from '../foundation/json.ts';
import { objectName } from '../foundation/kubernetes/names.ts';
import {
  answer,
  type Answer,
  anywhere,
  certain,
  complete,
  exists,
  type Family,
  type Heap,
  listed,
  roaming,
  type Said,
  uncertain,
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
  /** Empty: it has none, and leads to what somebody writes into its endpoints. */
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
      known: named(heap.said('services'), (item, said) => {
        const { type, ports, selector } = item;
        return { exists: exists(said), type, ports, selector, ...select(item, said) };
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
  readonly selects: Answer;
  /** Names of the workloads: no more than are listed. */
  readonly workloads: readonly string[];
}

/** What a Service selects, by all that is said of it. Of several that select the same, it is found out once. */
function selectedBy(heap: Heap<ServiceItems & PodItems>): (item: Service, said: readonly Said<Service>[]) => Selected {
  const pods = heap.said('pods');
  const select = selectingPods(pods);
  const may = [heap.unseen('pods'), uncertain(pods)];
  const known = new Map<string, Selected>();
  return (item, said) => {
    const unsure = uncertain(said);
    if (unsure.length > 0) return { selects: answer([], unsure), workloads: [] };
    if (Object.keys(item.selector).length === 0) return { selects: answer([]), workloads: [] };
    const key = JSON.stringify([item.namespace, item.selector]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = select(item.namespace, { labels: item.selector, expressions: [] });
    const selected = {
      selects: answer(certain(found ?? []), ...may, found === null ? [null] : []),
      workloads: listed((found ?? []).map(({ item: { name } }) => name)),
    };
    known.set(key, selected);
    return selected;
  };
}

/** Workloads that surely exist as they are. */
export function selectingPods(pods: readonly Said<Pod>[]): Select<Said<Pod>> {
  return selecting(
    pods.filter(({ isCertain, item }) => isCertain && item.namespace !== anywhere),
    ({ item }) => item,
  );
}
