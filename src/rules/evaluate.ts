import { loadPolicy } from '@open-policy-agent/opa-wasm';
import { z } from 'zod';
import { messageOf } from '../foundation/errors.ts';
import { type Json } from '../model/json.ts';
import { type KubernetesObject, type Manifest } from '../model/manifest.ts';
import { type Problem } from '../model/problem.ts';
import { type FixOperation, type RawFinding, type Rule } from '../model/rule.ts';

import { comparePaths, isJsonMap } from '../foundation/json.ts';
import { mostPods, type PodAt } from '../foundation/kubernetes/pods.ts';
import { type Look, looksBy, type RuleName } from './interest.ts';
import { mostContainers, withFirstContainers } from './bounded.ts';

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
  /** The minor version of the Kubernetes whose Pod Security Standards apply to the object; null for the newest. */
  readonly pod_security_version: number | null;
}

export interface Evaluator {
  /** The minor version of the clusters of which nothing else is said; null for the newest. */
  readonly kubernetes: number | null;
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
        entries: z.exactOptional(z.array(z.union([z.number(), z.string()]))),
        message: z.string(),
        extent: z.record(z.string(), json).default({}),
        extent_at: z.exactOptional(z.record(z.string(), z.record(z.string(), pathSchema))),
        fix: z.array(operation).default([]),
        no_fix: z.exactOptional(z.string()),
        overridden: z.exactOptional(z.literal(true)),
      }),
    ),
  }),
]);

/** Several packs are evaluated one after the other, as if they were one. */
export async function loadEvaluator(packs: readonly Pack[], kubernetes: number | null = null): Promise<Evaluator> {
  const policies = await Promise.all(packs.map(policyOf));
  const lookedAt = looksBy(packs.flatMap(({ rules }) => rules));
  let known: object | null = null;
  let text = '';
  return {
    kubernetes,
    know(facts) {
      if (facts === known) return; // serialising them for one more object costs more than the object
      known = facts;
      const written = JSON.stringify(facts);
      if (written === text) return; // base and head often have the same
      text = written;
      for (const policy of policies) policy.know(facts);
    },
    evaluate(manifest, source) {
      const looks = lookedAt(manifest.object);
      const rules = new Set(looks.flatMap((look) => look.rules)).size;
      if (rules === 0) return { findings: [], problems: [], rules };
      const first = withFirstContainers(manifest.object);
      const object = first ?? manifest.object;
      const said = policies.map((policy) => policy.find(object, source));
      const findings = said.flatMap((each) => each.findings.map((finding) => ({ ...finding, manifest })));
      const problems = [
        ...said.flatMap(({ failures }) => failures.map((failure) => ruleFailed(manifest, source, failure))),
        ...(first === null ? [] : [tooMany(manifest, source, `${mostContainers} containers in a list`)]),
        ...(looks.length > mostPods ? [tooMany(manifest, source, `${mostPods} pods`)] : []),
      ];
      return { findings: findings.sort(byPath), problems, rules };
    },
  };
}

/** What rules say of an object, whichever manifest has it. */
interface Said {
  readonly findings: readonly Omit<RawFinding, 'manifest'>[];
  /** Rules that broke down. */
  readonly failures: readonly Failure[];
}

interface Failure {
  readonly rule: string;
  readonly why: string;
}

interface Policy {
  know(facts: object): void;
  find(object: KubernetesObject, source: SourceInput): Said;
}

type Results = WeakMap<KubernetesObject, Map<string, Said>>;

/** Of base, of head, and of what is tried. */
const mostFacts = 3;

