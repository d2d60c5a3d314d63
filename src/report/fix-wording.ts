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
