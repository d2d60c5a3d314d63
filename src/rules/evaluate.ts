/** Evaluates the compiled rules on objects, and caches the results. */
import { createHash } from 'node:crypto';
import { loadPolicy } from '@open-policy-agent/opa-wasm';
import { z } from 'zod';
import { distinctBy, groupBy } from '../foundation/groups.ts';
import { type ComposedPod, composedPods } from '../foundation/kubernetes/composed-pods.ts';
import { mapped } from '../foundation/mapped.ts';
import { messageOf } from '../foundation/errors.ts';
import { type Json, type JsonObject } from '../model/json.ts';
import { type KubernetesObject, type Manifest } from '../model/manifest.ts';
import { type Problem } from '../model/problem.ts';
import { type Question, type SourceInput } from '../model/question.ts';
import { type ObjectParameters, type ParametersFor } from '../model/parameter.ts';
import { type FixOperation, isComparing, type RawFinding, type Rule, severities } from '../model/rule.ts';

import { at, canonical, comparePaths, isJsonList, isJsonMap } from '../foundation/json.ts';
import { builtInPodKinds, mostPods, type PodAt, type PodKinds } from '../foundation/kubernetes/pods.ts';
import { type EmbeddedDocument } from './embedded-documents.ts';
import { type Look, looksBy, type RuleName } from './interest.ts';
import { concernedBy } from './concerned.ts';
import { type DecodedText } from './decoded-texts.ts';
import { inText, oncePerText } from './findings-in-texts.ts';
import { mostContainers, withFirstContainers } from './bounded.ts';
import { asDeclared, parametersOf } from './parameters.ts';
import {
  type AskedQuestion,
  batchText,
  inPortions,
  type LookPart,
  objectOf,
  type WrittenLook,
  writtenPart,
} from './batches.ts';
import { inParts } from './rule-parts.ts';

/** Rules that are compiled into one wasm module, with their headers. */
export interface Pack {
  readonly wasm: Uint8Array;
  readonly rules: readonly Rule[];
  /** The fields of `input.source` that its rules may read. */
  readonly reads: readonly (keyof SourceInput)[];
}

export interface Evaluator {
  /** The minor version of clusters for which none is set; null for the newest. */
  readonly kubernetes: number | null;
  /** Whether a rule reads facts that join objects of several sources. */
  joins(rule: string): boolean;
  /** Which objects create pods, as it was loaded for. */
  readonly pods: PodKinds;
  /** Sets `data.facts` for the evaluations until the next call. */
  know(facts: object): void;
  /** Why a finding of the object matters more, by the facts that are known. Empty for packs without such reasons. */
  reasons(object: KubernetesObject, source: SourceInput): readonly Reason[];
  /** Evaluates objects together, which takes less time than one by one, so that `evaluate` knows their findings. */
  prepare(all: readonly Question[]): void;
  /** Without `base`, evaluates the rules that read no base; with the object at base, only those that do. */
  evaluate(manifest: Manifest, source: SourceInput, base?: KubernetesObject): Evaluation;
}

/** Something that makes a finding matter more: see docs/risk.md. */
export interface Reason {
  readonly factor: string;
  /** Goes on after the name of the object. */
  readonly text: string;
}

export interface Evaluation {
  readonly findings: readonly RawFinding[];
  readonly problems: readonly Problem[];
  /** Number of rules that were evaluated on the object: 0 if none is for its kind. */
  readonly rules: number;
}

const entrypoint = 'plimsoll/main/findings';

/** The entrypoint once for each input in `input.batch`. */
export const batchEntrypoint = 'plimsoll/main/batch';

export const contextEntrypoint = 'plimsoll/context/reasons';

const reasonsAnswer = z.tuple([z.object({ result: z.array(z.object({ factor: z.string(), text: z.string() })) })]);

