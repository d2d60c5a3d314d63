import type { Finding, Risk, Rule } from '../model.ts';

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

/** The rules' remedies, and why no edit is offered where one could be, each sentence once. */
export function whatToDo(findings: readonly Finding[], rule: RuleOf): string {
  const whys = findings.flatMap(({ noSuggestion }) => noSuggestion ?? []);
  return sentences(findings, whys, rule);
}

/** The same for findings beside a fix that leaves them: none is left without a reason. */
export function whatIsLeft(findings: readonly Finding[], rule: RuleOf): string {
  const whys = findings.flatMap(({ noSuggestion, rule: id }) =>
    noSuggestion === undefined && rule(id)?.fixRisk === null ? [] : (noSuggestion ?? NO_FIX),
  );
  return `Not fixed by the suggestion: ${sentences(findings, whys, rule)}`;
}

/** What forbids one may be what the suggestion takes away. */
const NO_FIX = 'as it stands, the rule offers no fix; it may once the suggestion is taken';

function sentences(findings: readonly Finding[], whys: readonly string[], rule: RuleOf): string {
  const remedies = new Set(findings.flatMap(({ rule: id }) => rule(id)?.remedy ?? []));
  const unique = [...new Set(whys.map((why) => why.replace(/\.$/, '')))];
  return [...remedies, ...(unique.length > 0 ? [`No suggestion: ${unique.join('; ')}.`] : [])].join(' ');
}
