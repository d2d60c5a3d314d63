import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { openEngines, orFaults } from '../../scripts/policies/rego-engine.ts';
import { readable } from '../../src/facts/registry.ts';
import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { parametersReached, type ParametersReached } from '../../src/rules/headers/parameters-reached.ts';
import { parseModules, referencesReached } from '../../src/rules/headers/references.ts';
import { loadUserPack } from '../../src/rules/headers/users.ts';
import { built } from './built.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

const engines = await openEngines(process.cwd());
const { rego } = engines;
afterAll(() => engines.close());

const rule = 'rules/a/b/b.rego';

async function reached(
  body: string,
  others: Readonly<Record<string, string>> = {},
): Promise<ParametersReached | undefined> {
  const modules = new Map([[rule, `package plimsoll.rules.a.b\n\n${body}`], ...Object.entries(others)]);
  return parametersReached(referencesReached(orFaults(await parseModules(modules, rego)))).get(rule);
}

const tags = [{ rule: 'a/b', name: 'tags' }];

describe('the parameters that a rule reads', () => {
  test.each<[string, string, ParametersReached]>([
    ['none', 'x if input.object', []],
    ['none in a comment or a text', '# input.parameters["a/b"].tags\nx := "input.parameters"', []],
    ['none where a part of input is passed on', 'f(o) := o.kind\n\nx := f(input.object)', []],
    ['none, by object.get', 'x := object.get(input, ["object", "spec"], {})', []],
    ['its own', 'x := input.parameters["a/b"].tags', tags],
    ['its own, once', 'x := input.parameters["a/b"].tags[0]\n\ny if not "z" in input.parameters["a/b"]["tags"]', tags],
    ['its own, by an import', 'import input.parameters as p\n\nx := p["a/b"].tags', tags],
    ['its own, by object.get', 'x := object.get(input, ["parameters", "a/b", "tags"], [])', tags],
    ['its own, by object.get of a part', 'x := object.get(input.parameters["a/b"], "tags", [])', tags],
    ["another rule's", 'x := input.parameters["c/d"].tags', [{ rule: 'c/d', name: 'tags' }]],
    ['some that cannot be told: by a variable', 'x if { some name; input.parameters["a/b"][name] }', null],
    ['some that cannot be told: all of its own', 'x := input.parameters["a/b"]', null],
    [
      'some that cannot be told: by object.get',
      'x if { some n; object.get(input, ["parameters", n, "tags"], []) }',
      null,
    ],
    ['some that cannot be told: by input as a whole', 'f(i) := i.parameters\n\nx := f(input)', null],
    ['some that cannot be told: by a part of input that is not written out', 'x if { some part; input[part] }', null],
    [
      'some that cannot be told: where it puts others in their place',
      'x if { y with input.parameters as {} }\n\ny := 1',
      null,
    ],
  ])('are %s', async (_, body, parameters) => {
    expect(await reached(body)).toEqual(parameters);
  });

  test('are those of the libraries that it imports, too', async () => {
    const others = {
      'lib/near.rego': 'package plimsoll.lib.near\n\nx := data.plimsoll.lib.far.x',
      'lib/far.rego': 'package plimsoll.lib.far\n\nx := input.parameters["a/b"].tags',
    };

    expect(await reached('import data.plimsoll.lib.near\n\nx := near.x', others)).toEqual(tags);
    expect(await reached('x := input.object', others)).toEqual([]);
  });
});

describe('the build', () => {
  const file = 'rules/image/not-pinned/not-pinned.rego';
  const read = 'input.parameters["image/not-pinned"].floating_tags';

  test('takes the rules as they are', async () => {
    const { faults } = await built(rego, file, (text) => text);

    expect(faults).toEqual([]);
  });

  test.each<[string, (text: string) => string, string]>([
    [
      'a parameter that the header does not declare',
      (text) => text.replaceAll(read, 'input.parameters["image/not-pinned"].tags'),
      'has no tags, which the rule reads',
    ],
    [
      'a parameter that is never read',
      (text) => text.replaceAll(read, '{"latest"}'),
      'has floating_tags, which the rule does not read',
    ],
    [
      'a parameter of another rule',
      (text) => text.replaceAll(read, 'input.parameters["network-policy/default-deny"].excused_namespaces'),
      'the rule reads excused_namespaces of network-policy/default-deny; a rule may only read its own parameters, input.parameters["image/not-pinned"].<name>',
    ],
    [
      'parameters that cannot be told',
      (text) => text.replaceAll(read, 'input.parameters["image/not-pinned"][_]'),
      'cannot determine which parameters the rule reads; write input.parameters["image/not-pinned"].<name>, and do not use input as a whole',
    ],
  ])('refuses %s', async (_, change, fault) => {
    const { faults } = await built(rego, file, change);

    expect(faults).toContain(`${file}: custom.parameters: ${fault}`);
  });

  test('refuses a default of another type, with file and key', async () => {
    const { faults } = await built(rego, file, (text) => text.replace(/default: \[.*\]/, 'default: latest'));

    expect(faults).toEqual([
      `${file}: custom.parameters.floating_tags.default: expected a list of strings, as its type is strings; got "latest"`,
    ]);
  });

  test('refuses every rule that imports a library which reads a parameter', async () => {
    const { faults } = await built(
      rego,
      'lib/rbac.rego',
      (text) => `${text}\nx := input.parameters["rbac/wildcard"].x\n`,
    );

    expect(faults).toContain('rules/rbac/wildcard/wildcard.rego: custom.parameters: has no x, which the rule reads');
    expect(faults).toContain(
      'rules/rbac/read-all-secrets/read-all-secrets.rego: custom.parameters: the rule reads x of rbac/wildcard; a rule may only read its own parameters, input.parameters["rbac/read-all-secrets"].<name>',
    );
    expect(faults.some((fault) => fault.includes('pod-security'))).toBe(false);
  });
});

describe("a user's rule", () => {
  const own = async (change: (text: string) => string): Promise<string> => {
    const text = await readFile('policies/rules/image/not-pinned/not-pinned.rego', 'utf8');
    const named = text
      .replace('rules.image["not-pinned"]', 'rules.own.tags')
      .replaceAll('"image/not-pinned"', '"own/tags"');
    return temporaryFolder({ 'rules/own/tags/tags.rego': change(named) });
  };

  test('has parameters as ours do, and no sets where it names none', async () => {
    const folder = await own((text) => text.replace(/# {3}sets: .*\n/, ''));

    const { rules } = await loadUserPack(folder, 'dist', await loadPack('dist'), rego, readable);

    expect(rules).toMatchObject([
      { id: 'own/tags', parameters: { floating_tags: { default: ['edge', 'latest', 'main', 'master', 'nightly'] } } },
    ]);
    expect(rules[0]).not.toHaveProperty('sets');
  });

  test('is refused as ours are', async () => {
    const folder = await own((text) => text.replaceAll('].floating_tags', '].tags'));

    await expect(loadUserPack(folder, 'dist', await loadPack('dist'), rego, readable)).rejects.toThrow(
      `${folder}: rules/own/tags/tags.rego: custom.parameters: has no tags, which the rule reads`,
    );
  });
});