const pathSchema = z.array(z.union([z.string(), z.number()]));
/** The wasm prints JSON, which opa-wasm parses. It can't be anything else, and checking every value would take time. */
const json = z.custom<Json>();
const operation: z.ZodType<FixOperation> = z.discriminatedUnion('op', [
  z.object({ op: z.literal('set'), path: pathSchema, value: json }),
  z.object({ op: z.literal('remove'), path: pathSchema }),
]);
/** The wasm returns `[{result}]`. What rules may return is described in docs/writing-rules.md. */
const findings = z.array(
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
    left_to: z.exactOptional(z.string()),
    only_level: z.exactOptional(z.literal(true)),
    severity: z.exactOptional(z.enum(severities)),
  }),
);
const results = z.tuple([z.object({ result: findings })]);
const batchResults = z.tuple([z.object({ result: z.array(findings) })]);

/**
 * Loads packs of rules. Several packs are evaluated one after the other, as if they were one.
 *
 * @param parametersFor the parameters of all rules for an object; by default those of the headers.
 * @param check throws if the answer of a pack is not valid: its rules then count as failed.
 * @param pods which objects create pods; by default those of built-in kinds.
 */
export async function loadEvaluator(
  packs: readonly Pack[],
  kubernetes: number | null = null,
  parametersFor: ParametersFor = asDeclared(packs.flatMap(({ rules }) => rules)),
  check: (answer: unknown) => void = () => undefined,
  pods: PodKinds = builtInPodKinds,
): Promise<Evaluator> {
  const policies = await Promise.all(packs.map((pack) => policyOf(pack, check, pods)));
  const all = packs.flatMap(({ rules }) => rules);
  const [lookedAt, compared] = [looksBy(all.filter(isPlain), pods), looksBy(all.filter(isComparing), pods)];
  const joining = new Set(all.filter(isJoining).map(({ id }) => id));
  let known: object | null = null;
  let text = '';
  return {
    kubernetes,
    joins: (rule) => joining.has(rule),
    pods,
    know(facts) {
      if (facts === known) return; // serializing facts takes longer than evaluating an object
      known = facts;
      const written = JSON.stringify(facts);
      if (written === text) return; // base and head often have the same facts
      text = written;
      for (const policy of policies) policy.know(facts);
    },
    reasons(object, source) {
      const pod = lookedAt(object).find((look) => look.pod !== null)?.pod ?? null;
      return policies.flatMap((policy) => policy.reasons(object, source, pod));
    },
    prepare(all) {
      // Of objects that are cut, each copy is another object.
      const whole = all.filter(({ object }) => withFirstContainers(object, pods) === null);
      const questions = whole.map(({ object, source }) => ({
        object,
        source,
        parameters: parametersFor(object, source),
      }));
      for (const policy of policies) policy.prepare(questions);
    },
    evaluate(manifest, source, base) {
      const looks = (base === undefined ? lookedAt : compared)(manifest.object);
      const rules = new Set(looks.flatMap((look) => look.rules)).size;
      if (rules === 0) return { findings: [], problems: [], rules };
      const first = withFirstContainers(manifest.object, pods);
      const object = first ?? manifest.object;
      const parameters = parametersFor(object, source);
      const said = policies.map((policy) =>
        base === undefined
          ? policy.find(object, source, parameters)
          : policy.compare(object, withFirstContainers(base, pods) ?? base, source, parameters),
      );
      const findings = said.flatMap((each) => each.findings.map((finding) => ({ ...finding, manifest })));
      const problems = [
        ...said.flatMap(({ failures }) => failures.map((failure) => ruleFailed(manifest, source, failure))),
        ...(first === null ? [] : [tooMany(manifest, source, `${mostContainers} containers in a list`)]),
        ...(looks.filter(({ pod }) => pod !== null).length > mostPods
          ? [tooMany(manifest, source, `${mostPods} pods`)]
          : []),
      ];
      return { findings: findings.sort(byPath), problems, rules };
    },
  };
}

