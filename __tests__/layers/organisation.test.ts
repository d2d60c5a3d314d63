/** The organisation's rules over those of repositories: whole reviews of real repositories. */
import { sayBaseline } from '../../src/cli/say-baseline.ts';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/foundation/errors.ts';
import { type Outcome } from '../../src/run/conclude/outcome.ts';
import { type ReviewOptions } from '../../src/run/options.ts';
import { audit } from '../../src/run/audit.ts';
import { writeBaseline } from '../../src/run/baseline.ts';
import { review } from '../../src/run/review.ts';
import { openSmallWorld } from '../rules/some-rules.ts';
import { commit, git, temporaryRepository } from '../snapshot/temporary.ts';

const world = openSmallWorld(() => undefined, null);
afterAll(async () => {
  await (await world).engines.close();
});

const rule = 'pod-security-baseline/host-namespaces';
const own = '.github/plimsoll.yaml';
const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: true, containers: []}\n';
const mandatory = `mandatory:\n  rules:\n    ${rule}: deny\n`;

interface Asked {
  /** The configuration of the default branch. */
  readonly repository: string | null;
  readonly organisation: string;
  readonly pull?: Readonly<Record<string, string>>;
  readonly more?: Partial<ReviewOptions>;
}

async function reviewed({ repository, organisation, pull = { 'a.yaml': pod }, more = {} }: Asked): Promise<Outcome> {
  const directory = temporaryRepository({ 'README.md': 'x', ...(repository === null ? {} : { [own]: repository }) });
  const main = git(directory, 'rev-parse', 'HEAD');
  commit(directory, pull);
  const options: ReviewOptions = {
    config: null,
    kubernetesVersion: null,
    failOn: null,
    allowEmpty: false,
    today: '2026-06-15',
    directory,
    base: main,
    head: 'HEAD',
    trustRoot: main,
    repository: 'shop/web',
    organisation: { file: 'plimsoll.yaml', text: organisation, origin: 'acme/policies@3f786850e3' },
    ...more,
  };
  return review(options, await world);
}

const messages = ({ report }: Outcome): readonly string[] => (report.notices ?? []).map(({ message }) => message);
const end = 'can be tightened, not weakened or waived.';
const atRule = `mandatory.rules.${rule} at plimsoll.yaml:3 of acme/policies@3f786850e3 ${end}`;

describe('a default of the organisation', () => {
  test.each([
    ['holds where the repository says nothing', null, 0],
    ['is changed by the repository', 'failOn: high\n', 1],
  ])('%s', async (_, repository, code) => {
    const { exitCode } = await reviewed({ repository, organisation: 'failOn: never\n' });

    expect(exitCode).toBe(code);
  });

  test('of a rule is changed key by key', async () => {
    const { report } = await reviewed({
      repository: `rules: {${rule}: {severity: low}}`,
      organisation: `rules: {${rule}: {enforcement: warn, severity: critical}}`,
    });

    expect(report.findings).toMatchObject([{ rule, severity: 'low', enforcement: 'warn' }]);
  });
});

