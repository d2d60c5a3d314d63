import { groupBy } from '../foundation/groups.ts';
import { type Finding } from '../model/report.ts';
import { type Risk, type Rule } from '../model/rule.ts';

/** What we know of a suggestion, and what we do not. */
export const PROVEN = 'rendered and re-evaluated, not run.';

/** The header of a rule by its id; null for one that is not loaded any more. */
export type RuleOf = (id: string) => Rule | null;

export function ruleOf(rules: readonly Rule[]): RuleOf {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return (id) => byId.get(id) ?? null;
}

/** What to check before taking the fix of these findings, each sentence once; empty when nothing is known. */
export function fixChecks(findings: readonly Finding[], rule: RuleOf): string {
  const checks = findings.map((finding) => rule(finding.rule)?.fixCheck ?? null).filter((check) => check !== null);
  return [...new Set(checks)].join(' ');
}

/** What taking the fix risks, in sentences; empty for none. */
export function riskSentence(risk: Risk, checks: string): string {
  if (risk === 'none') return '';
  const opening = risk === 'may-break' ? 'It may break the workload.' : 'The values are yours to decide.';
  return checks === '' ? opening : `${opening} To check: ${checks}`;
}

/** The rules' remedies, and why there is no suggestion, each once. */
export function whatToDo(findings: readonly Finding[], rule: RuleOf): string {
  const whys = whysOf(findings);
  return [...remediesOf(findings, rule), ...(whys.length > 0 ? [`No suggestion: ${whys.join(' ')}`] : [])].join(' ');
}

/** The same for findings beside a fix that leaves them, rule by rule: a reason follows what it is for. */
export function whatIsLeft(findings: readonly Finding[], rule: RuleOf): string {
  const parts = [...groupBy(findings, ({ rule: id }) => id).values()].flatMap((group) => [
    ...remediesOf(group, rule),
    ...whysOf(group),
  ]);
  return `Not fixed by the suggestion: ${[...new Set(parts)].join(' ')}`;
}

function remediesOf(findings: readonly Finding[], rule: RuleOf): string[] {
  return [...new Set(findings.flatMap(({ rule: id }) => rule(id)?.remedy ?? []))];
}

function whysOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.flatMap(({ noSuggestion }) => noSuggestion ?? []).map(asSentence))];
}

/** A rule of users may give its reason without a period. */
function asSentence(why: string): string {
  return /[.!?]$/.test(why) ? why : `${why}.`;
}
