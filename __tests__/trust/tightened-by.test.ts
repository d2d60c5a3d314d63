/** What a base branch may set: laws over all configurations, and the settings one by one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Finding, type FailOn, type Mode } from '../../src/model/report.ts';
import { type Enforcement, levelNames, type Rule, ruleSets, severities, type Severity } from '../../src/model/rule.ts';
import {
  completed,
  type Config,
  emptyConfig,
  parseWritten,
  type WrittenConfig,
} from '../../src/policy/config/config.ts';
import { chosenSets, type RuleChange } from '../../src/policy/config/rules.ts';
import { onDay } from '../../src/policy/effective.ts';
import { tightenedBy } from '../../src/policy/layers/tightened-by.ts';
import { standingOf } from '../../src/policy/standing.ts';
import { type ExitCode, verdictOf } from '../../src/policy/verdict.ts';

const ids = ['a/one', 'a/two', 'b/three'] as const;
const severity = fc.constantFrom<Severity>(...severities);
const enforcement = fc.constantFrom<Enforcement>('deny', 'warn');
const day = fc.constantFrom('2026-01-01', '2026-06-01', '2027-01-01');
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

/** Without the keys whose value is undefined: they are not written. */
type Written<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

function written<T extends object>(value: T): Written<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Written<T>;
}

const rule = (id: string): fc.Arbitrary<Rule> =>
  fc
    .record({
      severity,
      enforcement,
      sets: optional(fc.subarray([...ruleSets])),
      report: fc.constantFrom('always' as const, 'lost' as const, 'removed' as const, 'added' as const),
      level: optional(
        fc
          .constantFrom(...levelNames)
          .map((name) => ({ standard: 'pod-security' as const, name, control: '', check: '' })),
      ),
    })
    .map((header) => ({
      ...written(header),
      id,
      title: '',
      description: '',
      remedy: '',
      kinds: [],
      standards: [],
      related: [],
      fixRisk: null,
      fixCheck: null,
      since: '',
      readsFacts: false,
      parameters: { names: { type: 'strings' as const, default: [], description: '' } },
    }));
const rules = fc.tuple(...ids.map(rule));

const change: fc.Arbitrary<RuleChange> = fc
  .record({
    enabled: optional(fc.boolean()),
    severity: optional(severity),
    enforcement: optional(enforcement),
    effective: optional(day),
    parameters: optional(fc.record({ names: fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }) })),
    where: optional(
      fc.array(fc.record({ namespace: fc.constant('x'), parameters: fc.constant({ names: ['z'] }) }), {
        minLength: 1,
        maxLength: 1,
      }),
    ),
  })
  .map(written);

const configuration: fc.Arbitrary<WrittenConfig> = fc
  .record({
    failOn: optional(fc.constantFrom<FailOn>(...severities, 'never')),
    failOnExistingProblems: optional(fc.boolean()),
    deadline: optional(fc.constantFrom(1, 60)),
    kubernetesVersion: optional(fc.constantFrom('1.20', '1.37')),
    exclude: optional(fc.subarray(['a/**', '!a/b'])),
    fetch: optional(fc.record({ hosts: fc.subarray(['charts.example.com', 'other.example.com']) })),
    sets: optional(fc.subarray([...chosenSets])),
    rules: optional(fc.dictionary(fc.constantFrom(...ids), change).map((changes) => ({ ...changes }))),
    waivers: optional(
      fc.array(fc.constant({ rule: 'a/one', file: '**', reason: 'x', owner: 'me', expires: '2026-12-01' }), {
        maxLength: 1,
      }),
    ),
  })
  .map(written);

const finding = fc.record({
  rule: fc.constantFrom(...ids),
  status: fc.constantFrom<Finding['status']>('new', 'worsened', 'existing'),
  /** Whether only a lost protection is seen. */
  isLost: fc.boolean(),
  /** Whether the API server would refuse the pod, because its namespace enforces the level of the rule. */
  isRefused: fc.boolean(),
});

const today = '2026-06-15';

/** From the least to the most that is denied. */
const order: Readonly<Record<ExitCode, number>> = { 0: 0, 1: 1, 3: 2, 4: 2 };

interface Seen {
  readonly rule: string;
  readonly status: Finding['status'];
  readonly isLost: boolean;
  readonly isRefused: boolean;
}

function exitOf(config: Config, of: readonly Rule[], mode: Mode, seen: readonly Seen[]): number {
  const standing = standingOf(onDay(config, today), of, mode);
  const findings = seen.flatMap(({ rule: id, status, isLost, isRefused }) => {
    const counts = standing(id);
    if (counts === null || (counts.report === 'lost' && !isLost)) return [];
    const { enforcement, isSet = false } = counts;
    const raised = isRefused && !isSet && of.find((each) => each.id === id)?.level !== undefined;
    return [
      { status, severity: raised && counts.severity !== 'critical' ? ('high' as const) : counts.severity, enforcement },
    ];
  });
  const failOn = config.failOn ?? 'high';
  return order[
    verdictOf({ mode, findings, problems: [], rules: 1, sourcesAtHead: 1, failOn, allowEmpty: false }).exitCode
  ];
}

