import { orFaults } from '../../scripts/policies/rego-engine.ts';
import { type Rego } from '../../src/engine/rego.ts';
import { readable } from '../../src/facts/registry.ts';
import { checkedHeaders } from '../../src/rules/headers/checked-headers.ts';
import { type Headers } from '../../src/rules/headers/headers.ts';
import { readModules } from '../../src/rules/headers/modules.ts';

/** The built-in rules, one file of them changed. */
export async function built(rego: Rego, file: string, change: (text: string) => string): Promise<Headers> {
  const modules = new Map(await readModules('policies'));
  modules.set(file, change(modules.get(file) ?? ''));
  return orFaults(await checkedHeaders(modules, rego, { known: readable, isAlwaysDeclared: true }));
}
