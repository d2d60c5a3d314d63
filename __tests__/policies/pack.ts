import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { type Rule } from '../../src/model/rule.ts';
import { openEvaluator, type CaseEvaluator } from '../../scripts/policies/evaluator.ts';

/** The built-in rules as they are shipped. */
export async function openPack(): Promise<{ readonly evaluator: CaseEvaluator; readonly rules: readonly Rule[] }> {
  const pack = await loadPack('dist');
  return { evaluator: await openEvaluator(pack), rules: pack.rules };
}