describe('what is mandatory cannot be weakened by', () => {
  test.each<[string, string, string, string]>([
    ['off', `rules:\n  ${rule}: off\n`, mandatory, `2: rules.${rule}.enabled: it turns the rule off; ${atRule}`],
    [
      'warn',
      `rules:\n  ${rule}:\n    enforcement: warn\n`,
      mandatory,
      `3: rules.${rule}.enforcement: it only warns, instead of deny; ${atRule}`,
    ],
    [
      'a later day',
      `rules:\n  ${rule}:\n    effective: 2026-12-01\n`,
      mandatory,
      `3: rules.${rule}.effective: it only warns until 2026-12-01, instead of denying now; ${atRule}`,
    ],
    [
      'a lower severity',
      `rules:\n  ${rule}:\n    severity: low\n`,
      mandatory,
      `3: rules.${rule}.severity: it lowers the severity from critical to low; ${atRule}`,
    ],
    [
      'a threshold that lets it pass',
      'failOn: never\n',
      mandatory,
      `1: failOn: it is never, and lets ${rule} pass; ${atRule}`,
    ],
    [
      'files without it',
      'exclude:\n  - "**"\n',
      mandatory,
      `2: exclude.0: it excludes ** from rules like ${rule}; ${atRule}`,
    ],
    [
      'a waiver',
      `waivers:\n  - rule: ${rule}\n    file: a.yaml\n    reason: x\n    owner: me\n    expires: 2026-07-01\n`,
      mandatory,
      `2: waivers.0: it waives ${rule}; ${atRule}`,
    ],
    [
      'a parameter',
      'rules:\n  image/not-pinned:\n    parameters: {floating_tags: []}\n',
      'mandatory:\n  rules:\n    image/not-pinned: deny\n',
      `3: rules.image/not-pinned.parameters.floating_tags: it is another parameter, and whether it is stricter cannot be told; mandatory.rules.image/not-pinned at plimsoll.yaml:3 of acme/policies@3f786850e3 ${end}`,
    ],
    [
      'a parameter for some objects',
      'rules:\n  image/not-pinned:\n    where: [{namespace: x, parameters: {}}]\n',
      'mandatory:\n  rules:\n    image/not-pinned: deny\n',
      `3: rules.image/not-pinned.where: it has parameters for some objects, and whether they are stricter cannot be told; mandatory.rules.image/not-pinned at plimsoll.yaml:3 of acme/policies@3f786850e3 ${end}`,
    ],
    [
      'sets without a mandatory one',
      'rules:\n  sets: [nsa]\n',
      'mandatory:\n  rules:\n    sets: [baseline]\n',
      `2: rules.sets: it leaves out baseline; mandatory.rules.sets at plimsoll.yaml:3 of acme/policies@3f786850e3 ${end}`,
    ],
    [
      'a rule of a mandatory set that is off',
      `rules:\n  ${rule}: off\n`,
      'mandatory:\n  rules:\n    sets: [baseline]\n',
      `2: rules.${rule}.enabled: it turns the rule off; mandatory.rules.sets at plimsoll.yaml:3 of acme/policies@3f786850e3 ${end}`,
    ],
    [
      'a laxer threshold',
      '# ours\nfailOn: critical\n',
      'mandatory:\n  failOn: high\n',
      `2: failOn: it is critical, less strict than high; mandatory.failOn at plimsoll.yaml:2 of acme/policies@3f786850e3 ${end}`,
    ],
    [
      'problems that count no more',
      'failOnExistingProblems: false\n',
      'mandatory:\n  failOnExistingProblems: true\n',
      `1: failOnExistingProblems: it is false; mandatory.failOnExistingProblems at plimsoll.yaml:2 of acme/policies@3f786850e3 ${end}`,
    ],
    [
      'another version of Kubernetes',
      'kubernetesVersion: "1.20"\n',
      'mandatory:\n  kubernetesVersion: "1.36"\n',
      `1: kubernetesVersion: it is 1.20, not 1.36; mandatory.kubernetesVersion at plimsoll.yaml:2 of acme/policies@3f786850e3 ${end}`,
    ],
    [
      'another host',
      'fetch:\n  hosts: [charts.example.com, evil.example.com]\n',
      'mandatory:\n  fetch: {hosts: [charts.example.com]}\n',
      `2: fetch.hosts.1: it allows evil.example.com; mandatory.fetch.hosts at plimsoll.yaml:2 of acme/policies@3f786850e3 ${end}`,
    ],
  ])('%s', async (_, repository, organisation, message) => {
    await expect(reviewed({ repository, organisation })).rejects.toThrow(
      new ConfigurationError(own, `${own}:${message}`),
    );
  });

  test('an input of the workflow', async () => {
    const run = reviewed({ repository: null, organisation: 'mandatory:\n  failOn: high\n', more: { failOn: 'never' } });

    await expect(run).rejects.toThrow(
      `fail-on: it is never, less strict than high; mandatory.failOn at plimsoll.yaml:2 of acme/policies@3f786850e3 ${end}`,
    );
  });

  test('an annotation', async () => {
    const annotated = pod.replace(
      '{name: a}',
      `{name: a, annotations: {waive.plimsoll.dev/${rule.replace('/', '.')}: "{reason: x, owner: me, expires: 2026-07-01}"}}`,
    );
    const directory = temporaryRepository({ 'a.yaml': annotated.replace('hostPID: true', 'hostPID: false') });
    const main = git(directory, 'rev-parse', 'HEAD');
    commit(directory, { 'a.yaml': annotated });
    const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-06-15' };
    const options = { ...common, directory, base: main, head: 'HEAD', trustRoot: main };
    const given = { file: 'plimsoll.yaml', text: mandatory, origin: 'acme/policies@3f786850e3' };

    const alone = await review(options, await world);
    const ruled = await review({ ...options, organisation: given }, await world);

    expect([alone.exitCode, ruled.exitCode]).toEqual([0, 1]);
    expect(messages(ruled).join()).toContain(`${rule} is mandatory (plimsoll.yaml:3) and cannot be waived here`);
  });
});

