/** What a base branch's own configuration adds to that of the default branch: it may tighten, and nothing else. */
import { reaches } from '../../foundation/severity.ts';
import { type Path } from '../../model/json.ts';
import { type FailOn } from '../../model/report.ts';
import { type Rule } from '../../model/rule.ts';
import { completed, type Config, type WrittenConfig } from '../config/config.ts';
import { type ChosenSet, type RuleChange } from '../config/rules.ts';
import { standingOf } from '../standing.ts';
import { mergedOver } from './layer.ts';
import { type Loosened, loosenedIn } from './loosened.ts';

export interface Tightened {
  readonly config: Config;
  /** What the upper configuration sets and is not taken, in its order. */
  readonly left: readonly Loosened[];
  /** What is taken of it. */
  readonly taken: WrittenConfig;
}

/** What a threshold is if nothing sets it. */
export const usualFailOn: FailOn = 'high';

/**
 * The lower configuration with what the upper one adds or tightens: rules and sets that are turned on, higher severities,
 * `deny`, an earlier `effective`, a lower `failOn`, and `failOnExistingProblems`. Everything else is left, because it can
 * let a finding pass (`exclude`, waivers, parameters), or because which one is stricter cannot be told
 * (`kubernetesVersion`, `charts`).
 */
export function tightenedBy(lower: Config, upper: WrittenConfig, rules: readonly Rule[]): Tightened {
  const { sets, rules: changes = {}, failOn, failOnExistingProblems, ...others } = upper;
  const ofRules = Object.entries(changes).flatMap(([id, change]) => ruleTightened(id, change, lower, rules));
  const moreSets = [...new Set([...lower.sets, ...(sets ?? [])])];
  const stricter = failOn !== undefined && isStricter(failOn, lower.failOn ?? usualFailOn);
  const taken: WrittenConfig = {
    ...(stricter ? { failOn } : {}),
    ...(failOnExistingProblems === true ? { failOnExistingProblems } : {}),
    ...(moreSets.length > lower.sets.length ? { sets: moreSets } : {}),
    ...(ofRules.length === 0 ? {} : { rules: Object.fromEntries(ofRules.map(({ id, taken: some }) => [id, some])) }),
  };
  const left = [
    ...thresholdLeft(upper, lower),
    ...othersLeft(others, lower),
    ...setsLeft(sets, lower),
    ...ofRules.flatMap((each) => each.left),
  ];
  return { config: completed(mergedOver(lower, taken)), left, taken };
}

interface RuleTightened {
  readonly id: string;
  readonly taken: RuleChange;
  readonly left: readonly Loosened[];
}

function ruleTightened(id: string, change: RuleChange, lower: Config, rules: readonly Rule[]): RuleTightened[] {
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined)
    return [{ id, taken: {}, left: [{ path: ['rules', id], what: 'is for a rule that does not exist' }] }];
  const runs = standingOf(lower, [rule], 'review')(id) !== null;
  const left = loosenedIn({ rule, change: lower.rules[id] ?? {}, runs }, change);
  return [{ id, taken: withoutLoosened(change, left), left }];
}

/** A change of a rule without what would loosen it. */
export function withoutLoosened({ parameters = {}, ...change }: RuleChange, left: readonly Loosened[]): RuleChange {
  const keys = new Set(left.map(({ path }) => path.slice(2).join('.')));
  const kept = Object.entries(parameters).filter(([name]) => !keys.has(`parameters.${name}`));
  return {
    ...Object.fromEntries(Object.entries(change).filter(([key]) => !keys.has(key))),
    ...(kept.length === 0 ? {} : { parameters: Object.fromEntries(kept) }),
  };
}

/** Whether fewer findings pass at `one` than at `other`. */
export function isStricter(one: FailOn, other: FailOn): boolean {
  if (one === other || one === 'never') return false;
  return other === 'never' || reaches(other, one);
}

function thresholdLeft({ failOn, failOnExistingProblems }: WrittenConfig, lower: Config): Loosened[] {
  const before = lower.failOn ?? usualFailOn;
  return [
    ...(failOn === undefined || failOn === before || isStricter(failOn, before)
      ? []
      : [{ path: ['failOn'], what: `is ${failOn}, less strict than ${before}` }]),
    ...(failOnExistingProblems === false && lower.failOnExistingProblems
      ? [{ path: ['failOnExistingProblems'], what: 'is false, less strict than true' }]
      : []),
  ];
}

function setsLeft(sets: readonly ChosenSet[] | undefined, lower: Config): Loosened[] {
  if (sets === undefined || sets.includes('all')) return [];
  const missing = lower.sets.filter((set) => !sets.includes(set));
  return missing.length === 0 ? [] : [{ path: ['rules', 'sets'], what: `leaves out ${missing.join(', ')}` }];
}

/** Other keys are left as they are, whatever they are. Those that say the same are not worth a word. */
function othersLeft(others: Omit<WrittenConfig, 'rules' | 'sets'>, lower: Config): Loosened[] {
  return Object.entries(others).flatMap(([key, value]): Loosened[] => {
    const before: unknown = Reflect.get(lower, key);
    if (value === undefined || isWithin(value, before)) return [];
    return [{ path: [key] satisfies Path, what: 'is another one, and only the default branch can set it' }];
  });
}

/** Whether a value is the same, or a list of which the other has every item. */
function isWithin(value: unknown, before: unknown): boolean {
  if (Array.isArray(value) && Array.isArray(before)) {
    const known = new Set(before.map((item) => JSON.stringify(item)));
    return value.every((item) => known.has(JSON.stringify(item)));
  }
  return JSON.stringify(value) === JSON.stringify(before);
}