/** The findings of rules in an object, for any manifest that has this object. */
interface Said {
  readonly findings: readonly Omit<RawFinding, 'manifest'>[];
  /** Rules that failed. */
  readonly failures: readonly Failure[];
}

interface Failure {
  readonly rule: string;
  readonly why: string;
}

interface Policy {
  know(facts: object): void;
  reasons(object: KubernetesObject, source: SourceInput, pod: PodAt | null): readonly Reason[];
  prepare(questions: readonly AskedQuestion[]): void;
  find(object: KubernetesObject, source: SourceInput, parameters: ObjectParameters): Said;
  compare(object: KubernetesObject, base: KubernetesObject, source: SourceInput, parameters: ObjectParameters): Said;
}

/** Families of facts that join objects of several sources. */
const joining = new Set(['exposure', 'identities', 'rbac']);

function isJoining({ facts }: { readonly facts?: readonly string[] | null }): boolean {
  return (facts ?? []).some((family) => joining.has(family));
}

function isPlain(rule: Rule): boolean {
  return !isComparing(rule);
}

type Results = WeakMap<KubernetesObject, Map<string, Said>>;

/** Facts of base, of head, and of an edit that is tried. */
const mostFacts = 3;

/**
 * Evaluates an object only once if several sources, or both sides, share it and its rules see the same facts, parameters
 * and source fields.
 */
async function policyOf(
  { wasm, rules, reads }: Pack,
  check: (answer: unknown) => void,
  pods: PodKinds,
): Promise<Policy> {
  const policy = await loadPolicy(Uint8Array.from(wasm).buffer);
  const has = (name: string): boolean => Object.hasOwn(policy.entrypoints as object, name);
  const [hasReasons, hasBatch] = [has(contextEntrypoint), has(batchEntrypoint)];
  const [looksAt, compares] = [looksBy(rules.filter(isPlain), pods), looksBy(rules.filter(isComparing), pods)];
  const concerned = concernedBy(rules);
  /** A look in parts that are evaluated apart, with the rules that the object concerns. */
  const partsOf = (question: AskedQuestion, look: Look): readonly LookPart[] => {
    const seen = objectOf(look, question.object);
    const object = JSON.stringify(seen);
    const concern = concerned(seen, object);
    return inParts(look.rules).flatMap(({ name, rules: asked }) => {
      const { rules, decoded } = concern(asked);
      return rules.length === 0 ? [] : [{ name, rules, object, decoded }];
    });
  };
  const ask = (question: AskedQuestion, look: Look, base?: KubernetesObject): Said['findings'] =>
    partsOf(question, look).flatMap(({ rules, decoded }) => {
      const part = { ...look, rules };
      const answer: unknown = policy.evaluate(inputOf(question, part, decoded, base), entrypoint);
      check(answer);
      const [{ result }] = results.parse(answer);
      return findingsOf(result, question, part);
    });
  /** The findings of each look; null if one of the evaluations failed. */
  const askTogether = (asked: readonly WrittenLook[]): readonly Said['findings'][] | null => {
    try {
      const text = new TextEncoder().encode(batchText(asked));
      const answer: unknown = policy.evaluate(text.buffer, batchEntrypoint);
      const [{ result }] = batchResults.parse(answer);
      for (const each of result) check([{ result: each }]);
      return asked.map(({ question, look }, place) => findingsOf(result[place] ?? [], question, look));
    } catch {
      return null; // they are evaluated one by one, which says what fails
    }
  };
  const store = ({ object, source, parameters }: AskedQuestion, found: Said): Said => {
    const said = { ...found, findings: oncePerText(object, found.findings) };
    known.set(object, (known.get(object) ?? new Map<string, Said>()).set(keyOf(source, parameters), said));
    return said;
  };
  const keyOf = (source: SourceInput, { key }: ObjectParameters): string =>
    JSON.stringify([key, ...reads.map((field) => source[field])]);
  const answered = (looks: readonly Look[], answer: (look: Look, place: number) => Said['findings']): Said => {
    const each = joined(looks.map((look, place) => askedApart(look, (some) => answer(some, place))));
    return looks.some(({ composed }) => composed !== undefined) ? eachOnce(each) : each;
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
      policy.setData({ facts });
    },
    reasons(object, source, pod) {
      if (!hasReasons) return [];
      const input = { object, source, ...(pod === null ? {} : { pod }) };
      const [{ result }] = reasonsAnswer.parse(policy.evaluate(input, contextEntrypoint));
      return result;
    },
    prepare(questions) {
      if (!hasBatch) return;
      const missing = distinctBy(
        questions.filter(({ object, source, parameters }) => !known.get(object)?.has(keyOf(source, parameters))),
        ({ object }) => object,
      );
      const written = missing.flatMap((question) =>
        withFirstPods(looksAt(question.object)).flatMap((look) =>
          partsOf(question, look).map((part) => writtenPart(question, look, part)),
        ),
      );
      const found = new Map<Look, Said['findings']>();
      const failed = new Set<Look>();
      for (const same of groupBy(written, ({ part }) => part).values())
        for (const some of inPortions(same)) {
          const all = askTogether(some);
          some.forEach(({ look }, place) => {
            if (all === null) failed.add(look);
            else found.set(look, [...(found.get(look) ?? []), ...(all[place] ?? [])]);
          });
        }
      for (const [question, own] of groupBy(written, (each) => each.question)) {
        if (own.some(({ look }) => failed.has(look))) continue;
        const looks = [...new Set(own.map(({ look }) => look))];
        store(
          question,
          answered(looks, (look) => found.get(look) ?? []),
        );
      }
    },
    find(object, source, parameters) {
      const before = known.get(object)?.get(keyOf(source, parameters));
      if (before !== undefined) return before;
      const question = { object, source, parameters };
      return store(
        question,
        answered(withFirstPods(looksAt(object)), (look) => ask(question, look)),
      );
    },
    // Not stored: few objects change, and none of them is compared twice.
    compare(object, base, source, parameters) {
      const looks = withFirstPods(compares(object));
      const first = looks.findIndex(({ composed }) => composed !== undefined); // these come last
      const composedAtBase = first === -1 ? [] : composedPods(base);
      return answered(looks, (look, place) => {
        const before = look.composed === undefined ? base : composedAtBase[place - first]?.object;
        return before === undefined ? [] : ask({ object, source, parameters }, look, before);
      });
    },
  };
}

