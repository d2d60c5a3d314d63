import { expect, test } from 'vitest';
import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { type Rule, type RuleSetName, ruleSets } from '../../src/model/rule.ts';

const { rules } = await loadPack('dist');

function missing(set: RuleSetName, wants: (rule: Rule) => boolean): string[] {
  return rules.filter((rule) => wants(rule) && rule.sets?.includes(set) !== true).map(({ id }) => id);
}

const names =
  (standard: string) =>
  ({ standards }: Rule): boolean =>
    standards.some((each) => each.startsWith(standard));

test('a rule is in the set of each standard that it names', () => {
  expect(missing('nsa', names('NSA-CISA'))).toEqual([]);
  expect(missing('cis', names('CIS Kubernetes Benchmark'))).toEqual([]);
  expect(missing('baseline', names('PSS baseline'))).toEqual([]);
  expect(missing('restricted', names('PSS restricted'))).toEqual([]);
});

test('the restricted level has all that the baseline level has', () => {
  expect(missing('restricted', ({ sets = [] }) => sets.includes('baseline'))).toEqual([]);
});

test('the default set is what gives up the node or the cluster, and not many rules', () => {
  const inDefault = rules.filter(({ sets = [] }) => sets.includes('default'));

  expect(missing('default', ({ severity }) => severity === 'critical')).toEqual([]);
  expect(inDefault.length).toBeLessThanOrEqual(30);
});

test('every built-in rule says its sets, each once', () => {
  expect(rules.filter(({ sets }) => sets === undefined || new Set(sets).size < sets.length)).toEqual([]);
});

test('no set is empty', () => {
  expect(ruleSets.filter((set) => !rules.some(({ sets = [] }) => sets.includes(set)))).toEqual([]);
});
