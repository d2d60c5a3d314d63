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
  const ids = rules.map((rule) => rule.join('/'));
  return Object.fromEntries(ids.flatMap((id) => (byRule[id] === undefined ? [] : [[id, byRule[id]]])));
}