describe('what is mandatory can be tightened by', () => {
  test.each([
    ['a higher severity', `rules: {${rule}: {severity: critical}}\n`],
    ['a lower threshold', 'failOn: low\n'],
    ['more sets', 'rules: {sets: [default, baseline, nsa]}\n'],
    [
      'a waiver of another rule',
      'waivers: [{rule: rbac/wildcard, file: a.yaml, reason: x, owner: me, expires: 2026-07-01}]\n',
    ],
  ])('%s', async (_, repository) => {
    const { exitCode } = await reviewed({ repository, organisation: mandatory });

    expect(exitCode).toBe(1);
  });

  test('excluding what the organisation excludes', async () => {
    const organisation = `exclude: ["*.yaml"]\n${mandatory}`;

    expect((await reviewed({ repository: 'exclude: ["*.yaml"]\n', organisation })).exitCode).toBe(4);
  });
});

describe('a threshold of the organisation with which a mandatory rule never blocks', () => {
  const lax = `failOn: never\n${mandatory}`;
  const message = `plimsoll.yaml:1 of acme/policies@3f786850e3: failOn: it is never, and lets ${rule} pass, which mandatory.rules.${rule} at plimsoll.yaml:4 makes mandatory; expected a stricter failOn, or mandatory.failOn: never if that is meant.`;

  test.each([
    ['never', lax, message],
    [
      'critical',
      lax.replace('never', 'critical').replace('deny', '{severity: high}'),
      message.replaceAll('never', 'critical'),
    ],
    [
      'never, with a mandatory set',
      'failOn: never\nmandatory: {rules: {sets: [baseline]}}\n',
      'which mandatory.rules.sets at plimsoll.yaml:2 makes mandatory',
    ],
  ])('is refused: %s', async (_, organisation, expected) => {
    const thrown = reviewed({ repository: null, organisation });

    await expect(thrown).rejects.toThrow(ConfigurationError);
    await expect(thrown).rejects.toThrow(expected);
  });

  test.each([
    ['it says so', null, lax.replace('mandatory:\n', 'mandatory:\n  failOn: never\n'), 0],
    ['the rule only warns', null, lax.replace('deny', 'warn'), 0],
    ['the rule is below the usual threshold, too', null, lax.replace('deny', '{severity: medium}'), 0],
    ['the repository sets a stricter one', 'failOn: high\n', lax, 1],
    ['it is no laxer than usual', null, lax.replace('never', 'high'), 1],
  ])('is taken where %s', async (_, repository, organisation, code) => {
    const { exitCode } = await reviewed({ repository, organisation });

    expect(exitCode).toBe(code);
  });

  test('is a problem in a stage of the rollout in which nothing blocks', async () => {
    const { report, exitCode } = await reviewed({
      repository: null,
      organisation: `${lax}rollout: [{repositories: '**', stage: observe}]\n`,
    });

    expect([exitCode, report.rollout]).toEqual([0, { stage: 'observe', verdict: 'error' }]);
    expect(report.problems.map((problem) => problem.message)).toEqual([message]);
  });
});

