/** Finds which parameters the Rego of a rule reads, directly or through other packages. */
import { distinctBy } from '../../foundation/groups.ts';
import { type Rule } from '../../model/rule.ts';
import { type Reference } from './references.ts';

/** A parameter, with the id of its rule. */
export interface ParameterRead {
  readonly rule: string;
  readonly name: string;
}

/** Null if it reads parameters, but which ones can't be determined. */
export type ParametersReached = readonly ParameterRead[] | null;

/** The parameters that each module reads, by file. */
export function parametersReached(
  references: ReadonlyMap<string, readonly Reference[]>,
): ReadonlyMap<string, ParametersReached> {
  return new Map([...references].map(([file, all]) => [file, reachedBy(all)]));
}

function reachedBy(references: readonly Reference[]): ParametersReached {
  const read = references.filter(mayBeParameters).map(parameterOf);
  const told = read.flatMap((each) => each ?? []);
  return told.length < read.length ? null : distinctBy(told, ({ rule, name }) => `${rule} ${name}`);
}

/** `input` as a whole contains them too. */
function mayBeParameters([first, second = null]: Reference): boolean {
  return first === 'input' && (second === 'parameters' || second === null);
}

/** `input.parameters["image/not-pinned"].floating_tags`. */
function parameterOf([, second, rule = null, name = null]: Reference): ParameterRead | null {
  return second !== 'parameters' || rule === null || name === null ? null : { rule, name };
}

/** Compares the parameters that a header declares with those that the rule's Rego reads. */
export function undeclaredFaults(
  { id, parameters = {} }: Pick<Rule, 'id' | 'parameters'>,
  read: ParametersReached,
): string[] {
  const own = `input.parameters["${id}"].<name>`;
  if (read === null)
    return [`cannot determine which parameters the rule reads; write ${own}, and do not use input as a whole`];
  const others = read.filter(({ rule }) => rule !== id);
  if (others.length > 0)
    return others.map(
      ({ rule, name }) => `the rule reads ${name} of ${rule}; a rule may only read its own parameters, ${own}`,
    );
  const names = read.map(({ name }) => name);
  return [
    ...names.filter((name) => !Object.hasOwn(parameters, name)).map((name) => `has no ${name}, which the rule reads`),
    ...Object.keys(parameters)
      .filter((name) => !names.includes(name))
      .map((name) => `has ${name}, which the rule does not read`),
  ];
}
