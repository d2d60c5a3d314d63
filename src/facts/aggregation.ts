/** What roles allow: their own rules, or those of the ClusterRoles that they aggregate. */
import { distinctBy } from '../foundation/groups.ts';
import { canonical } from '../foundation/json.ts';
import { answer, type Claim, exists, type FactAnswer, type Heap, uncertainSources } from './family.ts';
import { type ByNamespaceAndName, named } from './named.ts';
import { type RbacItems, type Role, type RoleRule } from './rbac-items.ts';
import { type Select, selecting, type Selector } from './selection.ts';

/** What rules of Plimsoll read about a role. */
export interface RoleFacts {
  readonly exists: FactAnswer;
  /** Whether all of its rules are known. */
  readonly whole: FactAnswer;
  readonly rules: readonly RoleRule[];
}

/** Maximum number of rules that aggregated roles of a cluster have together. A role cut by it is not `whole`. */
const mostAggregated = 100_000;

/** Maximum number of roles and selectors that are looked at for the aggregated roles of a cluster. */
const mostSteps = 10_000_000;

export function rolesIn(heap: Heap<RbacItems>): ByNamespaceAndName<RoleFacts> {
  const roles = heap.claims('roles');
  const aggregate = aggregating(roles);
  const may = [heap.unseen('roles'), uncertainSources(roles)];
  return named(roles, (item, claims) => {
    const own = uncertainSources(claims);
    if (item.aggregates === null) {
      const { rules, isWhole } = agreed(item, claims);
      return { exists: exists(claims), whole: whole(own, isWhole ? [] : [null]), rules };
    }
    const { rules, isWhole } = aggregate(item.aggregates);
    return { exists: exists(claims), whole: whole(own, ...may, isWhole ? [] : [null]), rules };
  });
}

/** If sources define a role differently, it may be each of them: only what all of them allow is known. */
function agreed(first: Role, claims: readonly Claim<Role>[]): Aggregated {
  const others = claims.filter(({ item, isCertain }) => isCertain && item !== first);
  const allow = others.map(({ item }) => new Set(item.rules.map(canonical)));
  const rules = first.rules.filter((each) => allow.every((words) => words.has(canonical(each))));
  const isWhole = rules.length === first.rules.length && allow.every(({ size }) => size <= rules.length);
  return { rules, isWhole };
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
