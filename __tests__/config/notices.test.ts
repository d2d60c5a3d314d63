import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/run/audit.ts';
import { configSchema } from '../../src/policy/config/config.ts';
import { type Notice, type Problem } from '../../src/model/problem.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { review } from '../../src/run/review.ts';
import { temporaryFolder, temporaryRepository, commit } from '../snapshot/temporary.ts';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { audited, reviewed } = reviewer();

const keys = Object.keys(configSchema.shape).join(', ');

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {hostPID: true, containers: []}\n`;
const rule = 'pod-security-baseline/host-namespaces';
const configuration = (...waivers: readonly string[]): Texts => ({
  '.github/plimsoll.yaml': `waivers:\n${waivers.map((waiver) => `  - {rule: ${rule}, ${waiver}}\n`).join('')}`,
});
const holds = 'reason: accepted, owner: ops, expires: "2026-06-30"';
const ended = 'reason: accepted, owner: ops, expires: "2025-12-31"';
const everywhere = `file: "*.yaml", ${holds}`;

const endedAt = (line: number): Notice => ({
  code: 'waiver-ended',
  subject: '.github/plimsoll.yaml',
  message: `The waiver at .github/plimsoll.yaml:${line} (${rule}) ended on 2025-12-31 and waives nothing any more. Renew it, or remove it.`,
  place: { kind: 'lines', file: '.github/plimsoll.yaml', first: line, last: line },
});
const unusedAt = (line: number, where: string): Notice => ({
  code: 'waiver-unused',
  subject: '.github/plimsoll.yaml',
  message: `The waiver at .github/plimsoll.yaml:${line} matches nothing: there is no finding of ${rule}${where}. Correct it, or remove it.`,
  place: { kind: 'lines', file: '.github/plimsoll.yaml', first: line, last: line },
});

describe('an audit', () => {
  test('names the waivers that match nothing, and those that have ended', async () => {
    const { report } = await audited({
      'a.yaml': pod('a'),
      ...configuration(
        `file: a.yaml, ${holds}`,
        `file: gone.yaml, ${holds}`,
        `object: Pod/b, ${holds}`,
        `object: Pod/a, ${ended}`,
      ),
    });

    expect(report.notices).toEqual([unusedAt(3, ' in gone.yaml'), unusedAt(4, ' on Pod/b'), endedAt(5)]);
    expect(report.findings.filter((each) => each.rule === rule)).toMatchObject([{ status: 'waived' }]);
  });

  test('says nothing of a waiver that another one comes before', async () => {
    const { report } = await audited({ 'a.yaml': pod('a'), ...configuration(everywhere, `file: a.yaml, ${holds}`) });

    expect(report.notices).toBeUndefined();
  });

  test('says of none that it matches nothing where something could not be looked at', async () => {
    const { report } = await audited({
      'a.yaml': pod('a'),
      'broken.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: [\n',
      ...configuration(`file: broken.yaml, ${holds}`, `file: a.yaml, ${ended}`),
    });

    expect(report.problems).toHaveLength(1);
    expect(report.notices).toEqual([endedAt(3)]);
  });

  test('of some files says of none that it matches nothing, and of an ended one only where it matches', async () => {
    const world = await openWorld(() => undefined, null);
    afterAll(() => world.engines.close());
    const directory = temporaryFolder({
      'a/a.yaml': pod('a'),
      'b/b.yaml': pod('b'),
      ...configuration(`file: b/b.yaml, ${holds}`, `file: a/a.yaml, ${ended}`, `file: b/b.yaml, ${ended}`),
    });
    const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };

    const { report } = await audit({ ...common, directory, paths: ['a'], chart: null }, world);

    expect(report.notices).toEqual([endedAt(3)]);
    const { report: whole } = await audit({ ...common, directory, paths: [], chart: null }, world);
    expect(whole.notices).toEqual([endedAt(3), endedAt(4)]);
  });
});

test.each([
  [
    'an audit',
    () =>
      audited({ 'a.yaml': pod('a'), ...configuration('file: a.yaml, owner: ops, reason: x, expires: "2027-02-30"') }),
  ],
  [
    'a review',
    () => reviewed(configuration('file: a.yaml, owner: ops, reason: x, expires: "2027-02-30"'), { 'a.yaml': pod('a') }),
  ],
])('%s whose own configuration has a day that no calendar has is refused', async (_, run) => {
  await expect(run()).rejects.toThrow(
    '.github/plimsoll.yaml:2: waivers.0.expires: expected a date that exists; got "2027-02-30"',
  );
});

describe('a review', () => {
  test('names an ended waiver where it would have waived what is found, and no other', async () => {
    const settings = configuration(`file: a.yaml, ${ended}`, `file: b.yaml, ${ended}`, `file: gone.yaml, ${holds}`);
    const { report, exitCode } = await reviewed({ 'b.yaml': pod('b'), ...settings }, { 'a.yaml': pod('a') });

    expect(report.notices).toEqual([endedAt(2)]);
    expect(exitCode).toBe(1);
  });

  test('says nothing of an ended waiver in whose place another one holds', async () => {
    const settings = configuration(`object: Pod/a, ${ended}`, `object: Pod/a, ${holds}`);
    const { report } = await reviewed(settings, { 'a.yaml': pod('a') });

    expect(report.notices).toBeUndefined();
  });
});

describe('a pull request that edits the configuration', () => {
  const base: Texts = { 'a.yaml': pod('a'), ...configuration(everywhere) };
  const changed = (message: string, place = true): Notice => ({
    code: 'configuration-changed',
    subject: '.github/plimsoll.yaml',
    message,
    ...(place
      ? { place: { kind: 'file', file: '.github/plimsoll.yaml', why: 'The file as a whole is changed.' } as const }
      : {}),
  });
  const decides =
    "This pull request changes .github/plimsoll.yaml: until it is merged, the default branch's configuration applies.";

  test('is told that the base decides', async () => {
    const { report } = await reviewed(base, configuration(`file: a.yaml, ${holds}`));

    expect(report.notices).toEqual([
      changed(decides),
      {
        code: 'waiver-brought',
        subject: '.github/plimsoll.yaml',
        message: `The waiver at .github/plimsoll.yaml:2 (${rule}) waives nothing now, because this pull request brings it. Once merged, it would cover none of the findings here.`,
        place: { kind: 'lines', file: '.github/plimsoll.yaml', first: 2, last: 2 },
      },
    ]);
  });

  test('is told so where it takes it away', async () => {
    const { report } = await reviewed(base, { 'b.yaml': 'a: 1\n' }, ['.github/plimsoll.yaml']);

    expect(report.notices).toEqual([changed(decides, false)]);
  });

  const problem = (line: number, message: string): Problem => ({
    stage: 'config',
    code: 'configuration',
    subject: '.github/plimsoll.yaml',
    message: `After the merge, every run would end with this error: .github/plimsoll.yaml:${line}: ${message}`,
    place: { kind: 'lines', file: '.github/plimsoll.yaml', first: line, last: line },
  });

  test.each([
    [
      'an unknown key',
      'failon: never\n',
      [problem(1, `unknown key failon; expected one of ${keys} (did you mean failOn?)`)],
    ],
    [
      'two wrong values',
      'failOn: no\nwaivers: 1\n',
      [
        problem(1, 'failOn: expected one of "critical", "high", "medium", "low", "never"; got "no"'),
        problem(2, 'waivers: expected a list, got 1'),
      ],
    ],
    [
      'a day that no calendar has',
      `waivers:\n  - {rule: ${rule}, file: a.yaml, owner: ops, reason: x, expires: "2027-02-30"}\n`,
      [problem(2, 'waivers.0.expires: expected a date that exists; got "2027-02-30"')],
    ],
    [
      'a rule that there is not',
      'rules:\n  pod-security-baseline/host-namespace: {enabled: false}\n',
      [expect.objectContaining({ message: expect.stringContaining('there is no rule') as string })],
    ],
    ['no YAML', 'rules: [\n', [expect.objectContaining({ code: 'configuration' })]],
  ])('cannot pass where it would be refused for %s', async (_, text, problems) => {
    const { report, exitCode } = await reviewed(base, { '.github/plimsoll.yaml': text });

    expect(exitCode).toBe(3);
    expect(report.problems).toEqual(problems);
    expect(report.notices).toEqual([changed(decides)]);
  });

  const said = async (head: Texts, before: Texts = base): Promise<readonly string[]> => {
    const { report, exitCode } = await reviewed(before, head);
    expect(exitCode).toBe(0);
    expect(report.problems).toEqual([]);
    return (report.notices ?? []).flatMap(({ code, message, place }) =>
      code === 'configuration-changed' ? [] : [`${place?.kind === 'lines' ? place.first : 0} ${code}: ${message}`],
    );
  };
  const chart = { 'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n', 'web/values.yaml': 'a: b\n' };
  const settings = (text: string): Texts => ({
    '.github/plimsoll.yaml': `${base['.github/plimsoll.yaml'] ?? ''}${text}`,
  });

  test('is told which charts and value files there are none of after the merge', async () => {
    const text = 'charts:\n  - path: wbe\n  - path: web\n    values: [[values.yaml, values-prd.yaml]]\n';

    expect(await said(settings(text), { ...base, ...chart })).toEqual([
      '4 chart-unmatched: After the merge, charts[0].path at .github/plimsoll.yaml:4 names no chart: wbe/Chart.yaml does not exist. The nearest chart is web. Correct the path, or remove the entry.',
      '6 chart-values-missing: After the merge, charts[1].values at .github/plimsoll.yaml:6 names web/values-prd.yaml, which does not exist. Correct the name, or remove it.',
    ]);
  });

  test.each([
    ['a file that there is not', `file: b.yaml, ${holds}`, 'waiver-unused', 'is for b.yaml, which matches no file'],
    ['a folder that there is not', `file: x/, ${holds}`, 'waiver-unused', 'is for x/, which matches no file'],
    ['a day that is past', `file: a.yaml, ${ended}`, 'waiver-ended', 'ended on 2025-12-31'],
  ])('is told that a waiver is for %s', async (_, waiver, code, message) => {
    const [first, ...others] = await said(configuration(everywhere, waiver));

    expect(others).toEqual([]);
    expect(first).toContain(`3 ${code}: After the merge, the waiver at .github/plimsoll.yaml:3`);
    expect(first).toContain(message);
  });

  test.each(['a.yaml', '/a.yaml', '*.y*ml', 'a.y?ml', '**/a.yaml'])(
    'is told of a waiver for %s, which may fit, only that it counts once it is merged',
    async (file) => {
      expect(await said(configuration(everywhere, `file: "${file}", ${holds}`))).toEqual([
        expect.stringMatching(/^3 waiver-brought: .* Once merged, it would cover none of the findings here\.$/),
      ]);
    },
  );

  test('is told no more than can be read of what is wrong with it', async () => {
    const many = Array.from({ length: 500 }, (_, index) => `file: gone-${index}.yaml, ${holds}`);

    expect(await said(configuration(...many))).toHaveLength(20);
  });

  test('is told nothing where the base branch has the same', async () => {
    const world = await openWorld(() => undefined, null);
    afterAll(() => world.engines.close());
    const directory = temporaryRepository(base);
    const forked = commit(directory, { 'b.yaml': pod('b') });
    const settings = configuration(`file: a.yaml, ${holds}`);
    const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };
    const given = { file: 'own.yaml', text: 'failOn: low\n' };
    const head = commit(directory, settings);

    const { report: own } = await review({ ...common, config: given, directory, base: forked, head }, world);
    expect(own.notices).toEqual([
      changed('This pull request changes .github/plimsoll.yaml: until it is merged, own.yaml applies.'),
    ]);
    rmSync(join(directory, 'b.yaml'));
    const later = commit(directory, { 'c.yaml': pod('c') });
    const { report } = await review({ ...common, directory, base: head, head: later }, world);
    expect(report.notices).toBeUndefined();
  });
});

describe('a pull request that takes away what a waiver is for', () => {
  const waiver = configuration(`file: apps/a.yaml, ${holds}`);
  const orphaned = async (head: Texts, gone: readonly string[], base: Texts = waiver): Promise<readonly string[]> => {
    const { report } = await reviewed({ 'apps/a.yaml': pod('a'), 'apps/b.yaml': pod('b'), ...base }, head, gone);
    return (report.notices ?? []).flatMap(({ code, message }) => (code === 'waiver-orphaned' ? [message] : []));
  };
  const at2 = `The waiver at .github/plimsoll.yaml:2 (${rule}) is for apps/a.yaml`;

  test('is told which, and where the file went', async () => {
    expect(await orphaned({ 'platform/a.yaml': pod('a') }, ['apps/a.yaml'])).toEqual([
      `${at2}, which matches no file any more: apps/a.yaml is now platform/a.yaml. Correct it, or remove it.`,
    ]);
    expect(await orphaned({ 'platform/a.yaml': pod('a2') }, ['apps/a.yaml'])).toEqual([
      `${at2}, which matches no file any more: apps/a.yaml is gone. Correct it, or remove it.`,
    ]);
  });

  test('is told so of a pattern, once no file is left that it fits', async () => {
    const pattern = configuration(`file: "apps/**", ${holds}`);

    expect(await orphaned({}, ['apps/a.yaml'], pattern)).toEqual([]);
    expect(await orphaned({ 'c.yaml': pod('c') }, ['apps/a.yaml', 'apps/b.yaml'], pattern)).toHaveLength(1);
  });

  test('is told nothing where it mends the waiver itself, or takes it away', async () => {
    const mended = configuration(`file: platform/a.yaml, ${holds}`);

    expect(await orphaned({ 'platform/a.yaml': pod('a'), ...mended }, ['apps/a.yaml'])).toEqual([]);
    expect(
      await orphaned({ 'platform/a.yaml': pod('a'), '.github/plimsoll.yaml': 'failOn: low\n' }, ['apps/a.yaml']),
    ).toEqual([]);
  });

  test('is told nothing of a waiver that has ended', async () => {
    expect(await orphaned({}, ['apps/a.yaml'], configuration(`file: apps/a.yaml, ${ended}`))).toEqual([]);
  });

  test('is told so at the line where its own configuration has it', async () => {
    const moved = { '.github/plimsoll.yaml': `failOn: low\n${waiver['.github/plimsoll.yaml'] ?? ''}` };

    expect(await orphaned(moved, ['apps/a.yaml'])).toEqual([
      expect.stringContaining('The waiver at .github/plimsoll.yaml:3'),
    ]);
  });
});
