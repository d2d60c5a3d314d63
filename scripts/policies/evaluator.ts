/** Evaluates the compiled rules on cases, with strict checks of their output. */
import { type SourceInput } from '../../src/rules/evaluate.ts';
import { loadPolicy } from '@open-policy-agent/opa-wasm';
import { z } from 'zod';
import { type Json, type JsonObject, type Path } from '../../src/model/json.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { type ExtentAt, type FixOperation, type Rule } from '../../src/model/rule.ts';
import { defaultParameters } from '../../src/foundation/parameters.ts';
import { parametersOfCase } from '../../src/rules/cases/case-parameters.ts';
import { type RuleCase } from '../../src/rules/cases/cases.ts';
import { looksBy } from '../../src/rules/interest.ts';

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

export interface Evaluator {
  /**
   * All findings of all rules, sorted by rule, path and message. `source`: fields of `input.source` that differ from
   * the default.
   */
  evaluate(object: KubernetesObject, source?: Partial<SourceInput>): RuleFinding[];
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
    })
    .refine(({ fix, no_fix }) => (fix.length === 0) === (no_fix !== undefined), {
      error: 'a finding has a fix, or says in no_fix why there is none',
    }),
);

/** The default `input.source` of cases. */
const usual = {
  id: 'input.yaml',
  kind: 'plain',
  path: 'input.yaml',
  target: 'default',
  namespace: null,
  pod_security_version: null,
};

/** Loads the compiled pack. A finding that does not match the documented form is an error. */
export async function openEvaluator(wasm: Uint8Array, rules: readonly Rule[]): Promise<Evaluator> {
  const looks = looksBy(rules);
  const policy = await loadPolicy(Uint8Array.from(wasm).buffer);
  policy.setData({ facts: {} });
  let parameters = defaultParameters(rules);
  return {
    evaluate: (object, source) => {
      const found = looks(object).flatMap((look) => {
        const input = { object, source: { ...usual, ...source }, parameters, ...look };
        const [answer] = policy.evaluate(input) as { result: unknown }[];
        return findings.parse(answer?.result);
      });
      return found.sort(byPlace);
    },
    consider: (test) => {
      policy.setData({ facts: test.facts });
      parameters = parametersOfCase(test, rules);
    },
  };
}

function byPlace(left: RuleFinding, right: RuleFinding): number {
  const [a, b] = [left, right].map((finding) => JSON.stringify([finding.rule, finding.path, finding.message]));
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
