/** `plimsoll rules`: lists the rules, or describes one of them. */
import { stdout } from 'node:process';
import { ConfigurationError } from '../foundation/errors.ts';
import { type Rule } from '../model/rule.ts';
import { rulesAlike } from '../policy/standing.ts';
import { type World } from '../run/open/world.ts';
import { type RulesFlags } from './flags.ts';
import { describeRule, listRules, rulesJson, type RuleSet } from './say-rules.ts';
import { usualColumns } from './say.ts';

/** Text is not wrapped narrower than this. Columns. */
const leastColumns = 40;

/** @throws {ConfigurationError} if no rule has this id. */
export function rulesText(
  { packs, rules }: Pick<World, 'packs' | 'rules'>,
  id: string | null,
  flags: RulesFlags,
): string {
  const builtIn = new Set(packs[0]?.rules.map((rule) => rule.id));
  const sorted = [...rules].sort((left, right) => (left.id < right.id ? -1 : 1));
  const chosen: RuleSet = { rules: id === null ? sorted : [ruleNamed(id, sorted)], builtIn };
  if (flags.format === 'json') return rulesJson(chosen);
  const [rule] = chosen.rules;
  if (id === null || rule === undefined) return listRules(chosen);
  return describeRule(rule, builtIn.has(rule.id), Math.max(leastColumns, stdout.columns || usualColumns));
}

function ruleNamed(id: string, rules: readonly Rule[]): Rule {
  const rule = rules.find((each) => each.id === id);
  if (rule !== undefined) return rule;
  const message = `there is no rule ${id}; expected ${rulesAlike(id, rules)} (plimsoll rules lists all).`;
  throw new ConfigurationError('ID', message, 'usage');
}