/** `input` of the rules. */
function inputOf(
  question: AskedQuestion,
  look: Look,
  decoded: readonly DecodedText[],
  base?: KubernetesObject,
): object {
  const { source, parameters } = question;
  const { rules, pod } = look;
  return {
    object: objectOf(look, question.object),
    source,
    rules,
    parameters: parametersOf(rules, parameters.byRule),
    ...(pod === null ? {} : { pod }),
    ...(decoded.length === 0 ? {} : { decoded }),
    ...(base === undefined ? {} : { base }),
  };
}

function findingsOf(
  found: readonly Result[],
  { object }: Question,
  { pod, composed, document }: Look,
): Said['findings'] {
  const all = found.map(asFinding);
  if (composed !== undefined) return all.filter(isKnownOf(composed)).map((finding) => asWritten(finding, composed));
  if (document !== undefined) return all.map((finding) => ofDocument(finding, document));
  return pod?.by === 'shape' ? all.map((finding) => byShape(finding, object, pod)) : all;
}

function withFirstPods(looks: readonly Look[]): readonly Look[] {
  const ofPods = looks.filter(({ pod }) => pod !== null);
  return [...looks.filter(({ pod }) => pod === null), ...ofPods.slice(0, mostPods)];
}

/** Evaluates all rules at once. If one fails, each is evaluated alone, so that only its own findings are lost. */
function askedApart(look: Look, ask: (look: Look) => Said['findings']): Said {
  try {
    return { findings: ask(look), failures: [] };
  } catch (thrown) {
    const [rule, ...others] = look.rules;
    if (rule !== undefined && others.length === 0)
      return { findings: [], failures: [{ rule: rule.join('/'), why: whyFailed(thrown) }] };
    const alone = (each: RuleName): Said => askedApart({ ...look, rules: [each] }, ask);
    return joined(look.rules.map(alone));
  }
}

