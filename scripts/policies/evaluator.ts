import { loadPolicy } from '@open-policy-agent/opa-wasm';
import { z } from 'zod';
import type { FixOperation, Json, JsonObject, KubernetesObject, Path } from '../../src/model.ts';

/** One finding as main.rego gives it. */
export interface RuleFinding {
  readonly rule: string;
  readonly path: Path;
  readonly message: string;
  readonly extent: JsonObject;
  readonly fix: readonly FixOperation[];
}

export interface Evaluator {
  /** Every finding of every rule, sorted by rule, path and message. */
  evaluate(object: KubernetesObject): RuleFinding[];
  /** What `data.facts` and `data.config` hold from now on. */
  know(facts: JsonObject, config: JsonObject): void;
}

const json: z.ZodType<Json> = z.json();
const path = z.array(z.union([z.string(), z.number().int().nonnegative()]));
const findings = z.array(
  z.strictObject({
    rule: z.string(),
    path: path.min(1),
    message: z.string().regex(/^\S.*\.$/s),
    extent: z.record(z.string(), json),
    fix: z.array(
      z.discriminatedUnion('op', [
        z.strictObject({ op: z.literal('set'), path, value: json }),
        z.strictObject({ op: z.literal('remove'), path }),
      ]),
    ),
  }),
);

/** Where the objects of cases come from. */
const source = { id: 'input.yaml', kind: 'plain', path: 'input.yaml', target: 'default', namespace: null };

/** The compiled pack, ready to look at objects. A finding of another shape than the contract's is an error. */
export async function openEvaluator(wasm: Uint8Array): Promise<Evaluator> {
  const policy = await loadPolicy(Uint8Array.from(wasm).buffer);
  policy.setData({ facts: {}, config: {} });
  return {
    evaluate: (object) => {
      const [answer] = policy.evaluate({ object, source }) as { result: unknown }[];
      return findings.parse(answer?.result).sort(byPlace);
    },
    know: (facts, config) => {
      policy.setData({ facts, config });
    },
  };
}

function byPlace(left: RuleFinding, right: RuleFinding): number {
  const [a, b] = [left, right].map((finding) => JSON.stringify([finding.rule, finding.path, finding.message]));
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
