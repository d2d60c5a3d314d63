/** `plimsoll rules`: lists the rules, or describes one of them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cwd, stdout } from 'node:process';
import { ConfigurationError } from '../foundation/errors.ts';
import { rankOf } from '../foundation/severity.ts';
import { type Rule } from '../model/rule.ts';
import { type Config, emptyConfig, parseConfig } from '../policy/config/config.ts';
import { isInSets, rulesAlike, standingOf } from '../policy/standing.ts';
import { ownFile } from '../policy/trust.ts';
import { type World } from '../run/open/world.ts';
import { workTreeAt } from '../snapshot/run-git.ts';
import { type RulesFlags } from './flags.ts';
import { type RuleHere } from './rules-schema.ts';
import { describeRule, listRules, rulesJson, type RuleSet } from './say-rules.ts';
import { usualColumns } from './say.ts';
import { complain, isTerminal } from './streams.ts';

/** Text is not wrapped narrower than this. Columns. */
const leastColumns = 40;

/** @throws {ConfigurationError} if no rule has this id, or the file of `--config` can't be used. */
export async function rulesText(
  { packs, rules }: Pick<World, 'packs' | 'rules'>,
  id: string | null,
  flags: RulesFlags,
): Promise<string> {
  const builtIn = new Set(packs[0]?.rules.map((rule) => rule.id));
  const sorted = [...rules].sort((left, right) => (left.id < right.id ? -1 : 1));
  const hereOf = howRulesRun(await configOf(flags), sorted);
  const chosen: RuleSet = {
    rules: id === null ? sorted.filter((rule) => isWanted(rule, hereOf(rule), flags)) : [ruleNamed(id, sorted)],
    builtIn,
    hereOf,
  };
  if (flags.format === 'json') return rulesJson(chosen);
  const [rule] = chosen.rules;
  const columns = Math.max(leastColumns, stdout.columns || usualColumns);
  // What is piped has one line for each rule.
  if (id === null || rule === undefined)
    return listRules(chosen, isTerminal() && flags.output === undefined ? columns : null);
  return describeRule(rule, { builtIn: builtIn.has(rule.id), here: hereOf(rule) }, columns);
}

/** Null if the configuration of the folder is not valid: the list of rules may be needed to correct it. */
async function configOf({ config }: RulesFlags): Promise<Config | null> {
  const file = config ?? join(workTreeAt(cwd()) ?? cwd(), ownFile);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null && config !== undefined)
    throw new ConfigurationError(config, `${config} can't be read; --config names a file.`, 'usage');
  if (text === null) return emptyConfig;
  try {
    return parseConfig(config ?? ownFile, text);
  } catch (thrown) {
    if (!(thrown instanceof ConfigurationError) || config !== undefined) throw thrown;
    complain(`${thrown.message}\nWhich rules run here is not shown, because the configuration is not valid.`);
    return null;
  }
}

function howRulesRun(config: Config | null, rules: readonly Rule[]): RuleSet['hereOf'] {
  if (config === null) return () => null;
  const standing = standingOf(config, rules, 'review');
  return ({ id, severity, enforcement }): RuleHere => {
    const change = config.rules[id];
    const stands = standing(id);
    return {
      runs: stands === null ? 'off' : stands.isChosen ? 'on' : 'lost',
      severity: change?.severity ?? severity,
      enforcement: change?.enforcement ?? enforcement,
    };
  };
}

function isWanted(rule: Rule, here: RuleHere | null, { sets, severity, enforcement, on }: RulesFlags): boolean {
  const { severity: own, enforcement: kind } = here ?? rule;
  return (
    (sets === undefined || isInSets(rule, sets)) &&
    (severity === undefined || rankOf(own) <= rankOf(severity)) &&
    (enforcement === undefined || kind === enforcement) &&
    (!on || here?.runs === 'on')
  );
}

function ruleNamed(id: string, rules: readonly Rule[]): Rule {
  const rule = rules.find((each) => each.id === id);
  if (rule !== undefined) return rule;
  const message = `there is no rule ${id}; expected ${rulesAlike(id, rules)} (plimsoll rules lists all).`;
  throw new ConfigurationError('ID', message, 'usage');
}
