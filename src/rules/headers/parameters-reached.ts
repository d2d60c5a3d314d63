/** Which parameters the Rego of a rule reaches: by itself, and by the packages that it refers to. */
import { distinctBy } from '../../foundation/groups.ts';
import { type Rule } from '../../model/rule.ts';
import { type Reference } from './references.ts';

/** One parameter of a rule, by the rule's id. */
export interface ParameterRead {
  readonly rule: string;
  readonly name: string;
}

/** Null: it reads parameters, and which cannot be told. */
export type ParametersReached = readonly ParameterRead[] | null;

/** By file, of every module. */
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

/** `input` as a whole holds them too. */
function mayBeParameters([first, second = null]: Reference): boolean {
  return first === 'input' && (second === 'parameters' || second === null);
}

/** `input.parameters["image/not-pinned"].floating_tags`. */
function parameterOf([, second, rule = null, name = null]: Reference): ParameterRead | null {
  return second !== 'parameters' || rule === null || name === null ? null : { rule, name };
}

/** What is wrong with the parameters that a header declares, given those that the rule's Rego reads. */
export function undeclaredFaults(
  { id, parameters = {} }: Pick<Rule, 'id' | 'parameters'>,
  read: ParametersReached,
): string[] {
  const own = `input.parameters["${id}"].<name>`;
  if (read === null) return [`which parameters it reads cannot be told; write ${own}, and no input by itself`];
  const others = read.filter(({ rule }) => rule !== id);
  if (others.length > 0)
    return others.map(({ rule, name }) => `it reads ${name} of ${rule}; a rule reads its own alone, by ${own}`);
  const names = read.map(({ name }) => name);
  return [
    ...names.filter((name) => !Object.hasOwn(parameters, name)).map((name) => `has no ${name}, which the rule reads`),
    ...Object.keys(parameters)
      .filter((name) => !names.includes(name))
      .map((name) => `has ${name}, which the rule does not read`),
  ];
}
