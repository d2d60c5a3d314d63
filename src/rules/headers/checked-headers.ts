/** Reads the headers of all rules, and checks them against what the Rego reads. */
import { type Rego, type RegoModules, type RegoOutcome } from '../../engine/rego.ts';
import { factsReached } from './facts-reached.ts';
import { type FactsRead, type Headers, readHeaders } from './headers.ts';
import { parametersReached } from './parameters-reached.ts';
import { parseModules, referencesReached } from './references.ts';

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
  return {
    ok: true,
    value: readHeaders(modules, annotations.value, { ...facts, reached }, parametersReached(references)),
  };
}
