/** What rules are told beside an object, as `input.parameters` has it. */
import { defaultParameters } from '../foundation/parameters.ts';
import { type ParametersByRule, type ParametersFor } from '../model/parameter.ts';
import { type Rule } from '../model/rule.ts';
import { type RuleName } from './interest.ts';

/** The same for every object: what the headers declare. */
export function asDeclared(rules: readonly Rule[]): ParametersFor {
  const byRule = defaultParameters(rules);
  return () => ({ key: '', byRule });
}

/** Of these rules alone: all of it is written out for each evaluation. */
export function parametersOf(rules: readonly RuleName[], byRule: ParametersByRule): ParametersByRule {
  const ids = rules.map((rule) => rule.join('/'));
  return Object.fromEntries(ids.flatMap((id) => (byRule[id] === undefined ? [] : [[id, byRule[id]]])));
}
