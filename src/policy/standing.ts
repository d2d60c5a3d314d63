/** Applies the configuration to rules: severity and enforcement. */
import { type Config } from './config/config.ts';
import { isNear } from './config/issues.ts';
import { type ChosenSet } from './config/rules.ts';
import { type RuleStanding } from '../findings/compare/compare.ts';
import { ConfigurationError } from '../foundation/errors.ts';
import { rankOf } from '../foundation/severity.ts';
import { type Mode } from '../model/report.ts';
import { isComparing, isOfAdded, isOfRemoved, type Rule, severities, type Severity } from '../model/rule.ts';
import { parameterFaults } from './parameter-faults.ts';
import { type TrustedConfig } from './trusted-config.ts';

/**
 * How each rule counts under the configuration. A rule with `report: lost` counts one severity higher in a review, where it
 * reports a lost protection, and as low in an audit, which has no base to compare with.
 */
export function standingOf(config: Config, rules: readonly Rule[], mode: Mode): RuleStanding {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return (id) => {
    const rule = byId.get(id);
    if (rule === undefined) return null;
    const changed = config.rules[id];
    const isChosen = changed?.enabled ?? isInSets(rule, config.sets);
    if (!isChosen && (changed?.enabled === false || !isKept(rule, config.sets, mode))) return null;
    const severity = changed?.severity ?? rule.severity;
    const isSet = changed?.severity === undefined ? {} : { isSet: true as const };
    const enforcement = changed?.enforcement ?? rule.enforcement;
    // These only say what the change takes away.
    const isOfChange = isComparing(rule) || isOfRemoved(rule) || isOfAdded(rule);
    if (rule.report !== 'lost')
      return { severity, ...isSet, enforcement, report: isChosen || isOfChange ? 'always' : 'lost', isChosen };
    if (mode === 'audit') return { severity: 'low', enforcement, report: 'always', isChosen };
    return { severity: oneHigher(severity), ...isSet, enforcement, report: 'lost', isChosen };
  };
}

/**
 * Whether a rule that is not chosen reports lost protections: with the set `default`, those of the set `restricted` do. In an
 * audit, only the rules of a Pod Security level count, for namespaces that ask for it.
 */
function isKept({ sets = [], level }: Rule, chosen: readonly ChosenSet[], mode: Mode): boolean {
  return chosen.includes('default') && sets.includes('restricted') && (mode === 'review' || level !== undefined);
}

function oneHigher(severity: Severity): Severity {
  return severities[rankOf(severity) - 1] ?? 'critical';
}

/** Whether a rule is in one of these sets. A user's rule whose header has no sets runs whichever sets are chosen. */
export function isInSets({ sets: own }: Rule, chosen: readonly ChosenSet[]): boolean {
  if (own === undefined || chosen.includes('all')) return true;
  return own.some((set) => chosen.includes(set));
}

/**
 * Checks that all rules and parameters named in the configuration exist, and the values of the parameters: a misspelt one
 * would silently have no effect.
 *
 * @throws {ConfigurationError} that names the unknown ids, the unknown parameters and the wrong values.
 */
export function requireKnownRules(trusted: TrustedConfig, rules: readonly Rule[]): void {
  const { file, value, lineOf } = trusted;
  const known = new Set(rules.map(({ id }) => id));
  const named = [
    ...Object.keys(value.rules).map((id) => ({ id, path: ['rules', id] })),
    ...value.waivers.map(({ rule: id }, index) => ({ id, path: ['waivers', index, 'rule'] })),
  ].filter(({ id }) => !known.has(id));
  const unknown = named.map(({ id, path }) => {
    const expected = rulesAlike(id, rules);
    return `${file}:${lineOf(path)}: ${path.join('.')}: there is no rule ${id}; expected ${expected} (plimsoll rules lists all; rules of your own need --policies).`;
  });
  const messages = [...unknown, ...parameterFaults(trusted, rules)];
  if (messages.length > 0) throw new ConfigurationError(file, messages.join('\n'));
}

/** Names rules of the same group, with the same name in another group or with nearly the same letters, for a message about an unknown id. */
export function rulesAlike(id: string, rules: readonly Rule[]): string {
  const near = alike(id, rules);
  return near.length === 0 ? 'a rule' : `one of ${near.join(', ')}`;
}

/** Ids of rules; empty if none is near. */
export function alike(id: string, rules: readonly Rule[]): readonly string[] {
  const [group, name = group] = id.split('/');
  const ids = rules.map((rule) => rule.id);
  const near = ids.filter((each) => each.split('/')[0] === group || each.split('/')[1] === name);
  if (near.length > 0) return near;
  const letters = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return ids.filter((each) => [each, each.split('/')[1] ?? ''].some((one) => isNear(letters(id), letters(one))));
}
