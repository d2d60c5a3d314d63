import { describe, expect, test } from 'vitest';
import { audit } from '../../src/run/audit.ts';
import { brokenProblem, within } from '../../src/foundation/border.ts';
import { deadlineOf, textsUntil } from '../../src/run/open/deadline.ts';
import { ConfigurationError } from '../../src/foundation/errors.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { textsOf } from '../../src/snapshot/texts.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

describe('a run past its deadline', () => {
  test('ends with a report that names what was not looked at', { timeout: 60_000 }, async () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: true, containers: []}\n';
    const directory = temporaryFolder({
      'a.yaml': pod,
      'k/kustomization.yaml': 'resources: [a.yaml]\n',
      'k/a.yaml': pod,
    });
    const world = await openWorld(() => undefined, null);

    const { report, exitCode } = await audit(
      {
        directory,
        paths: [],
        chart: null,
        config: null,
        kubernetesVersion: null,
        failOn: null,
        allowEmpty: false,
        deadline: 1e-9,
        today: '2026-01-01',
      },
      world,
    );
    await world.engines.close();

    expect(exitCode).toBe(3);
    expect(report.sources.map(({ id, status }) => [id, status])).toEqual([
      ['a.yaml', 'failed'],
      ['k', 'failed'],
      ['k/a.yaml', 'failed'], // nobody read that the build names it
    ]);
    expect(report.problems.map(({ code, subject }) => [code, subject])).toEqual([
      ['deadline', 'a.yaml'],
      ['deadline', 'k'],
      ['deadline', 'k/a.yaml'],
    ]);
  });

  test('stops the renders that still run, and reports what was checked by then', { timeout: 60_000 }, async () => {
    const endless = '{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}';
    const directory = temporaryFolder({
      'a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: true, containers: []}\n',
      'slow/Chart.yaml': 'apiVersion: v2\nname: slow\nversion: 1.0.0\n',
      'slow/templates/a.yaml': endless,
    });
    const world = await openWorld(() => undefined, null);
    const minutes = 0.1;

    const begun = performance.now();
    const { report, exitCode } = await audit(
      {
        ...{ directory, paths: [], chart: null, config: null, kubernetesVersion: null, failOn: null },
        ...{ allowEmpty: false, deadline: minutes, today: '2026-01-01' },
      },
      world,
    );
    const seconds = (performance.now() - begun) / 1000;
    await world.engines.close();

    expect(exitCode).toBe(3);
    expect(report.findings.map(({ rule, source }) => [rule, source])).toContainEqual([
      'pod-security-baseline/host-namespaces',
      'a.yaml',
    ]);
    expect(report.problems.map(({ code, subject }) => [code, subject])).toEqual([['deadline', 'slow']]);
    expect(seconds).toBeLessThan(minutes * 60 + 2);
  });

  test('reads nothing more to find sources, and names what it did not read', async () => {
    const directory = temporaryFolder({
      'a.yaml': 'apiVersion: v1\nkind: Pod\n',
      'web/Chart.yaml': 'name: web\nversion: 1.0.0\n',
    });
    const tree = await folderTree(directory, { tracked: false, digests: 'stat' });
    let now = 0;
    const texts = textsUntil(
      textsOf(tree),
      deadlineOf(10, () => now),
    );

    const before = await texts.of('a.yaml');
    now = 8 * 60_000;
    const after = await Promise.all(['a.yaml', 'web/Chart.yaml'].map(async (path) => texts.of(path)));

    expect(before.ok).toBe(true);
    expect(after.map((text) => (text.ok ? null : [text.problem.code, text.problem.subject]))).toEqual([
      ['deadline', 'a.yaml'],
      ['deadline', 'web/Chart.yaml'],
    ]);
    expect(await texts.yaml('a.yaml')).toBeNull();
    expect(await texts.parts('a.yaml')).toBeNull();
  });

  test('counts from when the run began', () => {
    expect(deadlineOf(10, () => 11 * 60_000, 60_000).isOver()).toBe(true);
  });

  test('renders nothing more in its last fifth, and judges what was rendered', () => {
    let now = 0;
    const deadline = deadlineOf(10, () => now);
    const states = [0, 7.9, 8, 9.9, 10].map((minutes) => {
      now = minutes * 60_000;
      return [deadline.isLate(), deadline.isOver()];
    });

    expect(states).toEqual([
      [false, false],
      [false, false],
      [true, false],
      [true, false],
      [true, true],
    ]);
  });
});

describe('what breaks down over one thing', () => {
  test('is a problem of it', async () => {
    const broken = (): string => 'x'.repeat(2 ** 30);

    expect(
      await within(
        () => [brokenProblem('render', 'none', broken())],
        (why) => [brokenProblem('render', 'a.yaml', why)],
      ),
    ).toEqual([
      {
        stage: 'render',
        code: 'engine-failed',
        subject: 'a.yaml',
        message: 'a.yaml could not be checked: Invalid string length. This is a bug in Plimsoll; please report it.',
      },
    ]);
  });

  test('is nothing where the configuration is wrong, which the user can mend', async () => {
    const wrong = new ConfigurationError('--config', 'wrong');

    await expect(within(() => Promise.reject(wrong), String)).rejects.toBe(wrong);
  });
});
