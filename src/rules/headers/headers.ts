/** Reads the headers of all rules, and checks them against files, packages and what the Rego reads. */
import { ruleOfHeader } from './header.ts';
import { type Reached } from './facts-reached.ts';
import { undeclaredFaults, type ParametersReached } from './parameters-reached.ts';
import { isComparing, type Rule } from '../../model/rule.ts';
import type { RegoAnnotation, RegoModules } from '../../engine/rego.ts';

/** The rules, and the faults of their headers, one per line. */
export interface Headers {
  /** Sorted by id. */
  readonly rules: readonly Rule[];
  readonly faults: readonly string[];
}

/** The facts that the Rego of rules reads. Their headers must declare the same. */
export interface FactsRead {
  /** By file. */
  readonly reached: ReadonlyMap<string, Reached>;
  /** The families that exist. */
  readonly known: readonly string[];
  /** Whether a header without `facts` declares that the rule reads none. */
  readonly isAlwaysDeclared: boolean;
}

/** What the Rego of rules reads. Their headers must declare the same. */
export interface RegoRead {
  readonly facts: FactsRead;
  /** The parameters, by file. */
  readonly parameters: ReadonlyMap<string, ParametersReached>;
  /** The files that read `input.base`. */
  readonly base: ReadonlySet<string>;
}

const nothing: RegoRead = {
  facts: { reached: new Map(), known: [], isAlwaysDeclared: true },
  parameters: new Map(),
  base: new Set(),
};

/** Reads the header of every file `rules/<group>/<rule>/<rule>.rego`. No other file may exist below rules/. */
export function readHeaders(
  modules: RegoModules,
  annotations: readonly RegoAnnotation[],
  { facts, parameters, base }: RegoRead = nothing,
): Headers {
  const files = [...modules.keys()].filter((file) => file.startsWith('rules/'));
  const results = files.map((file) => {
    const annotation = annotations.find((each) => each.file === file && each.path[0] === 'plimsoll');
    return withBase(file, withParameters(file, withFacts(file, readHeader(file, annotation), facts), parameters), base);
  });
  const rules = results.flatMap((result) => (result.rule === null ? [] : [result.rule]));
  return {
    rules: rules.sort((left, right) => (left.id < right.id ? -1 : 1)),
    faults: results.flatMap((result) => result.faults),
  };
}

interface Read {
  readonly rule: Rule | null;
  readonly faults: readonly string[];
}

function withFacts(file: string, { rule, faults }: Read, { reached, known, isAlwaysDeclared }: FactsRead): Read {
  const read = reached.get(file) ?? (reached.has(file) ? null : []);
  if (rule === null) return { rule, faults };
  const declared = rule.facts ?? (isAlwaysDeclared ? [] : read);
  const wrong = factFaults(declared, read, known);
  if (wrong.length > 0) return { rule: null, faults: wrong.map((text) => `${file}: custom.facts: ${text}`) };
  if (declared === null) return { rule: { ...rule, readsFacts: true }, faults };
  return { rule: { ...rule, readsFacts: declared.length > 0, facts: [...declared].sort() }, faults };
}

function withParameters(file: string, { rule, faults }: Read, reached: ReadonlyMap<string, ParametersReached>): Read {
  const read = reached.get(file) ?? (reached.has(file) ? null : []);
  const wrong = rule === null ? [] : undeclaredFaults(rule, read);
  if (wrong.length === 0) return { rule, faults };
  return { rule: null, faults: [...faults, ...wrong.map((text) => `${file}: custom.parameters: ${text}`)] };
}

function withBase(file: string, { rule, faults }: Read, reading: ReadonlySet<string>): Read {
  const wrong = rule === null ? null : baseFault(rule, reading.has(file));
  return wrong === null ? { rule, faults } : { rule: null, faults: [...faults, `${file}: custom.compares: ${wrong}`] };
}

function baseFault(rule: Rule, isRead: boolean): string | null {
  const compares = isComparing(rule);
  if (isRead && !compares) return 'is missing, and the rule reads input.base';
  return !isRead && compares ? 'is true, and the rule does not read input.base' : null;
}

function factFaults(declared: Reached, read: Reached, known: readonly string[]): string[] {
  const unknown = [...(declared ?? []), ...(read ?? [])].filter((name) => !known.includes(name));
  if (unknown.length > 0)
    return [...new Set(unknown)].map((name) => `${name} is not a family of facts; expected one of ${known.join(', ')}`);
  if (declared === null) return [];
  if (read === null)
    return ['it cannot be determined which families it reads; write data.facts.targets[…].<family> in one reference'];
  return [
    ...read.filter((name) => !declared.includes(name)).map((name) => `has no ${name}, which the rule reads`),
    ...declared.filter((name) => !read.includes(name)).map((name) => `has ${name}, which the rule does not read`),
  ];
}

function readHeader(file: string, annotation: RegoAnnotation | undefined): Read {
  const [, id, name] = /^rules\/([^/]+\/([^/]+))\/\2\.rego$/.exec(file) ?? [];
  if (id === undefined || name === undefined) return fault(file, 'is not rules/<group>/<rule>/<rule>.rego');
  if (annotation === undefined) return fault(file, 'has no METADATA block for its package');
  const expected = ['plimsoll', 'rules', ...id.split('/')];
  if (annotation.path.join('/') !== expected.join('/')) {
    return fault(file, `is package ${annotation.path.join('/')}, and its folder says ${expected.join('/')}`);
  }
  const result = ruleOfHeader(id, annotation.annotation);
  if (result.ok) return { rule: { ...result.rule, readsFacts: false }, faults: [] };
  return { rule: null, faults: result.faults.map((text) => `${file}: ${text}`) };
}

function fault(file: string, text: string): Read {
  return { rule: null, faults: [`${file}: ${text}`] };
}