/** An object that many sources share, or both sides, is evaluated once, where its rules see the same of these sources and of the rest. */
async function policyOf({ wasm, rules, reads }: Pack): Promise<Policy> {
  const policy = await loadPolicy(Uint8Array.from(wasm).buffer);
  const looksAt = looksBy(rules);
  const ask = (object: KubernetesObject, source: SourceInput, { rules, pod }: Look): Said['findings'] => {
    const input = { object, source, rules, ...(pod === null ? {} : { pod }) };
    const [{ result }] = results.parse(policy.evaluate(input, entrypoint));
    return result.map((each) => (pod?.by === 'shape' ? byShape(asFinding(each), object, pod) : asFinding(each)));
  };
  const byFacts = new Map<string, Results>();
  let known: Results = new WeakMap();
  let current = '';
  return {
    know(facts) {
      const text = JSON.stringify(facts);
      if (text === current) return;
      current = text;
      known = byFacts.get(text) ?? new WeakMap();
      byFacts.delete(text);
      byFacts.set(text, known);
      const [oldest] = byFacts.keys();
      if (byFacts.size > mostFacts && oldest !== undefined) byFacts.delete(oldest);
      policy.setData({ facts, config: {} });
    },
    find(object, source) {
      const key = JSON.stringify(reads.map((field) => source[field]));
      const before = known.get(object)?.get(key);
      if (before !== undefined) return before;
      const looks = looksAt(object).slice(0, mostPods);
      const said = joined(looks.map((look) => askedApart(look, (some) => ask(object, source, some))));
      known.set(object, (known.get(object) ?? new Map<string, Said>()).set(key, said));
      return said;
    },
  };
}

/** Asks all rules at once; where one breaks down, each by itself, so that it loses nothing but its own findings. */
function askedApart(look: Look, ask: (look: Look) => Said['findings']): Said {
  try {
    return { findings: ask(look), failures: [] };
  } catch (thrown) {
    const [rule, ...others] = look.rules;
    if (rule !== undefined && others.length === 0)
      return { findings: [], failures: [{ rule: rule.join('/'), why: messageOf(thrown) }] };
    const alone = (each: RuleName): Said => askedApart({ ...look, rules: [each] }, ask);
    return joined(look.rules.map(alone));
  }
}

function joined(all: readonly Said[]): Said {
  return {
    findings: all.flatMap(({ findings }) => findings),
    failures: all.flatMap(({ failures }) => failures),
  };
}

/** Nobody says that the kind makes pods, nor that it takes every field of one. */
function byShape(
  finding: Said['findings'][number],
  { kind }: KubernetesObject,
  { spec }: PodAt,
): Said['findings'][number] {
  const where = spec.join('.');
  return {
    ...finding,
    message: `${finding.message} ${kind} is a custom kind, and ${where} reads like the specification of a pod.`,
    fix: [],
    noFix: `Only the controller of ${kind} knows whether it takes this field.`,
  };
}

type Result = z.infer<typeof results>[0]['result'][number];

function asFinding({ no_fix: noFix, extent_at: extentAt, entries, ...finding }: Result): Omit<RawFinding, 'manifest'> {
  return {
    ...finding,
    ...(entries === undefined ? {} : { entries }),
    ...(extentAt === undefined ? {} : { extentAt }),
    ...(noFix === undefined || finding.fix.length > 0 ? {} : { noFix }),
  };
}

/** A set of the wasm has no order that people would expect: by field, then by rule. */
function byPath(a: RawFinding, b: RawFinding): number {
  return comparePaths(a.path, b.path) || (a.rule < b.rule ? -1 : 1);
}

function tooMany({ object }: Manifest, source: SourceInput, what: string): Problem {
  const { kind, metadata } = object;
  const name = isJsonMap(metadata) && typeof metadata['name'] === 'string' ? `${kind} ${metadata['name']}` : kind;
  return {
    stage: 'evaluate',
    code: 'too-large',
    subject: source.id,
    message: `${name} of ${source.id} has more than ${what}, and only the first ones were judged. Split it.`,
  };
}

function ruleFailed(manifest: Manifest, source: SourceInput, { rule, why }: Failure): Problem {
  const { kind, apiVersion } = manifest.object;
  return {
    stage: 'evaluate',
    code: 'rule-failed',
    subject: source.id,
    message: `The rule ${rule} could not be evaluated on a ${kind} (${apiVersion}) of ${source.id}: ${why}.`,
  };
}
