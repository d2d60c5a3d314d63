/** Finds which families of facts the Rego of a rule reads, directly or through other packages. */
import { z } from 'zod';
import { type Rego, type RegoModules, type RegoOutcome } from '../../engine/rego.ts';
import { isMap, list } from '../../foundation/json.ts';
import { mapped } from '../../foundation/mapped.ts';
import { type Json } from '../../model/json.ts';

/** Names of families, sorted; null if it reads facts, but which ones can't be determined. */
export type Reached = readonly string[] | null;

/** The parts of a reference, starting with `data`; null for a part that is not literal. */
type Reference = readonly (string | null)[];

interface Parsed {
  readonly package: Reference;
  readonly references: readonly Reference[];
}

/** Uses OPA's own parser, so that comments and strings are not mistaken for references. */
const parser = 'package parser\n\nparsed := {file: rego.parse_module(file, text) | some file, text in input}\n';

/** The families that each module reads, by file. */
export async function factsReached(
  modules: RegoModules,
  rego: Pick<Rego, 'eval'>,
): Promise<RegoOutcome<ReadonlyMap<string, Reached>>> {
  const outcome = await rego.eval({
    modules: new Map([['parser.rego', parser]]),
    version: 'v1',
    query: 'data.parser.parsed',
    data: {},
    input: Object.fromEntries(modules),
  });
  if (!outcome.ok) return outcome;
  const parsed = mapped(z.tuple([z.record(z.string(), z.json())]).parse(outcome.value)[0], parsedModule);
  const all = Object.values(parsed);
  return { ok: true, value: new Map(Object.entries(parsed).map(([file, module]) => [file, reachedFrom(module, all)])) };
}

const importSchema = z.object({ path: z.object({ value: z.array(z.json()) }), alias: z.string().optional() });
const moduleSchema = z.object({
  package: z.object({ path: z.array(z.json()) }),
  imports: z.array(importSchema).default([]),
  rules: z.json().default([]),
});

function parsedModule(module: Json): Parsed {
  const { package: own, imports, rules } = moduleSchema.parse(module);
  const names = new Map(
    imports.map(({ path, alias }) => {
      const way = partsOf(path.value);
      return [alias ?? way.at(-1) ?? '', way] as const;
    }),
  );
  return { package: partsOf(own.path), references: referencesIn(rules, names) };
}

type Names = ReadonlyMap<string, Reference>;

/** Every reference to `data`, or to something imported from it. */
function referencesIn(node: unknown, names: Names): Reference[] {
  if (Array.isArray(node)) return node.flatMap((each) => referencesIn(each, names));
  if (!isMap(node)) return [];
  if (node['type'] === 'var') return fromData([partOf(node)], names);
  if (node['type'] !== 'ref') return Object.values(node).flatMap((each) => referencesIn(each, names));
  const [, ...rest] = list(node['value']);
  return [...fromData(partsOf(list(node['value'])), names), ...referencesIn(rest, names)];
}

function fromData([first = null, ...rest]: Reference, names: Names): Reference[] {
  if (first === 'data') return [[first, ...rest]];
  const imported = first === null ? undefined : names.get(first);
  return imported?.[0] === 'data' ? [[...imported, ...rest]] : [];
}

/** A variable is literal only as the first part. */
function partsOf(terms: readonly unknown[]): Reference {
  return terms.map((term, index) => (index === 0 || (isMap(term) && term['type'] === 'string') ? partOf(term) : null));
}

function partOf(term: unknown): string | null {
  return isMap(term) && typeof term['value'] === 'string' ? term['value'] : null;
}

function reachedFrom(module: Parsed, all: readonly Parsed[]): Reached {
  const reached = new Set([module]);
  for (const each of reached)
    for (const other of all) if (each.references.some((reference) => leadsInto(reference, other))) reached.add(other);
  const families = [...reached].flatMap(({ references }) => references.filter(isOfFacts).map(familiesOf));
  return families.includes(null) ? null : [...new Set(families.flatMap((names) => names ?? []))].sort();
}

/** Whether a reference may lead into the module: one is a prefix of the other, as far as the parts are literal. */
function leadsInto(reference: Reference, { package: own }: Parsed): boolean {
  return own.every(
    (part, index) => index >= reference.length || reference[index] === null || reference[index] === part,
  );
}

function isOfFacts([, second = null]: Reference): boolean {
  return second === 'facts' || second === null;
}

/** `data.facts.sbom`, `data.facts.targets[…].namespaces`, `data.facts.targets[…].from.namespaces`. */
function familiesOf([, second, third, , family, origin]: Reference): Reached {
  if (second !== 'facts' || third === undefined || third === null) return null;
  if (third !== 'targets') return [third];
  if (family === undefined || family === null) return null;
  if (family !== 'from') return [family];
  return origin === undefined || origin === null ? null : [family, origin];
}
