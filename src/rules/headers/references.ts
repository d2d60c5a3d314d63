/** Finds the references in Rego with OPA's own parser, so that comments and strings are not mistaken for references. */
import { z } from 'zod';
import { type Rego, type RegoModules, type RegoOutcome } from '../../engine/rego.ts';
import { isMap, list } from '../../foundation/json.ts';
import { mapped } from '../../foundation/mapped.ts';
import { type Json } from '../../model/json.ts';

/** The parts of a reference, starting with `data` or `input`; null for a part that is not literal. */
export type Reference = readonly (string | null)[];

export interface ParsedModule {
  readonly package: Reference;
  readonly references: readonly Reference[];
  /** The names of its rules that are sets: `findings contains …`. */
  readonly sets: readonly string[];
}

const parser = 'package parser\n\nparsed := {file: rego.parse_module(file, text) | some file, text in input}\n';

/** Parses all modules; the result is by file. */
export async function parseModules(
  modules: RegoModules,
  rego: Pick<Rego, 'eval'>,
): Promise<RegoOutcome<ReadonlyMap<string, ParsedModule>>> {
  const outcome = await rego.eval({
    modules: new Map([['parser.rego', parser]]),
    version: 'v1',
    query: 'data.parser.parsed',
    data: {},
    input: Object.fromEntries(modules),
  });
  if (!outcome.ok) return outcome;
  const parsed = z.tuple([z.record(z.string(), z.json())]).parse(outcome.value)[0];
  return { ok: true, value: new Map(Object.entries(mapped(parsed, parsedModule))) };
}

/** The references of each module and of all packages that it reaches, by file. */
export function referencesReached(
  modules: ReadonlyMap<string, ParsedModule>,
): ReadonlyMap<string, readonly Reference[]> {
  const all = [...modules.values()];
  return new Map([...modules].map(([file, module]) => [file, reachedFrom(module, all)]));
}

function reachedFrom(module: ParsedModule, all: readonly ParsedModule[]): Reference[] {
  const reached = new Set([module]);
  for (const each of reached)
    for (const other of all) if (each.references.some((reference) => leadsInto(reference, other))) reached.add(other);
  return [...reached].flatMap(({ references }) => references);
}

/** Whether a reference may lead into the module: one is a prefix of the other, as far as the parts are literal. */
function leadsInto(reference: Reference, { package: own }: ParsedModule): boolean {
  return own.every(
    (part, index) => index >= reference.length || reference[index] === null || reference[index] === part,
  );
}

const importSchema = z.object({ path: z.object({ value: z.array(z.json()) }), alias: z.string().optional() });
const moduleSchema = z.object({
  package: z.object({ path: z.array(z.json()) }),
  imports: z.array(importSchema).default([]),
  rules: z.json().default([]),
});

function parsedModule(module: Json): ParsedModule {
  const { package: own, imports, rules } = moduleSchema.parse(module);
  const names = new Map(
    imports.map(({ path, alias }) => {
      const way = partsOf(path.value);
      return [alias ?? way.at(-1) ?? '', way] as const;
    }),
  );
  return { package: partsOf(own.path), references: referencesIn(rules, names), sets: setsIn(rules) };
}

const setRule = z.object({ head: z.object({ ref: z.tuple([z.object({ value: z.string() })]), key: z.json() }) });

function setsIn(rules: Json): string[] {
  const parsed = list(rules).map((rule) => setRule.safeParse(rule));
  return parsed.flatMap(({ data }) => (data === undefined ? [] : [data.head.ref[0].value]));
}

type Names = ReadonlyMap<string, Reference>;

/** Every reference to `data` or `input`, or to something imported from them. */
function referencesIn(node: unknown, names: Names): Reference[] {
  if (Array.isArray(node)) return inCall(node, names) ?? node.flatMap((each) => referencesIn(each, names));
  if (!isMap(node)) return [];
  if (node['type'] === 'var') return fromRoot([partOf(node)], names);
  if (node['type'] !== 'ref') return Object.values(node).flatMap((each) => referencesIn(each, names));
  return inReference(list(node['value']), [], names);
}

/** `way`: parts that follow the terms. */
function inReference(terms: readonly unknown[], way: Reference, names: Names): Reference[] {
  return [...fromRoot([...partsOf(terms), ...way], names), ...referencesIn(terms.slice(1), names)];
}

/** `object.get(input, ["object", "spec"], {})` is a reference to `input.object.spec`, not to `input` as a whole. */
function inCall([call, from, way, ...others]: readonly unknown[], names: Names): Reference[] | null {
  if (!isRef(call) || !isRef(from) || !isMap(way) || partsOf(list(call['value'])).join('.') !== 'object.get')
    return null;
  const steps = way['type'] === 'array' ? list(way['value']) : [way];
  return [...inReference(list(from['value']), steps.map(written), names), ...referencesIn([steps, ...others], names)];
}

function isRef(node: unknown): node is Readonly<Record<string, unknown>> {
  return isMap(node) && node['type'] === 'ref';
}

function fromRoot([first = null, ...rest]: Reference, names: Names): Reference[] {
  if (first === 'data' || first === 'input') return [[first, ...rest]];
  const imported = first === null ? undefined : names.get(first);
  return imported?.[0] === 'data' || imported?.[0] === 'input' ? [[...imported, ...rest]] : [];
}

/** A variable is literal only as the first part. */
function partsOf(terms: readonly unknown[]): Reference {
  return terms.map((term, index) => (index === 0 ? partOf(term) : written(term)));
}

function written(term: unknown): string | null {
  return isMap(term) && term['type'] === 'string' ? partOf(term) : null;
}

function partOf(term: unknown): string | null {
  return isMap(term) && typeof term['value'] === 'string' ? term['value'] : null;
}
