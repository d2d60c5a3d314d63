/** `compares` of a header is what the Rego reads, directly or through a library. */
import { afterAll, describe, expect, test } from 'vitest';
import { checkedHeaders } from '../../src/rules/headers/checked-headers.ts';
import { readable } from '../../src/facts/registry.ts';
import { openEngines, orFaults } from '../../scripts/policies/rego-engine.ts';

const engines = await openEngines(process.cwd());
afterAll(() => engines.close());

const header = (more: string): string => `# METADATA
# title: Keep it
# description: It protects.
# related_resources:
#   - ref: https://example.test/it
# custom:
#   severity: low
#   enforcement: warn
#   remedy: Restore it.
#   kinds: [ConfigMap]
#   standards: [none]
#   fix_risk: null
#   fix_check: null
#   since: 1.0.0
${more}package plimsoll.rules.own.it
`;

const reads = (what: string): string => `findings contains {"path": ["data"], "message": "Changed."} if {
	${what} != input.object.data
}
`;

const library = 'package plimsoll.lib.before\n\nvalue := object.get(input, ["base", "data"], null)\n';

async function faultsOf(text: string): Promise<readonly string[]> {
  const modules = new Map([
    ['lib/before.rego', library],
    ['rules/own/it/it.rego', text],
  ]);
  const facts = { known: readable, isAlwaysDeclared: false };
  return orFaults(await checkedHeaders(modules, engines.rego, facts)).faults;
}

const compares = '#   compares: true\n';
const through = 'import data.plimsoll.lib.before\n\n';

describe('a rule that compares', () => {
  test.each([
    ['reads the base', header(compares) + reads('input.base.data')],
    ['reads it in a library', header(compares) + through + reads('before.value')],
    ['is another one if it reads none', header('') + reads('input.object.metadata')],
    ['may read facts', header(compares) + reads('input.base.data == data.facts.sbom.kept; true')],
  ])('%s', async (_, text) => {
    expect(await faultsOf(text)).toEqual([]);
  });

  test.each([
    ['says so', header('') + reads('input.base.data'), 'custom.compares: is missing, and the rule reads input.base'],
    [
      'says so for a library',
      header('') + through + reads('before.value'),
      'custom.compares: is missing, and the rule reads input.base',
    ],
    [
      'says so only then',
      header(compares) + reads('input.object.metadata'),
      'custom.compares: is true, and the rule does not read input.base',
    ],
    [
      'offers no fix',
      header(compares).replace('fix_risk: null', 'fix_risk: none') + reads('input.base.data'),
      'custom.compares: goes with fix_risk null, and without report',
    ],
    [
      'is always reported',
      header(`${compares}#   report: lost\n`) + reads('input.base.data'),
      'custom.compares: goes with fix_risk null, and without report',
    ],
  ])('%s', async (_, text, fault) => {
    expect(await faultsOf(text)).toEqual([`rules/own/it/it.rego: ${fault}`]);
  });
});
