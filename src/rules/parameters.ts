/** The content of `input.parameters`. */
import { defaultParameters } from '../foundation/parameters.ts';
import { type ParametersByRule, type ParametersFor } from '../model/parameter.ts';
import { type Rule } from '../model/rule.ts';
import { type RuleName } from './interest.ts';

/** The defaults of the headers, for every object. */
export function asDeclared(rules: readonly Rule[]): ParametersFor {
  const byRule = defaultParameters(rules);
  return () => ({ key: '', byRule });
}

/** Only those of the given rules, because each evaluation serializes all of it. */
export function parametersOf(rules: readonly RuleName[], byRule: ParametersByRule): ParametersByRule {
  const named = idsIn(rules);
  return Object.fromEntries(Object.entries(byRule).filter(([id]) => named.has(id)));
}

/** Objects of the same kind have the same list of rules. */
const ids = new WeakMap<readonly RuleName[], ReadonlySet<string>>();

function idsIn(rules: readonly RuleName[]): ReadonlySet<string> {
  const known = ids.get(rules) ?? new Set(rules.map((rule) => rule.join('/')));
  ids.set(rules, known);
  return known;
}
