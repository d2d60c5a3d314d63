/** Checks the parameters that a configuration sets against the headers of the rules. */
import { fitsType, typeWords } from '../foundation/parameters.ts';
import { type Path } from '../model/json.ts';
import { type ParameterType } from '../model/parameter.ts';
import { type Rule } from '../model/rule.ts';
import { shown } from './config/issues.ts';
import { type TrustedConfig } from './trusted-config.ts';

/** One message for each fault: file, line, key, what was expected, and what was found. */
export function parameterFaults({ file, value, lineOf }: TrustedConfig, rules: readonly Rule[]): string[] {
  return rules.flatMap((rule) => {
    const { parameters = {}, where = [] } = value.rules[rule.id] ?? {};
    const path = ['rules', rule.id];
    const faults = [
      ...faultsIn(rule, parameters, [...path, 'parameters']),
      ...where.flatMap((entry, index) => faultsIn(rule, entry.parameters, [...path, 'where', index, 'parameters'])),
    ];
    return faults.map(({ path: key, text }) => `${file}:${lineOf(key)}: ${key.join('.')}: ${text}`);
  });
}

interface Fault {
  readonly path: Path;
  readonly text: string;
}

function faultsIn({ id, parameters = {} }: Rule, given: Readonly<Record<string, unknown>>, path: Path): Fault[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const declared = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    const here = [...path, name];
    if (declared !== undefined) return faultOf(declared.type, value, here);
    const known = Object.keys(parameters);
    const expected =
      known.length === 0
        ? 'it has no parameters'
        : `expected ${known.length === 1 ? '' : 'one of '}${known.join(', ')}`;
    return [{ path: here, text: `${id} has no parameter ${name}; ${expected}` }];
  });
}

function faultOf(type: ParameterType, value: unknown, path: Path): Fault[] {
  if (fitsType(type, value)) return [];
  if (type === 'strings' && Array.isArray(value))
    return value.flatMap((item: unknown, index) => faultOf('string', item, [...path, index]));
  const quotes = type === 'string' && typeof value === 'number' ? '; put it in quotes' : '';
  return [{ path, text: `expected ${typeWords[type]}, got ${shown(value)}${quotes}` }];
}
