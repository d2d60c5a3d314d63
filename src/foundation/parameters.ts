/** Default values of parameters, and whether a value fits a type. */
import { type ParameterType, type ParameterValue, type ParametersByRule } from '../model/parameter.ts';
import { type Rule } from '../model/rule.ts';

/** Whether a parameter of this type may have the value. */
export function fitsType(type: ParameterType, value: unknown): value is ParameterValue {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'strings':
      return Array.isArray(value) && value.every((each) => typeof each === 'string');
  }
}

/** What messages call a value of each type. */
export const typeWords: Readonly<Record<ParameterType, string>> = {
  string: 'a string',
  integer: 'an integer',
  boolean: 'true or false',
  strings: 'a list of strings',
};

/** The defaults in the headers of these rules. */
export function defaultParameters(rules: readonly Pick<Rule, 'id' | 'parameters'>[]): ParametersByRule {
  return Object.fromEntries(
    rules.flatMap(({ id, parameters = {} }) => {
      const all = Object.entries(parameters).map(([name, parameter]) => [name, parameter.default] as const);
      return all.length === 0 ? [] : [[id, Object.fromEntries(all)]];
    }),
  );
}
