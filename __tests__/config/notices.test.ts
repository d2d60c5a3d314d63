import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/audit.ts';
import { configSchema } from '../../src/config/config.ts';
import { type Notice } from '../../src/model.ts';
import { openWorld } from '../../src/open-world.ts';
import { review } from '../../src/review.ts';
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
const holds = 'reason: accepted, expires: "2026-12-31"';
const ended = 'reason: accepted, expires: "2025-12-31"';

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
    const { report } = await audited({ 'a.yaml': pod('a'), ...configuration(holds, `file: a.yaml, ${holds}`) });

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

describe('a review', () => {
  test('names an ended waiver where it would have waived what is found, and no other', async () => {
    const settings = configuration(`file: a.yaml, ${ended}`, `file: b.yaml, ${ended}`, `file: gone.yaml, ${holds}`);
    const { report, exitCode } = await reviewed({ 'b.yaml': pod('b'), ...settings }, { 'a.yaml': pod('a') });

    expect(report.notices).toEqual([endedAt(2)]);
    expect(exitCode).toBe(1);
  });

  test('says nothing of an ended waiver in whose place another one holds', async () => {
    const settings = configuration(`file: a.yaml, ${ended}`, `file: a.yaml, ${holds}`);
    const { report } = await reviewed(settings, { 'a.yaml': pod('a') });

    expect(report.notices).toBeUndefined();
  });
});

describe('a pull request that edits the configuration', () => {
  const base = { 'a.yaml': pod('a'), ...configuration(holds) };
  const changed = (message: string, place = true): Notice => ({
    code: 'configuration-changed',
    subject: '.github/plimsoll.yaml',
    message,
    ...(place
      ? { place: { kind: 'file', file: '.github/plimsoll.yaml', why: 'The file as a whole is changed.' } as const }
      : {}),
  });
  const decides =
    ".github/plimsoll.yaml is changed here: until that is merged, the base branch's configuration decides.";

  test('is told that the base decides', async () => {
    const { report } = await reviewed(base, configuration(`file: b.yaml, ${holds}`));

    expect(report.notices).toEqual([changed(decides)]);
  });

  test('is told so where it takes it away', async () => {
    const { report } = await reviewed(base, { 'b.yaml': pod('b') }, ['.github/plimsoll.yaml']);

    expect(report.notices).toEqual([changed(decides, false)]);
  });

  test('is told that it would be refused', async () => {
    const { report } = await reviewed(base, { '.github/plimsoll.yaml': 'failon: never\n' });

    expect(report.notices?.map(({ message }) => message)).toEqual([
      `${decides} As it stands here it will be refused: .github/plimsoll.yaml:1: unknown key failon; expected one of ${keys}`,
    ]);
  });

  test('is told nothing where the base branch has the same', async () => {
    const world = await openWorld(() => undefined, null);
    afterAll(() => world.engines.close());
    const directory = temporaryRepository(base);
    const forked = commit(directory, { 'b.yaml': pod('b') });
    const settings = configuration(`file: b.yaml, ${holds}`);
    const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };
    const given = { file: 'own.yaml', text: 'failOn: low\n' };
    const head = commit(directory, settings);

    const { report: own } = await review({ ...common, config: given, directory, base: forked, head }, world);
    expect(own.notices).toEqual([
      changed('.github/plimsoll.yaml is changed here: until that is merged, own.yaml decides.'),
    ]);
    rmSync(join(directory, 'b.yaml'));
    const later = commit(directory, { 'c.yaml': pod('c') });
    const { report } = await review({ ...common, directory, base: head, head: later }, world);
    expect(report.notices).toBeUndefined();
  });
});
