/** Evaluates the compiled rules on cases, with strict checks of their output. */
import { loadEvaluator, type Pack } from '../../src/rules/evaluate.ts';
import { type SourceInput } from '../../src/model/question.ts';
import { expectedOf, inputOf } from '../../src/rules/cases/run-cases.ts';
import { z } from 'zod';
import { type Json, type JsonObject, type Path } from '../../src/model/json.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { type ExtentAt, type FixOperation, severities } from '../../src/model/rule.ts';
import { type ObjectParameters } from '../../src/model/parameter.ts';
import { defaultParameters } from '../../src/foundation/parameters.ts';
import { parametersOfCase } from '../../src/rules/cases/case-parameters.ts';
import { type RuleCase } from '../../src/rules/cases/cases.ts';

/** One finding as main.rego returns it. */
export interface RuleFinding {
  readonly rule: string;
  readonly path: Path;
  readonly entries?: readonly (number | string)[];
  readonly message: string;
  readonly extent: JsonObject;
  readonly extent_at?: ExtentAt;
  readonly fix: readonly FixOperation[];
  readonly no_fix?: string;
  readonly overridden?: true;
}

/** The evaluator of reviews, for the cases of rules, and stricter. */
export interface CaseEvaluator {
  /**
   * All findings of all rules, sorted by rule, path and message; with the object at base, those of rules that compare.
   * `source`: fields of `input.source` that differ from the default.
   */
  evaluate(object: KubernetesObject, source?: Partial<SourceInput>, base?: KubernetesObject | null): RuleFinding[];
  /** Sets `data.facts` and the parameters to those of a case. */
  consider(test: Pick<RuleCase, 'rule' | 'directory' | 'facts' | 'parameters'>): void;
}

const json: z.ZodType<Json> = z.json();
const path = z.array(z.union([z.string(), z.number().int().nonnegative()]));
const findings = z.array(
  z
    .strictObject({
      rule: z.string(),
      path: path.min(1),
      entries: z.exactOptional(z.array(z.union([z.number().int().nonnegative(), z.string()]))),
      message: z.string().regex(/^\S.*\.$/s),
      extent: z.record(z.string(), json),
      extent_at: z.exactOptional(z.record(z.string(), z.record(z.string(), path))),
      fix: z.array(
        z.discriminatedUnion('op', [
          z.strictObject({ op: z.literal('set'), path, value: json }),
          z.strictObject({ op: z.literal('remove'), path }),
        ]),
      ),
      no_fix: z.exactOptional(z.string().regex(/^\S.*\.$/s)),
      overridden: z.exactOptional(z.literal(true)),
      left_to: z.exactOptional(z.string()),
      only_level: z.exactOptional(z.literal(true)),
      severity: z.exactOptional(z.enum(severities)),
    })
    .refine(({ fix, no_fix }) => (fix.length === 0) === (no_fix !== undefined), {
      error: 'a finding has a fix, or says in no_fix why there is none',
    }),
);

const answers = z.tuple([z.object({ result: findings })]);

/**
 * Loads the compiled pack.
 *
 * @throws {Error} for a finding that does not match the documented form, and for a rule that fails.
 */
export async function openEvaluator(pack: Pack): Promise<CaseEvaluator> {
  let parameters: ObjectParameters = { key: '', byRule: defaultParameters(pack.rules) };
  const evaluator = await loadEvaluator(
    [pack],
    null,
    () => parameters,
    (answer) => answers.parse(answer),
  );
  evaluator.know({});
  return {
    evaluate: (object, source = {}, base = null) => {
      const found = evaluator.evaluate(...inputOf(object, source), base ?? undefined);
      const [problem] = found.problems;
      if (problem !== undefined) throw new Error(problem.message);
      const all = found.findings.map((finding) => ({ rule: finding.rule, ...expectedOf(finding) }));
      return findings.parse(all).sort(byPlace);
    },
    consider: (test) => {
      evaluator.know(test.facts);
      parameters = { key: test.directory, byRule: parametersOfCase(test, pack.rules) };
    },
  };
}

function byPlace(left: RuleFinding, right: RuleFinding): number {
  const [a, b] = [left, right].map((finding) => JSON.stringify([finding.rule, finding.path, finding.message]));
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