/** In one line: where a finding is not what docs/writing-rules.md describes, and why. */
function whyFailed(thrown: unknown): string {
  if (!(thrown instanceof z.ZodError)) return messageOf(thrown);
  const [issue] = thrown.issues;
  const [, , , ...path] = issue?.path ?? []; // [0].result[n] is the finding
  return `a finding is not valid: ${[path.join('.'), issue?.message ?? ''].filter((part) => part !== '').join(': ')}`;
}

function joined(all: readonly Said[]): Said {
  return {
    findings: all.flatMap(({ findings }) => findings),
    failures: all.flatMap(({ failures }) => failures),
  };
}

/** Of a container that the controller completes, only what is written is known. */
function isKnownOf({ isPartial, object }: ComposedPod): (finding: Said['findings'][number]) => boolean {
  return ({ path }) => !isPartial || at(object, path) !== undefined;
}

/** With the paths of the object that people write. */
function asWritten(
  finding: Said['findings'][number],
  { written }: Pick<ComposedPod, 'written'>,
): Said['findings'][number] {
  const { path, fix, extentAt } = finding;
  return {
    ...finding,
    path: written(path),
    fix: fix.map((operation) => ({ ...operation, path: written(operation.path) })),
    ...(extentAt === undefined ? {} : { extentAt: mapped(extentAt, (items) => mapped(items, written)) }),
  };
}

function ofDocument(finding: Said['findings'][number], document: EmbeddedDocument): Said['findings'][number] {
  const written = asWritten(finding, document);
  return document.isText ? inText(written) : written;
}

/** Pods of one object may share a volume or a field, which is then said once. */
function eachOnce({ findings, failures }: Said): Said {
  return {
    findings: distinctBy(findings, ({ rule, path, message }) => JSON.stringify([rule, path, message])),
    failures,
  };
}

/** The kind is not known to create pods, or to accept every field of a pod. */
function byShape(
  finding: Said['findings'][number],
  { kind }: KubernetesObject,
  { spec }: PodAt,
): Said['findings'][number] {
  const where = spec.join('.');
  return {
    ...finding,
    message: `${finding.message} ${kind} is a custom kind, and ${where} looks like a pod specification.`,
    fix: [],
    noFix: `Only the controller of ${kind} knows whether it takes this field.`,
  };
}

type Result = z.infer<typeof findings>[number];

function asFinding({
  no_fix: noFix,
  extent_at: extentAt,
  left_to: leftTo,
  only_level: onlyLevel,
  entries,
  ...finding
}: Result): Omit<RawFinding, 'manifest'> {
  return {
    ...finding,
    extent: withDigests(finding.extent),
    ...(entries === undefined ? {} : { entries }),
    ...(extentAt === undefined ? {} : { extentAt }),
    ...(leftTo === undefined ? {} : { leftTo }),
    ...(onlyLevel === undefined ? {} : { onlyLevel }),
    ...(noFix === undefined || finding.fix.length > 0 ? {} : { noFix }),
  };
}

function digestOf(secret: Json): string {
  return createHash('sha256').update(canonical(secret)).digest('hex').slice(0, 32);
}

/** With digests instead of the texts in `extent.secret_texts`, so that secrets can be compared and are not kept. */
function withDigests(extent: JsonObject): JsonObject {
  const { secret_texts: texts } = extent;
  if (!isJsonList(texts)) return extent;
  return { ...extent, secret_texts: texts.map(digestOf).sort() };
}

/** Sorts by path, then by rule: sets from the wasm have no useful order. */
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
    message: `${name} of ${source.id} has more than ${what}, and only the first ones were checked. Split it.`,
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
