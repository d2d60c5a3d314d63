import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { caseFiles, casesOf, ruleIds } from '../../src/rules/cases/cases.ts';
import { outcomeOf } from '../../scripts/policies/outcome.ts';
import { openPack } from './pack.ts';

const { evaluator, rules } = await openPack();
const ids = await ruleIds('policies');

describe('the folders of rules', () => {
  it('are the rules that are shipped', () => {
    expect(rules.map((rule) => rule.id)).toEqual(ids);
  });

  it.each(ids)('%s holds the rule by its name, and cases', async (id) => {
    const name = id.slice(id.indexOf('/') + 1);
    expect((await readdir(join('policies/rules', id))).sort()).toEqual([`${name}.rego`, 'cases'].sort());
  });
});

for (const id of ids) {
  const cases = await casesOf('policies', id);
  describe(id, () => {
    it('has cases with findings and cases without', () => {
      const found = cases.map((test) => outcomeOf(evaluator, test).findings.length > 0);
      expect(new Set(found)).toEqual(new Set([true, false]));
    });

    it.each(cases.map((test) => [test.name, test] as const))('finds what it should: %s', async (_, test) => {
      const outcome = outcomeOf(evaluator, test);
      const expected = JSON.parse(await readFile(join(test.directory, 'expected.json'), 'utf8')) as unknown;
      const fixed = join(test.directory, 'fixed.yaml');

      expect(outcome.findings).toEqual(expected);
      expect(outcome.fixed).toEqual(existsSync(fixed) ? load(await readFile(fixed, 'utf8')) : null);
      expect(outcome.left).toEqual([]);
    });

    it('has no files in its cases that nothing reads', async () => {
      const names = await Promise.all(cases.map((test) => readdir(test.directory)));
      expect(names.flat().filter((name) => !(caseFiles as readonly string[]).includes(name))).toEqual([]);
    });
  });
}

describe('the headers', () => {
  it('say a risk exactly when the rule offers a fix', async () => {
    const offers = async (id: string): Promise<boolean> =>
      (await casesOf('policies', id)).some((test) =>
        outcomeOf(evaluator, test).findings.some((finding) => finding.fix.length > 0),
      );
    // A review fixes it with the level of the base, which the rule alone does not see.
    const others = rules.filter(({ id }) => id !== 'guard-rails/pod-security-level-lowered');
    const offering = await Promise.all(others.map(async (rule) => [rule.id, await offers(rule.id)]));
    expect(offering).toEqual(others.map((rule) => [rule.id, rule.fixRisk !== null]));
  });
});