describe('for every configuration of a base branch', () => {
  test('the verdict is never laxer than that of the default branch alone', () => {
    fc.assert(
      fc.property(
        rules,
        configuration,
        configuration,
        fc.array(finding, { maxLength: 4 }),
        fc.constantFrom<Mode>('review', 'audit'),
        (of, lower, upper, findings, mode) => {
          const before = completed(lower);
          const { config } = tightenedBy(before, upper, of);

          expect(exitOf(config, of, mode, findings)).toBeGreaterThanOrEqual(exitOf(before, of, mode, findings));
        },
      ),
      { numRuns: 20_000 },
    );
  });

  test('nothing is excluded, fetched, waived or given parameters that the default branch does not have', () => {
    fc.assert(
      fc.property(rules, configuration, configuration, (of, lower, upper) => {
        const before = completed(lower);
        const { config } = tightenedBy(before, upper, of);

        const { exclude, fetch, waivers, charts, workloads, kubernetesVersion, deadline } = before;
        expect(config).toMatchObject({ exclude, fetch, waivers, charts, workloads });
        expect([config.kubernetesVersion, config.deadline]).toEqual([kubernetesVersion, deadline]);
        for (const each of of.filter(({ id }) => standingOf(before, [...of], 'review')(id) !== null)) {
          expect(config.rules[each.id]?.where ?? []).toEqual(before.rules[each.id]?.where ?? []);
          expect(config.rules[each.id]?.parameters?.['names'] ?? []).toEqual(
            before.rules[each.id]?.parameters?.['names'] ?? [],
          );
        }
      }),
      { numRuns: 5_000 },
    );
  });

  test('one that sets nothing changes nothing', () => {
    fc.assert(
      fc.property(rules, configuration, (of, lower) => {
        const { config, left, taken } = tightenedBy(completed(lower), {}, of);

        expect({ config, left, taken }).toEqual({ config: completed(lower), left: [], taken: {} });
      }),
    );
  });
});

const one: Rule = {
  id: 'a/one',
  title: '',
  description: '',
  severity: 'medium',
  enforcement: 'deny',
  remedy: '',
  kinds: [],
  standards: [],
  related: [],
  fixRisk: null,
  fixCheck: null,
  since: '',
  readsFacts: false,
  sets: ['default'],
  parameters: { names: { type: 'strings', default: ['x'], description: '' } },
};

test.each<[string, string, readonly string[]]>([
  ['a laxer threshold', 'failOn: never', ['failOn is never, less strict than high']],
  ['a stricter threshold', 'failOn: low', []],
  ['existing problems that no longer fail', 'failOnExistingProblems: false', []],
  ['a rule that is off', 'rules: {a/one: off}', ['rules.a/one.enabled turns the rule off']],
  ['a rule that warns', 'rules: {a/one: warn}', ['rules.a/one.enforcement only warns, instead of deny']],
  [
    'a lower severity',
    'rules: {a/one: {severity: low}}',
    ['rules.a/one.severity lowers the severity from medium to low'],
  ],
  ['a higher severity', 'rules: {a/one: {severity: critical}}', []],
  [
    'a later day',
    'rules: {a/one: {effective: 2027-01-01}}',
    ['rules.a/one.effective only warns until 2027-01-01, instead of denying now'],
  ],
  [
    'another parameter',
    'rules: {a/one: {parameters: {names: []}}}',
    ['rules.a/one.parameters.names is another parameter, and whether it is stricter cannot be told'],
  ],
  ['the same parameter', 'rules: {a/one: {parameters: {names: [x]}}}', []],
  [
    'parameters for some objects',
    'rules: {a/one: {where: [{namespace: x, parameters: {}}]}}',
    ['rules.a/one.where has parameters for some objects, and whether they are stricter cannot be told'],
  ],
  ['a rule that does not exist', 'rules: {a/gone: deny}', ['rules.a/gone is for a rule that does not exist']],
  ['fewer sets', 'rules: {sets: [nsa]}', ['rules.sets leaves out default']],
  ['more sets', 'rules: {sets: [default, nsa]}', []],
  ['files that are not checked', 'exclude: ["**"]', ['exclude is another one, and only the default branch can set it']],
  [
    'another host',
    'fetch: {hosts: [evil.example.com]}',
    ['fetch is another one, and only the default branch can set it'],
  ],
  [
    'another version',
    'kubernetesVersion: 1.20',
    ['kubernetesVersion is another one, and only the default branch can set it'],
  ],
])('of a base branch with %s, what is left says why', (_, text, expected) => {
  const { left } = tightenedBy(emptyConfig, parseWritten('x.yaml', text), [one]);

  expect(left.map(({ path, what }) => `${path.join('.')} ${what}`)).toEqual(expected);
});

test('of one entry, what tightens is taken and the rest is left', () => {
  const upper = parseWritten('x.yaml', 'rules: {a/one: {enabled: false, severity: critical, enforcement: warn}}');

  const { config, left } = tightenedBy(emptyConfig, upper, [one]);

  expect(config.rules).toEqual({ 'a/one': { severity: 'critical' } });
  expect(left).toHaveLength(2);
});