test('the organisation can waive for one repository what it made mandatory', async () => {
  const organisation = `${mandatory}waivers:\n  - {rule: ${rule}, object: Pod/a, reason: x, owner: me, expires: 2026-07-01, repositories: "shop/*"}\n`;

  expect((await reviewed({ repository: null, organisation })).exitCode).toBe(0);
  expect((await reviewed({ repository: null, organisation, more: { repository: 'pay/web' } })).exitCode).toBe(1);
});

test('a baseline covers nothing of a mandatory rule', async () => {
  const directory = temporaryRepository({ 'a.yaml': pod });
  const given = {
    config: null,
    kubernetesVersion: null,
    failOn: null,
    allowEmpty: false,
    today: '2026-06-15',
  } as const;
  const options = { ...given, directory, paths: [], chart: null, repository: 'shop/web' };
  const result = await writeBaseline({ ...options, grow: false, update: false, dryRun: false }, await world);
  expect(result.isWritten).toBe(true);
  git(directory, 'add', '--all');
  const organisation = (text: string) => ({ file: 'plimsoll.yaml', text, origin: 'acme/policies@3f786850e3' });

  const covered = await audit({ ...options, organisation: organisation('failOn: high\n') }, await world);
  const mandated = await audit({ ...options, organisation: organisation(mandatory) }, await world);

  expect([covered.exitCode, mandated.exitCode]).toEqual([0, 1]);
  const said = ({ report }: Outcome) => (report.notices ?? []).filter(({ code }) => code === 'baseline-mandatory');
  expect(said(covered)).toEqual([]);
  expect(said(mandated).map(({ message }) => message)).toEqual([
    `1 finding counts, though .github/plimsoll-baseline.json has them, because the organisation made their rules mandatory: ${rule} on Pod/a in a.yaml. \`plimsoll baseline --update\` drops these entries.`,
  ]);
});

test('a baseline is written without what is mandatory, and what it had of that is dropped by an update', async () => {
  const directory = temporaryRepository({ 'a.yaml': pod });
  const given = {
    config: null,
    kubernetesVersion: null,
    failOn: null,
    allowEmpty: false,
    today: '2026-06-15',
  } as const;
  const options = { ...given, directory, repository: 'shop/web', dryRun: false };
  const organisation = { file: 'plimsoll.yaml', text: mandatory, origin: 'acme/policies@3f786850e3' };

  const before = await writeBaseline({ ...options, grow: false, update: false }, await world);
  const kept = await writeBaseline({ ...options, organisation, grow: true, update: false }, await world);
  const updated = await writeBaseline({ ...options, organisation, grow: true, update: true }, await world);

  const ofRule = ({ entries }: typeof before): number => entries.filter((entry) => entry.rule === rule).length;
  expect([before, kept, updated].map((each) => [ofRule(each), each.mandatory, each.dropped])).toEqual([
    [1, 0, 0],
    [1, 1, 0],
    [0, 1, 1],
  ]);
  expect(sayBaseline(updated, false)).toContain(
    '1 finding left out, because the organisation made its rule mandatory.\n',
  );
});

test('a pull request that would weaken what is mandatory is told that every later run would fail', async () => {
  const pull = { 'a.txt': 'x', [own]: `rules:\n  ${rule}: warn\n` };

  const { report, exitCode } = await reviewed({ repository: null, organisation: mandatory, pull });

  expect(exitCode).toBe(4);
  expect(report.problems).toMatchObject([
    {
      message: `After the merge, every run would end with this error: ${own}:2: rules.${rule}.enforcement: it only warns, instead of deny; ${atRule}`,
      place: { kind: 'lines', file: own, first: 2, last: 2 },
    },
  ]);
});

