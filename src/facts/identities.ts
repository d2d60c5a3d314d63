/** The family `identities`: which service accounts are defined, which workloads use them, and whether these mount a token. */
import { z } from 'zod';
import { at } from '../foundation/json.ts';
import { groupBy } from '../foundation/groups.ts';
import { objectName } from '../foundation/kubernetes/names.ts';
import { type KubernetesObject } from '../model/manifest.ts';
import {
  answer,
  anyNamespace,
  certainSources,
  complete,
  exists,
  type Family,
  mostListed,
  sortedNames,
  roaming,
  type Claim,
  uncertainSources,
} from './family.ts';
import { copiesOf } from './copies.ts';
import { namespacedKey, named } from './named.ts';
import { isKind } from './namespaces.ts';
import { type Pod, type PodItems } from './workloads.ts';

const account = z.strictObject({
  namespace: z.string(),
  name: z.string(),
  /** Its `automountServiceAccountToken`; null if unset, which means that the token is mounted. */
  mounts: z.boolean().nullable(),
  /** Whether an annotation gives it a role of a cloud. */
  cloud: z.boolean(),
});

type Account = z.infer<typeof account>;

// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- an interface is no record of JSON
export type AccountItems = { readonly accounts: Account };

export const identities: Family<AccountItems, AccountItems & PodItems, unknown> = {
  lists: { accounts: { item: account, words: ['ServiceAccount'] } },
  needs: ['workloads'],
  questions: [
    ['complete'],
    ['known', '*', '*', 'defined'],
    ['known', '*', '*', 'used'],
    ['known', '*', '*', 'token'],
    ['known', '*', '*', 'cloud'],
  ],
  unsure: roaming,

  contribute(object, namespace) {
    if (!isKind(object, '', 'ServiceAccount')) return { accounts: [] };
    const { name, namespace: own } = objectName(object);
    const mounts = at(object, ['automountServiceAccountToken']);
    return {
      accounts: [
        {
          namespace: own ?? namespace,
          name,
          mounts: typeof mounts === 'boolean' ? mounts : null,
          cloud: hasCloudRole(object),
        },
      ],
    };
  },

  combine(heap) {
    const [accounts, pods] = [heap.claims('accounts'), heap.claims('pods')];
    const users = groupBy(pods, ({ item }) => namespacedKey({ namespace: item.namespace, name: item.account }));
    const defined = groupBy(accounts, ({ item }) => namespacedKey(item));
    const more = [heap.unseen('accounts'), uncertainSources(accounts.filter(isAnywhere))];
    const mayUse = [heap.unseen('pods'), uncertainSources(pods.filter(isAnywhere))];
    return {
      complete: complete(heap, 'accounts'),
      known: named([...accounts, ...pods.map(toAccount)], (item) => {
        const [here, using] = [defined.get(namespacedKey(item)) ?? [], users.get(namespacedKey(item)) ?? []];
        const mounting = mountingIn(using, here, more.flat());
        return {
          defined: item.name === 'default' ? { is: 'yes', from: () => [] } : exists(here, ...more),
          used: exists(using, ...mayUse),
          token: answer(mounting.surely, mounting.maybe, ...mayUse),
          cloud: exists(
            here.filter((claim) => claim.item.cloud),
            ...more,
          ),
          workloads: sortedNames(using.map(({ item: { name } }) => name)),
          ...bySource(using),
        };
      }),
    };
  },
};

/**
 * The workloads of each source, if there are several: whether a cluster has those of another chart or file as well, a rule
 * can't tell.
 */
function bySource(using: readonly Claim<Pod>[]): { readonly by_source?: Readonly<Record<string, readonly string[]>> } {
  const groups = groupBy(using, ({ source }) => source);
  if (groups.size < 2) return {};
  const named = [...groups].flatMap(([source, all]) =>
    source === null ? [] : [[source, sortedNames(all.map(({ item: { name } }) => name))] as const],
  );
  return { by_source: Object.fromEntries(named.slice(0, mostListed)) };
}

/** EKS, Azure and Google Cloud give the roles of their clouds by these annotations. */
const cloudAnnotations = [
  'azure.workload.identity/client-id',
  'eks.amazonaws.com/role-arn',
  'iam.gke.io/gcp-service-account',
];

function hasCloudRole(object: KubernetesObject): boolean {
  const annotations = at(object, ['metadata', 'annotations']);
  return cloudAnnotations.some((name) => typeof at(annotations, [name]) === 'string');
}

function isAnywhere({ item }: Claim<{ readonly namespace: string }>): boolean {
  return item.namespace === anyNamespace;
}

function toAccount({ item, ...claims }: Claim<Pod>): Claim<Account> {
  return { ...claims, item: { namespace: item.namespace, name: item.account, mounts: null, cloud: false } };
}

type Sources = readonly (string | null)[];

/** A pod's own `automountServiceAccountToken` takes precedence over its account's. The default is true. */
function mountingIn(
  using: readonly Claim<Pod>[],
  accounts: readonly Claim<Account>[],
  more: Sources,
): { readonly surely: Sources; readonly maybe: Sources } {
  const wanted = using.filter(({ item }) => item.mounts !== false);
  const [own, left] = [
    wanted.filter(({ item }) => item.mounts === true),
    wanted.filter(({ item }) => item.mounts === null),
  ];
  // Of several definitions of an account, the one that mounts counts: which of them the cluster has is not known.
  const copies = accounts.length > 0 ? copiesOf(accounts) : [];
  const words = new Set(copies.map((each) => each.some(({ mounts }) => mounts !== false)));
  const isSure = words.size > 0 ? uncertainSources(accounts).length === 0 && words.size === 1 : more.length === 0;
  if (!isSure)
    return { surely: certainSources(own), maybe: [...uncertainSources(own), ...left.map(({ source }) => source)] };
  const mounting = words.has(false) ? own : [...own, ...left];
  return { surely: certainSources(mounting), maybe: uncertainSources(mounting) };
}
