/** Reads the headers of all rules, and checks them against what the Rego reads. */
import { type Rego, type RegoModules, type RegoOutcome } from '../../engine/rego.ts';
import { baseReached } from './base-reached.ts';
import { factsReached } from './facts-reached.ts';
import { type FactsRead, type Headers, readHeaders } from './headers.ts';
import { parametersReached } from './parameters-reached.ts';
import { type ParsedModule, parseModules, referencesReached } from './references.ts';

/** @param modules the rules with the libraries that they import. */
export async function checkedHeaders(
  modules: RegoModules,
  rego: Rego,
  facts: Omit<FactsRead, 'reached'>,
): Promise<RegoOutcome<Headers>> {
  const annotations = await rego.annotations({ modules, version: 'v1' });
  if (!annotations.ok) return annotations;
  const parsed = await parseModules(modules, rego);
  if (!parsed.ok) return parsed;
  const references = referencesReached(parsed.value);
  const reached = factsReached(references);
  const headers = readHeaders(modules, annotations.value, {
    facts: { ...facts, reached },
    parameters: parametersReached(references),
    base: baseReached(references),
  });
  return { ok: true, value: { ...headers, faults: [...headers.faults, ...silentRules(parsed.value)] } };
}

/** A rule whose set has another name is never asked for, so it would pass everything. */
function silentRules(modules: ReadonlyMap<string, ParsedModule>): string[] {
  return [...modules]
    .filter(([file, { sets }]) => file.startsWith('rules/') && !sets.includes('findings'))
    .map(([file]) => `${file}: finds nothing: expected \`findings contains finding if { … }\``);
}
