import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { type Rule } from '../../src/model/rule.ts';
import { openEvaluator, type Evaluator } from '../../scripts/policies/evaluator.ts';

/** The built-in rules as they are shipped. */
export async function openPack(): Promise<{ readonly evaluator: Evaluator; readonly rules: readonly Rule[] }> {
  const { wasm, rules } = await loadPack('dist');
  return { evaluator: await openEvaluator(wasm, rules), rules };
}
