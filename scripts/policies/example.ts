/** Chooses the case that a rule's page shows as example. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaseEvaluator, RuleFinding } from './evaluator.ts';
import { type RuleCase, casesOf } from '../../src/rules/cases/cases.ts';
import { outcomeOf } from './outcome.ts';

/** A case as shown on its rule's page. */
export interface Example {
  /** The texts of input.yaml and fixed.yaml. */
  readonly input: string;
  readonly fixed: string | null;
  /** The text of base.yaml; null if it has none. */
  readonly base: string | null;
  /** The facts of the case as JSON text; null if it has none. */
  readonly facts: string | null;
  readonly findings: readonly Omit<RuleFinding, 'rule'>[];
}

/**
 * The case that shows a rule best: one with a fix if possible, then the shortest. Cases about odd types are left out,
 * because they show robustness, as are those with parameters and those about older Kubernetes versions and overrides,
 * which are exceptions; unless the rule is for older versions alone.
 *
 * @throws {Error} if the rule has no case with a finding.
 */
export async function exampleOf(policies: string, rule: string, evaluator: CaseEvaluator): Promise<Example> {
  const cases = (await casesOf(policies, rule)).filter(({ name }) => name !== 'odd-types');
  const bestOf = async (some: readonly RuleCase[]): Promise<Example | undefined> => {
    const examples = await Promise.all(some.map((test) => read(test, evaluator)));
    return examples.filter(isPlain).sort((a, b) => length(a) - length(b))[0];
  };
  const best = (await bestOf(cases.filter(isTypical))) ?? (await bestOf(cases));
  if (best === undefined) throw new Error(`${rule} has no case with a finding`);
  return best;
}

function isTypical(test: RuleCase): boolean {
  return [test.source, test.parameters].every((beside) => Object.keys(beside).length === 0);
}

function isPlain({ findings }: Example): boolean {
  return findings.length > 0 && findings.every(({ overridden }) => overridden === undefined);
}

function length(example: Example): number {
  return example.input.length + (example.fixed === null ? 100_000 : 0);
}

async function read(test: RuleCase, evaluator: CaseEvaluator): Promise<Example> {
  const textOf = async (name: string): Promise<string | null> => {
    const file = join(test.directory, name);
    return existsSync(file) ? await readFile(file, 'utf8') : null;
  };
  const { findings } = outcomeOf(evaluator, test);
  return {
    input: (await textOf('input.yaml')) ?? '',
    fixed: await textOf('fixed.yaml'),
    base: await textOf('base.yaml'),
    facts: await textOf('facts.json'),
    findings,
  };
}
