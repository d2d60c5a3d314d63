/** What roles allow: their own rules, or those of the ClusterRoles that they aggregate. */
import { distinctBy } from '../foundation/groups.ts';
import { canonical } from '../foundation/json.ts';
import { isBuiltInRole, type WithBuiltIn } from './built-in-roles.ts';
import { copiesOf } from './copies.ts';
import { answer, type Claim, exists, type FactAnswer, uncertainSources } from './family.ts';
import { type ByNamespaceAndName, named } from './named.ts';
import { type Role, type RoleRule } from './rbac-items.ts';
import { type Select, selecting, type Selector } from './selection.ts';

/** What rules of Plimsoll read about a role. */
export interface RoleFacts {
  readonly exists: FactAnswer;
  /** Whether all of its rules are known. */
  readonly whole: FactAnswer;
  readonly rules: readonly RoleRule[];
  /** The rules that Kubernetes gives it, if the repository defines one of Kubernetes' own roles. */
  readonly built_in?: readonly RoleRule[];
}

/** Maximum number of rules that aggregated roles of a cluster have together. A role cut by it is not `whole`. */
const mostAggregated = 100_000;

/** Maximum number of roles and selectors that are looked at for the aggregated roles of a cluster. */
const mostSteps = 10_000_000;

export function rolesIn(
  { roles, isListed }: Pick<WithBuiltIn, 'roles' | 'isListed'>,
  unseen: readonly (string | null)[],
): ByNamespaceAndName<RoleFacts> {
  const aggregate = aggregating(roles);
  const may = [unseen, uncertainSources(roles)];
  const listed = roles.filter(({ item }) => isListed(item));
  return named(listed, (_, claims) => {
    const unsure = uncertainSources(claims);
    const copies = copiesOf(claims);
    const definitions = copies.flat();
    const rulesOf = ({ aggregates, rules }: Role): Aggregated =>
      aggregates === null ? { rules, isWhole: true } : aggregate(aggregates);
    const { rules, isWhole } = knownOf(copies.map((each) => unionOf(each.map(rulesOf))));
    const own = unionOf(definitions.filter(isBuiltInRole).map(rulesOf));
    const isBoth = definitions.some(isBuiltInRole) && !definitions.every(isBuiltInRole);
    const isAggregated = definitions.some(({ aggregates }) => aggregates !== null);
    return {
      exists: exists(claims),
      whole: whole(unsure, ...(isAggregated ? may : []), isWhole ? [] : [null]),
      rules,
      ...(isBoth ? { built_in: own.rules } : {}),
    };
  });
}

/** The cluster has one of these definitions: what is dangerous about any of them counts. */
function unionOf(definitions: readonly Aggregated[]): Aggregated {
  const rules = definitions.flatMap((each) => each.rules);
  return {
    rules: definitions.length > 1 ? distinctBy(rules, canonical) : rules,
    isWhole: definitions.every(({ isWhole }) => isWhole),
  };
}

/** Where definitions are for different clusters, only what all of them allow is known. */
function knownOf([first = unionOf([]), ...others]: readonly Aggregated[]): Aggregated {
  if (others.length === 0) return first;
  const allow = others.map((each) => new Set(each.rules.map(canonical)));
  const rules = first.rules.filter((each) => allow.every((words) => words.has(canonical(each))));
  const isSame = rules.length === first.rules.length && allow.every(({ size }) => size <= rules.length);
  return { rules, isWhole: isSame && [first, ...others].every(({ isWhole }) => isWhole) };
}

/** Whether all rules of a role are known. */
function whole(...may: readonly (readonly (string | null)[])[]): FactAnswer {
  const all = answer([], ...may);
  return all.is === 'unknown' ? all : { is: 'yes', from: () => [] };
}

/** The rules of the ClusterRoles that selectors select. */
interface Aggregated {
  readonly rules: readonly RoleRule[];
  readonly isWhole: boolean;
}

/** Computes what equal selectors select once. */
function aggregating(roles: readonly Claim<Role>[]): (selectors: readonly Selector[]) => Aggregated {
  const certain = roles.filter(({ item, isCertain }) => item.namespace === '' && isCertain).map(({ item }) => item);
  const direct = selectingOnce(selecting(certain, (item) => item));
  const before = new Map<string, Aggregated>();
  let [left, stepsLeft] = [mostAggregated, mostSteps];
  const all = (selectors: readonly Selector[]): Aggregated => {
    const key = JSON.stringify(selectors);
    const known = before.get(key);
    if (known !== undefined) return known;
    const { found, isWhole, steps } = reached(selectors, direct, stepsLeft);
    stepsLeft -= steps;
    const now = {
      rules: distinctBy(
        found.flatMap(({ rules }) => rules),
        canonical,
      ),
      isWhole,
    };
    before.set(key, now);
    return now;
  };
  return (selectors) => {
    const { rules, isWhole } = all(selectors);
    const kept = rules.slice(0, left);
    left -= kept.length;
    return { rules: kept, isWhole: isWhole && kept.length === rules.length };
  };
}

type Direct = (selector: Selector) => readonly Role[] | null;

function selectingOnce(select: Select<Role>): Direct {
  const before = new Map<string, readonly Role[] | null>();
  return (selector) => {
    const key = JSON.stringify(selector);
    const known = before.get(key);
    if (known !== undefined) return known;
    const now = select('', selector);
    before.set(key, now);
    return now;
  };
}

/** What selectors reach, and how many steps it took. */
interface Reached {
  readonly found: readonly Role[];
  readonly isWhole: boolean;
  readonly steps: number;
}

/**
 * The roles that selectors select, and those that these aggregate in turn. A role that is aggregated has only the rules of
 * others, however the control plane gets to them.
 */
function reached(selectors: readonly Selector[], direct: Direct, most: number): Reached {
  const [found, seen] = [new Set<Role>(), new Set<readonly Role[]>()];
  const waiting = [...selectors];
  let [isWhole, steps] = [true, 0];
  for (const selector of waiting) {
    steps += 1;
    const selected = direct(selector);
    if (selected === null || steps + selected.length > most) isWhole = false;
    else if (!seen.has(selected)) {
      seen.add(selected);
      steps += selected.length;
      for (const role of selected) {
        if (!found.has(role)) waiting.push(...(role.aggregates ?? []));
        found.add(role);
      }
    }
  }
  return { found: [...found], isWhole, steps };
}
