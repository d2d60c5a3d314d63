import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { openEngines, orFaults } from '../../scripts/policies/rego-engine.ts';
import { readable } from '../../src/facts/registry.ts';
import { factsReached, type Reached } from '../../src/rules/headers/facts-reached.ts';
import { parseModules, referencesReached } from '../../src/rules/headers/references.ts';
import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { loadUserPack } from '../../src/rules/headers/users.ts';
import { built } from './built.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

const engines = await openEngines(process.cwd());
const { rego } = engines;
afterAll(() => engines.close());

const rule = 'rules/a/b/b.rego';

async function reached(body: string, others: Readonly<Record<string, string>> = {}): Promise<Reached | undefined> {
  const modules = new Map([[rule, `package plimsoll.rules.a.b\n\n${body}`], ...Object.entries(others)]);
  return factsReached(referencesReached(orFaults(await parseModules(modules, rego)))).get(rule);
}

const target = 'data.facts.targets[input.source.target]';

describe('the families that a rule reaches', () => {
  test.each<[string, string, Reached]>([
    ['none', 'x if input.object', []],
    ['none in a comment or a text', '# data.facts.sbom\nx := "data.facts.sbom"', []],
    ['one of a cluster', `x := ${target}.namespaces.shop`, ['namespaces']],
    ['one of the repository, after a not', 'x if not data.facts.sbom.images.a', ['sbom']],
    ['one in brackets', 'x := data["facts"]["targets"].eu["namespaces"]', ['namespaces']],
    ['one by an import', 'import data.facts.targets as all\n\nx := all.eu.namespaces', ['namespaces']],
    [
      'several, in whatever stands inside',
      `x := [y | some y in ${target}.namespaces[data.facts.sbom.a]]`,
      ['namespaces', 'sbom'],
    ],
    ['one of a cluster, by object.get', `x := object.get(${target}, ["namespaces", "shop"], {})`, ['namespaces']],
    ['where one comes from', `x := ${target}.from.namespaces.shop`, ['from', 'namespaces']],
    ['some that cannot be told: a cluster as a whole', `x := ${target}`, null],
    ['some that cannot be told: by a variable', `x if { some name; ${target}[name] }`, null],
    ['some that cannot be told: all, imported', 'import data.facts\n\nx := facts', null],
  ])('are %s', async (_, body, families) => {
    expect(await reached(body)).toEqual(families);
  });

  test('are those of the libraries that it imports, and of those that these refer to', async () => {
    const others = {
      'lib/near.rego': 'package plimsoll.lib.near\n\nx := data.plimsoll.lib.far.x',
      'lib/far.rego': `package plimsoll.lib.far\n\nx := ${target}.namespaces`,
      'lib/other.rego': 'package plimsoll.lib.other\n\nx := data.facts.sbom',
    };

    expect(await reached('import data.plimsoll.lib.near\n\nx := near.x', others)).toEqual(['namespaces']);
    expect(await reached('x := input', others)).toEqual([]);
  });
});

describe('the header of a built-in rule', () => {
  const deny = 'rules/network-policy/default-deny/default-deny.rego';

  test('says which families the rule reads, in every rule', async () => {
    const { rules, faults } = await built(rego, deny, (text) => text);

    expect(faults).toEqual([]);
    expect(rules.filter(({ readsFacts }) => readsFacts).every(({ facts = [] }) => facts.length > 0)).toBe(true);
    expect(rules.find(({ id }) => id === 'network-policy/default-deny')?.facts).toEqual(['namespaces']);
  });

  test.each([
    ['#   facts: []', 'has no namespaces, which the rule reads'],
    ['#   facts: [namespaces, sbom]', 'has sbom, which the rule does not read'],
    ['#   facts: [namespaces, planets]', `planets is not a family of facts; expected one of ${readable.join(', ')}`],
  ])('is refused with %s', async (line, fault) => {
    const { faults } = await built(rego, deny, (text) => text.replace('#   facts: [namespaces]', line));

    expect(faults).toEqual([`${deny}: custom.facts: ${fault}`]);
  });

  test('is refused where a library that it imports reads facts', async () => {
    const { faults } = await built(rego, 'lib/rbac.rego', (text) => `${text}\nkept := data.facts.sbom.kept\n`);

    expect(faults).toContain('rules/rbac/wildcard/wildcard.rego: custom.facts: has no sbom, which the rule reads');
    expect(faults.some((fault) => fault.includes('pod-security'))).toBe(false);
  });
});

test("a user's rule that does not say which families it reads, reads those that its Rego does", async () => {
  const text = await readFile('policies/rules/sbom/missing/missing.rego', 'utf8');
  const own = text.replace('rules.sbom.missing', 'rules.own.sbom').replace('#   facts: [sbom]\n', '');
  const folder = temporaryFolder({ 'rules/own/sbom/sbom.rego': own });

  const { rules } = await loadUserPack(folder, 'dist', await loadPack('dist'), rego, readable);

  expect(rules).toMatchObject([{ id: 'own/sbom', readsFacts: true, facts: ['sbom'] }]);
});
