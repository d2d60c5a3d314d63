/**
 * The map from checks of peers to rules, map.tsv: a line for each check with the suite, the check, its rules, and, for
 * `-` instead of rules, why it is not claimed. `group/rule@words` counts only findings that contain the words, a regular
 * expression. `+group/rule` may say in its stead what fails, because one cause is one finding; it does not count where the
 * check passes. A reason may be followed by the id that a rule for it would have.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Why a check is not claimed. */
export const reasons = {
  'no-rule': 'no rule of Plimsoll looks for it',
  elsewhere: 'a rule of Plimsoll is about the same and draws the line elsewhere: it judges each field on its own',
  reliability: 'it is about availability, resources, probes or cost',
  convention: "it asks for a team's own names, labels, registries, classes or ranges",
  request: 'it judges a request, an image or a running cluster: what no manifest says',
  changes: 'it changes or creates objects and judges none',
  obsolete: 'it is about what Kubernetes, or the project itself, has removed',
  form: 'it is about the form of a manifest',
} as const;

export type Reason = keyof typeof reasons;

export interface MappedRule {
  readonly id: string;
  /** Null: every finding of the rule counts. */
  readonly only: RegExp | null;
  /** Whether it may say what the other rules leave to it. */
  readonly isStandIn: boolean;
}

export interface Mapping {
  readonly suite: string;
  readonly check: string;
  readonly rules: readonly MappedRule[];
  /** Null if it has rules. */
  readonly reason: Reason | null;
  /** The id that a rule for it would have; null if there is none, or none is known. */
  readonly wanted: string | null;
}

/** @throws {Error} for a line that can't be read. */
export function readMap(): Mapping[] {
  const text = readFileSync(join(import.meta.dirname, 'map.tsv'), 'utf8');
  return text.trimEnd().split('\n').map(mappingOf);
}

function mappingOf(line: string): Mapping {
  const [suite = '', check = '', rules = '', why = ''] = line.split('\t');
  const [reason = '', wanted = null] = why.split(' ');
  if (rules !== '-' && why === '' && rules !== '')
    return { suite, check, rules: rules.split(',').map(mappedRule), reason: null, wanted };
  if (rules !== '-' || !isReason(reason)) throw new Error(`map.tsv: neither rules nor a known reason: ${line}`);
  return { suite, check, rules: [], reason, wanted };
}

function mappedRule(text: string): MappedRule {
  const [id = '', only] = text.replace(/^\+/, '').split('@');
  return { id, only: only === undefined ? null : new RegExp(only, 'i'), isStandIn: text.startsWith('+') };
}

function isReason(text: string): text is Reason {
  return text in reasons;
}

/** What is wrong with the map: checks of suites that it lacks, checks that it has twice, and rules that are not there. */
export function mapFaults(
  map: readonly Mapping[],
  suites: readonly { readonly name: string; readonly checks: readonly string[] }[],
  rules: readonly string[],
): string[] {
  const keys = map.map(({ suite, check }) => `${suite} ${check}`);
  const known = new Set(keys);
  const missing = suites.flatMap(({ name, checks }) =>
    [...new Set(checks)].map((check) => `${name} ${check}`).filter((key) => !known.has(key)),
  );
  const twice = keys.filter((key, index) => keys.indexOf(key) !== index);
  const mapped = new Set(map.flatMap((each) => each.rules.map(({ id }) => id)));
  const absent = [...mapped].filter((id) => !rules.includes(id));
  return [
    ...missing.map((key) => `map.tsv has no line for ${key}`),
    ...twice.map((key) => `map.tsv has two lines for ${key}`),
    ...absent.map((id) => `map.tsv names the rule ${id}, which does not exist`),
  ];
}
