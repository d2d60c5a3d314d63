/** Computes the content of expected.json and fixed.yaml of a case. */
import { dump } from 'js-yaml';
import { format, resolveConfig } from 'prettier';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { fixedObject } from '../../src/rules/cases/apply-fix.ts';
import type { RuleCase } from '../../src/rules/cases/cases.ts';
import type { CaseEvaluator, RuleFinding } from './evaluator.ts';

/** The result of a rule for a case. */
export interface Outcome {
  /** The content of expected.json. */
  readonly findings: readonly Omit<RuleFinding, 'rule'>[];
  /** The content of fixed.yaml; null unless every finding has a fix. */
  readonly fixed: KubernetesObject | null;
  /** The findings of the rule in fixed.yaml: empty if the fix works. */
  readonly left: readonly RuleFinding[];
}

export function outcomeOf(evaluator: CaseEvaluator, test: RuleCase): Outcome {
  evaluator.consider(test);
  const findings = ofRule(evaluator, test, test.object).map(({ rule: _, ...finding }) => finding);
  const fixed = fixedObject(test.object, findings);
  return { findings, fixed, left: fixed === null ? [] : ofRule(evaluator, test, fixed) };
}

function ofRule(evaluator: CaseEvaluator, test: RuleCase, object: KubernetesObject): RuleFinding[] {
  return evaluator.evaluate(object, test.source, test.base).filter((finding) => finding.rule === test.rule);
}

/** The texts of a case's files, formatted with the repository's style. */
export async function textsOf(outcome: Outcome): Promise<{ readonly expected: string; readonly fixed: string | null }> {
  const style = await resolveConfig('policies/main.json');
  const expected = await format(JSON.stringify(outcome.findings), { ...style, parser: 'json' });
  if (outcome.fixed === null) return { expected, fixed: null };
  return { expected, fixed: await format(dump(outcome.fixed), { ...style, parser: 'yaml' }) };
}
