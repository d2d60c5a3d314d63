import { loadPolicy } from '@open-policy-agent/opa-wasm';
import { z } from 'zod';
import { messageOf } from '../errors.ts';
import {
  type FixOperation,
  type Json,
  type KubernetesObject,
  type Manifest,
  type Problem,
  type RawFinding,
  type Rule,
} from '../model.ts';

import { comparePaths } from '../json.ts';
import { workloadKinds } from '../workloads.ts';

/** Rules compiled to one wasm module, and their headers. */
export interface Pack {
  readonly wasm: Uint8Array;
  readonly rules: readonly Rule[];
  /** The fields of `input.source` that its rules may read. */
  readonly reads: readonly (keyof SourceInput)[];
}

/** What a rule sees of the source beside the object, as `input.source`. */
export interface SourceInput {
  readonly id: string;
  readonly kind: string;
  readonly path: string;
  readonly target: string;
  /** Where objects go that name no namespace. */
  readonly namespace: string;
}

export interface Evaluator {
  /** Set before evaluating: what `data.facts` is until the next call. */
  know(facts: object): void;
  evaluate(manifest: Manifest, source: SourceInput): Evaluation;
}

export interface Evaluation {
  readonly findings: readonly RawFinding[];
  readonly problems: readonly Problem[];
  /** Rules that looked at the object: 0 when none is about its kind. */
  readonly rules: number;
}

const entrypoint = 'plimsoll/main/findings';
const pathSchema = z.array(z.union([z.string(), z.number()]));
/** The wasm prints JSON and opa-wasm parses it: no other value can come out, and looking through each takes its time. */
const json = z.custom<Json>();
const operation: z.ZodType<FixOperation> = z.discriminatedUnion('op', [
  z.object({ op: z.literal('set'), path: pathSchema, value: json }),
  z.object({ op: z.literal('remove'), path: pathSchema }),
]);
/** The wasm gives `[{result}]`; what a rule may put in it is the contract of docs/writing-rules.md. */
const results = z.tuple([
  z.object({
    result: z.array(
      z.object({
        rule: z.string(),
        path: pathSchema,
        message: z.string(),
        extent: z.record(z.string(), json).default({}),
        fix: z.array(operation).default([]),
      }),
    ),
  }),
]);

/** Several packs are evaluated one after the other, as if they were one. */
export async function loadEvaluator(packs: readonly Pack[]): Promise<Evaluator> {
  const policies = await Promise.all(packs.map(policyOf));
  const interested = interestByKind(packs.flatMap(({ rules }) => rules));
  let known: object | null = null;
  let text = '';
  return {
    know(facts) {
      if (facts === known) return; // serialising them for one more object costs more than the object
      known = facts;
      const written = JSON.stringify(facts);
      if (written === text) return; // base and head often have the same
      text = written;
      for (const policy of policies) policy.know(facts);
    },
    evaluate(manifest, source) {
      const rules = interested.get(manifest.object.kind) ?? 0;
      if (rules === 0) return { findings: [], problems: [], rules };
      const found: RawFinding[] = [];
      try {
        for (const policy of policies) {
          for (const finding of policy.find(manifest.object, source)) found.push({ ...finding, manifest });
        }
      } catch (thrown) {
        return { findings: [], problems: [ruleFailed(manifest, source, thrown)], rules };
      }
      return { findings: found.sort(byPath), problems: [], rules };
    },
  };
}

interface Policy {
  know(facts: object): void;
  /** @throws what opa-wasm throws: texts and plain objects too. */
  find(object: KubernetesObject, source: SourceInput): readonly Omit<RawFinding, 'manifest'>[];
}

/** An object that many sources share is evaluated once, where its rules see the same of these sources. */
async function policyOf({ wasm, reads }: Pack): Promise<Policy> {
  const policy = await loadPolicy(Uint8Array.from(wasm).buffer);
  let known = new WeakMap<KubernetesObject, Map<string, readonly Omit<RawFinding, 'manifest'>[]>>();
  return {
    know(facts) {
      known = new WeakMap();
      policy.setData({ facts, config: {} });
    },
    find(object, source) {
      const key = JSON.stringify(reads.map((field) => source[field]));
      const before = known.get(object)?.get(key);
      if (before !== undefined) return before;
      const [{ result }] = results.parse(policy.evaluate({ object, source }, entrypoint));
      known.set(object, (known.get(object) ?? new Map<string, typeof result>()).set(key, result));
      return result;
    },
  };
}

/** A set of the wasm has no order that people would expect: by field, then by rule. */
function byPath(a: RawFinding, b: RawFinding): number {
  return comparePaths(a.path, b.path) || (a.rule < b.rule ? -1 : 1);
}

/** The kinds that a rule looks at, workloads by their own names. */
export function kindsOf({ kinds }: Pick<Rule, 'kinds'>): ReadonlySet<string> {
  return new Set(kinds.flatMap((name) => (name === 'Pod' ? [...workloadKinds] : [name])));
}

/** How many rules look at each kind. */
function interestByKind(rules: readonly Rule[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const rule of rules) {
    for (const kind of kindsOf(rule)) {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  return counts;
}

function ruleFailed(manifest: Manifest, source: SourceInput, thrown: unknown): Problem {
  const { kind, apiVersion } = manifest.object;
  return {
    stage: 'evaluate',
    code: 'rule-failed',
    subject: source.id,
    message: `The rules could not be evaluated on a ${kind} (${apiVersion}) of ${source.id}: ${messageOf(thrown)}.`,
  };
}
