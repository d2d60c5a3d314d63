/** Whether the facts of the family `rbac` allow a request, as Kubernetes decides it from the objects. */
import { z } from 'zod';
import { subjectsOf } from '../../src/facts/grants.ts';

/** A request, as the API server asks its authorizers about it. */
export type Attributes = ResourceAttributes | UrlAttributes;

export interface ResourceAttributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  /** Empty for the resource itself. */
  readonly subresource: string;
  /** Empty for requests that name no object: list, watch, create and deletecollection. */
  readonly name: string;
  /** Empty for objects without one, and for those of all namespaces. */
  readonly namespace: string;
}

export interface UrlAttributes {
  readonly verb: string;
  readonly url: string;
}

export interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** Who asks: a service account, or a user in groups. */
export type Asker = { readonly account: Account } | { readonly user: string; readonly groups: readonly string[] };

const rule = z.object({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  verbs: z.array(z.string()),
  resourceNames: z.array(z.string()),
  nonResourceURLs: z.array(z.string()),
});
const reference = z.object({ namespace: z.string(), name: z.string() });
const given = reference.extend({ role: reference });
const byNamespace = <T extends z.ZodType>(entry: T): z.ZodRecord<z.ZodString, z.ZodRecord<z.ZodString, T>> =>
  z.record(z.string(), z.record(z.string(), entry));

/** What the facts have of the family. */
const factsSchema = z.object({
  roles: byNamespace(z.object({ rules: z.array(rule) })),
  subjects: z.record(z.string(), z.array(given)),
  accounts: byNamespace(z.object({ whole: z.string(), grants: z.array(given) })),
});

type Rule = z.infer<typeof rule>;
type Given = z.infer<typeof given>;

export interface Authorizer {
  readonly may: (who: Asker, what: Attributes) => boolean;
}

/** @param facts `data.facts.targets[…].rbac`. */
export function authorizerOf(facts: unknown): Authorizer {
  const { roles, subjects, accounts } = factsSchema.parse(facts);
  const bySubject = new Map(Object.entries(subjects));
  const grantsOf = (who: Asker): readonly Given[] => {
    if ('user' in who) return subjectsOfUser(who).flatMap((subject) => bySubject.get(subject) ?? []);
    const known = accounts[who.account.namespace]?.[who.account.name];
    return known?.grants ?? subjectsOf(who.account).flatMap((subject) => bySubject.get(subject) ?? []);
  };
  return {
    may: (who, what) =>
      grantsOf(who)
        .filter((grant) => grant.namespace === '' || ('resource' in what && grant.namespace === what.namespace))
        .flatMap(({ role }) => roles[role.namespace]?.[role.name]?.rules ?? [])
        .some((each) => allows(each, what)),
  };
}

/** A user that is a service account has the grants of both. */
function subjectsOfUser({ user, groups }: { readonly user: string; readonly groups: readonly string[] }): string[] {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):(.+)$/.exec(user) ?? [];
  const account = namespace === undefined || name === undefined ? [] : [`ServiceAccount ${namespace}/${name}`];
  return [`User ${user}`, ...account, ...groups.map((group) => `Group ${group}`)];
}

/** Whether one rule of a role allows a request. */
function allows(by: Rule, what: Attributes): boolean {
  if (!has(by.verbs, what.verb)) return false;
  if ('url' in what) return by.nonResourceURLs.some((pattern) => isUnder(pattern, what.url));
  const { group, resource, subresource, name } = what;
  const whole = subresource === '' ? resource : `${resource}/${subresource}`;
  return (
    has(by.apiGroups, group) &&
    (has(by.resources, whole) || (subresource !== '' && by.resources.includes(`*/${subresource}`))) &&
    (by.resourceNames.length === 0 || by.resourceNames.includes(name))
  );
}

function has(words: readonly string[], word: string): boolean {
  return words.includes('*') || words.includes(word);
}

/** A pattern of URLs may end with `*`. */
function isUnder(pattern: string, url: string): boolean {
  if (pattern === url) return true;
  return pattern.endsWith('*') && url.startsWith(pattern.replace(/\*+$/, ''));
}
