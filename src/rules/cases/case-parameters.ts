/** Reads the parameters of a case from its parameters.json. */
import { join } from 'node:path';
import { defaultParameters, fitsType, typeWords } from '../../foundation/parameters.ts';
import { type ParametersByRule, type ParameterValue } from '../../model/parameter.ts';
import { type Rule } from '../../model/rule.ts';
import { type RuleCase, wrong } from './cases.ts';

/**
 * The parameters of all rules in a case: the defaults, and for the case's own rule those of its parameters.json.
 *
 * @throws {ConfigurationError} for a parameter that the rule does not have, and for a value of another type.
 */
export function parametersOfCase(
  { rule: id, directory, parameters: given }: Pick<RuleCase, 'rule' | 'directory' | 'parameters'>,
  rules: readonly Rule[],
): ParametersByRule {
  const file = join(directory, 'parameters.json');
  const { parameters = {} } = rules.find((rule) => rule.id === id) ?? {};
  const defaults = defaultParameters(rules);
  const own = Object.entries(given).map(([name, value]): [string, ParameterValue] => {
    const declared = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (declared === undefined) throw wrong(file, `parameters of ${id}`, name);
    if (!fitsType(declared.type, value))
      throw wrong(`${file}: ${name}`, typeWords[declared.type], JSON.stringify(value));
    return [name, value];
  });
  return own.length === 0 ? defaults : { ...defaults, [id]: { ...defaults[id], ...Object.fromEntries(own) } };
}
