/** All families of facts. A new one is a file beside this one, and a line here. */
import { exposure } from './exposure.ts';
import { identities } from './identities.ts';
import { images } from './images.ts';
import { namespaces } from './namespaces.ts';
import { networkPolicies } from './network-policies.ts';
import { rbac } from './rbac.ts';
import { services } from './services.ts';
import { workloads } from './workloads.ts';

/** Those that answer of each cluster, by the name that rules read them by: `data.facts.targets[…].<name>`. */
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

/** Those that answer of the whole repository: `data.facts.<name>`. */
export const ofRepository = ['sbom'] as const;

/** Beside an answer, which sources it comes from: `data.facts.targets[…].from.<name>`. */
export const origins = 'from';

/** What the header of a rule may say that it reads. */
export const readable: readonly string[] = [...Object.keys(families), ...ofRepository, origins];

type Families = typeof families;
type ItemsIn<F> = F extends { readonly lists: infer L }
  ? { readonly [K in keyof L]: L[K] extends { readonly item: { readonly _output: infer T } } ? T : never }
  : never;
type Intersection<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer I) => void ? I : never;

/** What all families keep of objects. */
export type AllItems = Intersection<ItemsIn<Families[keyof Families]>>;
