import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Status } from '../../src/model/finding.ts';
import { type Problem } from '../../src/model/problem.ts';
import { type FailOn, type Mode } from '../../src/model/report.ts';
import { type Enforcement, type Severity, severities } from '../../src/model/rule.ts';
import { verdictOf, verdictOfGate, type VerdictInput } from '../../src/policy/verdict.ts';

const problem: Problem = { stage: 'render', code: 'template-failed', subject: 'web', message: 'It failed.' };
const finding = { status: 'new', severity: 'high', enforcement: 'deny' } as const;
const clean: VerdictInput = {
  mode: 'review',
  findings: [],
  problems: [],
  rules: 26,
  sourcesAtHead: 3,
  failOn: 'high',
  allowEmpty: false,
};

describe('the first that applies decides', () => {
  test.each<[string, Partial<VerdictInput>, ReturnType<typeof verdictOf>]>([
    ['nothing wrong', {}, { verdict: 'pass', exitCode: 0 }],
    ['a counted finding', { findings: [finding] }, { verdict: 'fail', exitCode: 1 }],
    ['a problem before findings', { findings: [finding], problems: [problem] }, { verdict: 'error', exitCode: 3 }],
    ['no source before problems', { sourcesAtHead: 0, problems: [problem] }, { verdict: 'error', exitCode: 4 }],
    ['no rule', { rules: 0 }, { verdict: 'error', exitCode: 4 }],
    ['no source, allowed', { sourcesAtHead: 0, allowEmpty: true }, { verdict: 'pass', exitCode: 0 }],
    [
      'no source, allowed, but a problem',
      { sourcesAtHead: 0, allowEmpty: true, problems: [problem] },
      { verdict: 'error', exitCode: 3 },
    ],
  ])('%s', (_, what, expected) => {
    expect(verdictOf({ ...clean, ...what })).toEqual(expected);
  });
});

test('which findings count, by mode, status and enforcement', () => {
  const statuses: readonly Status[] = ['new', 'worsened', 'existing', 'fixed', 'waived'];
  const counted = (['review', 'audit'] satisfies Mode[]).flatMap((mode) =>
    (['deny', 'warn'] satisfies Enforcement[]).flatMap((enforcement) =>
      statuses
        .filter(
          (status) => verdictOf({ ...clean, mode, findings: [{ ...finding, status, enforcement }] }).exitCode === 1,
        )
        .map((status) => `${mode} ${enforcement} ${status}`),
    ),
  );

  expect(counted).toEqual(['review deny new', 'review deny worsened', 'audit deny existing']);
});

test('which severities fail at each --fail-on', () => {
  const levels: readonly FailOn[] = [...severities, 'never'];
  const failing = (failOn: FailOn): Severity[] =>
    severities.filter(
      (severity) => verdictOf({ ...clean, failOn, findings: [{ ...finding, severity }] }).exitCode === 1,
    );

  expect(Object.fromEntries(levels.map((failOn) => [failOn, failing(failOn)]))).toEqual({
    critical: ['critical'],
    high: ['critical', 'high'],
    medium: ['critical', 'high', 'medium'],
    low: ['critical', 'high', 'medium', 'low'],
    never: [],
  });
});

test('law: the order of findings changes nothing, and one more never makes a failure pass', () => {
  const arbitrary = fc.record({
    status: fc.constantFrom<Status>('new', 'worsened', 'existing', 'fixed', 'waived'),
    severity: fc.constantFrom(...severities),
    enforcement: fc.constantFrom<Enforcement>('deny', 'warn'),
  });
  fc.assert(
    fc.property(fc.array(arbitrary), arbitrary, (findings, more) => {
      const verdict = verdictOf({ ...clean, findings });
      expect(verdictOf({ ...clean, findings: findings.toReversed() })).toEqual(verdict);
      expect(verdictOf({ ...clean, findings: [...findings, more] }).exitCode).toBeGreaterThanOrEqual(verdict.exitCode);
    }),
  );
});

test('before the last stage of a rollout, the gate sees another verdict than the report has', () => {
  expect([
    verdictOfGate({ verdict: 'fail' }),
    verdictOfGate({ verdict: 'pass', rollout: { stage: 'comment', verdict: 'error' } }),
    verdictOfGate({ verdict: 'fail', rollout: { stage: 'gate', verdict: 'fail' } }),
  ]).toEqual(['fail', 'error', 'fail']);
});
