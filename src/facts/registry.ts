/** The registry of all families of facts: a new family is a file in this folder and an entry here. */
import { exposure } from './exposure.ts';
import { identities } from './identities.ts';
import { images } from './images.ts';
import { namespaces } from './namespaces.ts';
import { networkPolicies } from './network-policies.ts';
import { rbac } from './rbac.ts';
import { services } from './services.ts';
import { workloads } from './workloads.ts';

/** Families that answer for each cluster, by the name in `data.facts.targets[…].<name>`. */
export const families = {
  namespaces,
  workloads,
  services,
  network_policies: networkPolicies,
  rbac,
  identities,
  exposure,
  images,
} as const;

/** Families that answer for the whole repository: `data.facts.<name>`. */
export const ofRepository = ['sbom'] as const;

/** The key under which the sources of answers are: `data.facts.targets[…].from.<name>`. */
export const origins = 'from';

/** What a rule's header may list in `facts`. */
export const readable: readonly string[] = [...Object.keys(families), ...ofRepository, origins];

type Families = typeof families;
type ItemsIn<F> = F extends { readonly lists: infer L }
  ? { readonly [K in keyof L]: L[K] extends { readonly item: { readonly _output: infer T } } ? T : never }
  : never;
type Intersection<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer I) => void ? I : never;

/** The items that all families store. */
export type AllItems = Intersection<ItemsIn<Families[keyof Families]>>;