describe('an organisation’s file that is wrong is refused:', () => {
  test.each([
    ['an unknown key', 'failon: high\n', 'plimsoll.yaml:1: unknown key failon; expected one of failOn,'],
    ['a key of repositories', 'extends: a/b@x\n', 'plimsoll.yaml:1: unknown key extends'],
    [
      'an unknown key of what is mandatory',
      'mandatory:\n  failon: high\n',
      'plimsoll.yaml:2: unknown key mandatory.failon; expected one of failOn, failOnExistingProblems, kubernetesVersion, fetch, rules',
    ],
    [
      'a mandatory rule that is off',
      `mandatory:\n  rules:\n    ${rule}: off\n`,
      `plimsoll.yaml:3: mandatory.rules.${rule}.enabled: a rule that is off cannot be mandatory; got false`,
    ],
    [
      'a rule that there is not',
      'mandatory: {rules: {a/b: deny}}\n',
      'plimsoll.yaml:1: rules.a/b: there is no rule a/b',
    ],
    [
      'a stage that there is not',
      'rollout: [{repositories: "**", stage: block}]\n',
      'plimsoll.yaml:1: rollout.0.stage: expected one of "observe", "comment", "gate"; got "block"',
    ],
  ])('%s', async (_, organisation, message) => {
    await expect(reviewed({ repository: null, organisation })).rejects.toThrow(message);
  });
});

describe('a rollout', () => {
  const stages = `rollout:
  - {repositories: "**", stage: observe}
  - {repositories: "Shop/*", from: 2026-06-01, stage: comment}
  - {repositories: "shop/*", from: 2026-07-01, stage: gate}
`;

  test.each([
    ['observes', 'pay/web', '2026-08-01', 0, { stage: 'observe', verdict: 'fail' }],
    ['comments from its day on', 'shop/web', '2026-06-01', 0, { stage: 'comment', verdict: 'fail' }],
    ['observes before that day', 'shop/web', '2026-05-31', 0, { stage: 'observe', verdict: 'fail' }],
    ['is a gate at last', 'shop/web', '2026-07-01', 1, { stage: 'gate', verdict: 'fail' }],
  ])('%s', async (_, repository, today, code, rollout) => {
    const outcome = await reviewed({ repository: null, organisation: stages, more: { repository, today } });

    const { exitCode, report } = outcome;
    expect({ exitCode, verdict: report.verdict, rollout: report.rollout }).toEqual({
      exitCode: code,
      verdict: code === 0 ? 'pass' : 'fail',
      rollout,
    });
    expect(messages(outcome)).toEqual(
      code === 1
        ? []
        : [
            `The rules of acme/policies@3f786850e3 do not block here yet: this repository is in the stage ${rollout.stage}. It would fail now.`,
          ],
    );
  });

  test('that blocks nothing applies what is mandatory, and says what would be an error', async () => {
    const { exitCode, report } = await reviewed({
      repository: `rules: {${rule}: off}\n`,
      organisation: stages + mandatory,
    });

    expect({ exitCode, rollout: report.rollout }).toEqual({
      exitCode: 0,
      rollout: { stage: 'comment', verdict: 'error' },
    });
    expect(report.problems).toMatchObject([{ code: 'configuration' }]);
    expect(report.findings).toMatchObject([{ rule, enforcement: 'deny', status: 'new' }]);
  });

  test('that blocks nothing is green where something could not be checked, and says so', async () => {
    const pull = { 'a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: [\n' };
    const { exitCode, report } = await reviewed({ repository: null, organisation: stages, pull });

    expect({ exitCode, rollout: report.rollout }).toEqual({
      exitCode: 0,
      rollout: { stage: 'comment', verdict: 'error' },
    });
    expect(report.notices?.[0]?.message).toContain('because something could not be checked');
  });
});

test('what is applied has a digest that changes with the rules and the configuration, and not with the order of keys', async () => {
  const digestOf = async (organisation: string): Promise<string | undefined> =>
    (await reviewed({ repository: null, organisation })).report.policies?.digest;

  const [one, same, other] = await Promise.all([
    digestOf('failOn: low\ndeadline: 5\n'),
    digestOf('deadline: 5\nfailOn: low\n'),
    digestOf('failOn: medium\ndeadline: 5\n'),
  ]);

  expect(one).toMatch(/^[0-9a-f]{64}$/);
  expect(same).toBe(one);
  expect(other).not.toBe(one);
});
