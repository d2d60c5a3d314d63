/** Which settings of a rule would let more pass than the layers below. */
import { type Path } from '../../model/json.ts';
import { type Enforcement, type Rule, type Severity } from '../../model/rule.ts';
import { reaches, rankOf } from '../../foundation/severity.ts';
import { type RuleChange } from '../config/rules.ts';

/** A setting that would loosen what holds. */
export interface Loosened {
  readonly path: Path;
  /** The end of a sentence about the key: what it would do. */
  readonly what: string;
}

/** How a rule counts in the layers below. */
export interface RuleBelow {
  readonly rule: Rule;
  /** What these layers write about the rule. */
  readonly change: RuleChange;
  /** Whether it runs, also if only for lost protections. */
  readonly runs: boolean;
}

/** The severity of findings in pods that the API server would refuse, unless the configuration sets one. */
const ofRefused: Severity = 'high';

/**
 * What an entry of `rules` would loosen; nothing if the rule does not run below. Parameters have no known direction: a change
 * of one counts as loosening.
 */
export function loosenedIn(below: RuleBelow, upper: RuleChange): Loosened[] {
  if (!below.runs) return [];
  const path = ['rules', below.rule.id];
  const said = [
    ['enabled', upper.enabled === false ? 'turns the rule off' : null],
    ['severity', severityLoosened(below, upper)],
    ['enforcement', enforcementLoosened(below, upper)],
    ['effective', effectiveLoosened(below, upper)],
    ['where', (upper.where ?? []).length === 0 ? null : whereWords],
  ] as const;
  return [
    ...said.flatMap(([key, what]) => (what === null ? [] : [{ path: [...path, key], what }])),
    ...parametersLoosened(below, upper).map((name) => ({ path: [...path, 'parameters', name], what: parameterWords })),
  ];
}

const whereWords = 'has parameters for some objects, and whether they are stricter cannot be told';
const parameterWords = 'is another parameter, and whether it is stricter cannot be told';

function severityLoosened({ rule, change }: RuleBelow, { severity }: RuleChange): string | null {
  if (severity === undefined) return null;
  const before = change.severity ?? rule.severity;
  if (rankOf(severity) > rankOf(before)) return `lowers the severity from ${before} to ${severity}`;
  // A severity that is set also holds where the API server would refuse the pod.
  const lowersRefused = rule.level !== undefined && change.severity === undefined && !reaches(severity, ofRefused);
  return lowersRefused
    ? `lowers the severity from ${ofRefused} to ${severity} where a namespace enforces the rule`
    : null;
}

function enforcementLoosened(below: RuleBelow, { enforcement }: RuleChange): string | null {
  return enforcement === 'warn' && enforcementOf(below) === 'deny' ? 'only warns, instead of deny' : null;
}

function effectiveLoosened(below: RuleBelow, { effective }: RuleChange): string | null {
  if (effective === undefined || enforcementOf(below) !== 'deny') return null;
  const { effective: before } = below.change;
  if (before !== undefined && effective <= before) return null;
  return `only warns until ${effective}, instead of ${before === undefined ? 'denying now' : `until ${before}`}`;
}

function enforcementOf({ rule, change }: RuleBelow): Enforcement {
  return change.enforcement ?? rule.enforcement;
}

function parametersLoosened({ rule, change }: RuleBelow, { parameters = {} }: RuleChange): string[] {
  const before = (name: string): unknown =>
    change.parameters !== undefined && Object.hasOwn(change.parameters, name)
      ? change.parameters[name]
      : rule.parameters?.[name]?.default;
  return Object.entries(parameters).flatMap(([name, value]) =>
    JSON.stringify(value) === JSON.stringify(before(name)) ? [] : [name],
  );
}
