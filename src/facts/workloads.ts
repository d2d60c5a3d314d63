/** The family `workloads`: which pods exist, with their labels and service accounts. */
import { z } from 'zod';
import { at, isMap, list } from '../foundation/json.ts';
import { type Json } from '../model/json.ts';
import { complete, exists, type Family, roaming } from './family.ts';
import { named } from './named.ts';
import { type PodOf, podsOf } from './pod.ts';
import { labelsIn, labelsSchema } from './selection.ts';

const pod = z.strictObject({
  namespace: z.string(),
  name: z.string(),
  labels: labelsSchema,
  account: z.string(),
  /** The pod's own `automountServiceAccountToken`; null: its service account decides. */
  mounts: z.boolean().nullable(),
  host_network: z.boolean(),
  /** The numbers of the containers' ports that have a name. */
  ports: z.record(z.string(), z.number()),
});

/** A workload's pods; `name` is `Deployment/web`. */
export type Pod = z.infer<typeof pod>;

// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- an interface is no record of JSON
export type PodItems = { readonly pods: Pod };

export const workloads: Family<PodItems, PodItems, unknown> = {
  lists: { pods: { item: pod, words: null } },
  needs: [],
  questions: [['complete'], ['known', '*', '*', 'exists']],
  unsure: roaming,

  contribute: (object, namespace, kinds) => ({ pods: podsOf(object, namespace, kinds).map(kept) }),

  combine: (heap) => ({
    complete: complete(heap, 'pods'),
    known: named(heap.claims('pods'), ({ labels, account, host_network, ports }, claims) => ({
      exists: exists(claims),
      labels,
      service_account: account,
      host_network,
      ports,
    })),
  }),
};

function kept({ namespace, workload, metadata, spec }: PodOf): Pod {
  const account = at(spec, ['serviceAccountName']) ?? at(spec, ['serviceAccount']);
  const mounts = at(spec, ['automountServiceAccountToken']);
  return {
    namespace,
    name: workload,
    labels: labelsIn(at(metadata, ['labels'])),
    account: typeof account === 'string' && account !== '' ? account : 'default',
    mounts: typeof mounts === 'boolean' ? mounts : null,
    host_network: at(spec, ['hostNetwork']) === true,
    ports: namedPorts(spec),
  };
}

/** An init container can have ports as well, if it keeps running. The first one of a name counts, as for Kubernetes. */
function namedPorts(spec: Json | undefined): Readonly<Record<string, number>> {
  const containers = ['containers', 'initContainers'].flatMap((key) => list(at(spec, [key])).filter(isMap));
  const ports = containers.flatMap((container) => list(container['ports']).filter(isMap));
  const pairs = ports.flatMap(({ name, containerPort }): [string, number][] =>
    typeof name === 'string' && typeof containerPort === 'number' ? [[name, containerPort]] : [],
  );
  return Object.fromEntries(pairs.reverse());
}
