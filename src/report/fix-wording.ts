/** Sentences about fixes: what was proven, what is risked, and what to do without one. */
import { groupBy } from '../foundation/groups.ts';
import { type Finding } from '../model/report.ts';
import { type Risk, type Rule } from '../model/rule.ts';

/** What is known about a suggestion, and what is not. */
export const PROVEN = 'rendered and re-evaluated, not run.';

/** The header of a rule by its id; null if the rule is not loaded. */
export type RuleOf = (id: string) => Rule | null;

export function ruleOf(rules: readonly Rule[]): RuleOf {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return (id) => byId.get(id) ?? null;
}

/** What to check before applying the fix of these findings, each sentence once; empty if there is nothing. */
export function fixChecks(findings: readonly Finding[], rule: RuleOf): string {
  const checks = findings.map((finding) => rule(finding.rule)?.fixCheck ?? null).filter((check) => check !== null);
  return [...new Set(checks)].join(' ');
}

/** The risk of applying the fix, in sentences; empty if there is none. */
export function riskSentence(risk: Risk, checks: string): string {
  if (risk === 'none') return '';
  const opening = risk === 'may-break' ? 'It may break the workload.' : 'You must decide the values.';
  return checks === '' ? opening : `${opening} To check: ${checks}`;
}

/** The remedies of the rules, and why there is no suggestion, each sentence once. */
export function whatToDo(findings: readonly Finding[], rule: RuleOf): string {
  const whys = whysOf(findings);
  return [...remediesOf(findings, rule), ...(whys.length > 0 ? [`No suggestion: ${whys.join(' ')}`] : [])].join(' ');
}

/** The same for findings that the fix of others leaves, rule by rule, so that each reason follows its remedy. */
export function whatIsLeft(findings: readonly Finding[], rule: RuleOf): string {
  const words = (some: readonly Finding[]): string => {
    const parts = [...groupBy(some, ({ rule: id }) => id).values()].flatMap((group) => [
      ...remediesOf(group, rule),
      ...whysOf(group),
    ]);
    return [...new Set(parts)].join(' ');
  };
  // What compares with the base is not evaluated again with an edit.
  const isTested = (one: Finding): boolean => rule(one.rule)?.compares !== true;
  const [tested, others] = [findings.filter(isTested), findings.filter((one) => !isTested(one))];
  return [
    ...(tested.length > 0 ? [`Not fixed by the suggestion: ${words(tested)}`] : []),
    ...(others.length > 0 ? [`Not tested with the suggestion: ${words(others)}`] : []),
  ].join(' ');
}

function remediesOf(findings: readonly Finding[], rule: RuleOf): string[] {
  return [...new Set(findings.flatMap(({ rule: id }) => rule(id)?.remedy ?? []))];
}

function whysOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.flatMap(({ noSuggestion }) => noSuggestion ?? []).map(asSentence))];
}

/** Adds the period that reasons of user rules may lack. */
function asSentence(why: string): string {
  return /[.!?]$/.test(why) ? why : `${why}.`;
}
