/** The report says which sets of rules ran, and how many rules are off. */
import { expect, test } from 'vitest';
import { inspectedTotals } from '../../src/report/tally.ts';
import { goldenCase } from './golden-cases.ts';

const { report } = goldenCase('audit');

test.each([
  ['all rules', {}, {}, '40 rules, for'],
  ['one set', { ruleSets: ['default'] }, { rulesOff: 22 }, '40 rules of the set default (22 off), for'],
  ['two sets', { ruleSets: ['default', 'nsa'] }, { rulesOff: 2 }, '40 rules of the sets default, nsa (2 off), for'],
  ['all by name', { ruleSets: ['all'] }, {}, '40 rules, for'],
  ['single rules that are off', {}, { rulesOff: 1 }, '40 rules (1 off), for'],
] as const)('%s', (_, sets, off, expected) => {
  const counts = { ...report.counts, rules: 40, ...off };
  expect(inspectedTotals({ ...report, ...sets, counts })).toContain(`, ${expected} Kubernetes `);
});
