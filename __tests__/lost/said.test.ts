/** How a lost protection is said in each format, and what of the base is not quoted. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { say } from '../../src/cli/say.ts';
import { annotations } from '../../src/report/annotations.ts';
import { reportSchema } from '../../src/report/schema.ts';
import { fix, type FixOptions } from '../../src/run/fix.ts';
import { container, deployment, own, ratchets, repository } from './pack.ts';

const { world, reviewed, audited } = ratchets();

const change = {
  base: { 'web.yaml': deployment([container('app')]) },
  head: { 'web.yaml': deployment([container('app', '{readOnlyRootFilesystem: false}')]) },
};
const message =
  'Container "app" can write to its root. At the base, spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem was true.';
const taken = 'This pull request takes this protection away.';
const lost = 'The base commit has this protection; this pull request takes it away.';

describe('it is said that the pull request takes a protection away', () => {
  test('in every format', async () => {
    const outcome = await reviewed(change);
    const words = (text: string): string => text.replaceAll(/\\|\u200b/g, '').replaceAll(/\s+/g, ' ');
    const printed = (format: 'text' | 'markdown' | 'sarif'): string =>
      words(say(format, outcome, { colored: false }).text);

    for (const format of ['text', 'markdown', 'sarif'] as const)
      expect(printed(format).replaceAll('"app"', 'app'), format).toContain(
        `${message} ${taken}`.replaceAll('"app"', 'app'),
      );
    expect(annotations(outcome.report, own(outcome), 'there').join('\n')).toContain(taken);
  });

  test('in the JSON by fields of its own, which the schema knows', async () => {
    const outcome = await reviewed(change);
    const { text } = say('json', outcome, { colored: false });

    const [finding] = reportSchema.parse(JSON.parse(text)).findings.filter(({ rule }) => rule === 'own/read-only');
    expect(finding).toMatchObject({ message, severity: 'high', lost: true, was: true });
  });

  test('in SARIF by properties', async () => {
    const outcome = await reviewed(change);

    const log = JSON.parse(say('sarif', outcome, { colored: false }).text) as {
      runs: [{ results: { ruleId: string; properties: object }[] }];
    };
    const result = log.runs[0].results.find(({ ruleId }) => ruleId === 'own/read-only');
    expect(result?.properties).toMatchObject({ status: 'new', lost: true, was: true });
  });

  test('and not in an audit', async () => {
    const outcome = await audited(change.head);

    for (const format of ['text', 'markdown', 'sarif', 'json'] as const)
      expect(say(format, outcome, { colored: false }).text).not.toMatch(/takes this protection|"lost"/);
  });
});

describe('what stood at the base is quoted', () => {
  const config = (kind: string, field: string, value: string | null): string =>
    `apiVersion: v1\nkind: ${kind}\nmetadata: {name: c}\n${field}: ${value === null ? '{}' : `{level: ${value}}`}\n`;
  const saidOf = async (before: string, after: string, more: Record<string, string> = {}): Promise<object> => {
    const outcome = await reviewed({ base: { 'c.yaml': before, ...more }, head: { 'c.yaml': after } });
    const [finding] = own(outcome).filter(({ rule }) => rule === 'own/level');
    const all = (['text', 'markdown', 'sarif', 'json'] as const).map((each) => say(each, outcome, { colored: false }));
    return { was: finding?.was, sentence: finding?.message.slice(21), all: all.map(({ text }) => text).join('\n') };
  };

  test.each([
    ['a text', '"all"', 'At the base, data.level was "all".', 'all'],
    ['a number', '3', 'At the base, data.level was 3.', 3],
    ['a long text', `"${'x'.repeat(61)}"`, lost, null],
    ['a list', '[all]', lost, null],
    ['a token, by sight', `ghp_${'a1'.repeat(18)}`, lost, null],
  ])('%s', async (_, value, sentence, was) => {
    expect(await saidOf(config('ConfigMap', 'data', value), config('ConfigMap', 'data', null))).toMatchObject({
      sentence,
      was,
    });
  });

  test('never of a Secret, however short', async () => {
    const said = await saidOf(config('Secret', 'data', 'cTdxeg=='), config('Secret', 'data', null));

    expect(said).toMatchObject({ sentence: lost, was: null });
    expect(said).not.toMatchObject({ all: expect.stringMatching(/cTdxeg|q7qz/) as string });
  });

  test.each(['Xk7-q9Lp-22aB', '8375610294837561'])('nor what a Secret holds too: %s', async (value) => {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {word: "${value}"}\n`;
    const said = await saidOf(config('ConfigMap', 'data', value), config('ConfigMap', 'data', null), {
      's.yaml': secret,
    });

    expect(said).not.toMatchObject({ all: expect.stringContaining(value) as string });
    expect(said).toMatchObject({ sentence: expect.stringMatching(/^At the base, data\.level was /) as string });
  });
});

test('fix --base restores it, and leaves what stood before; without a base it mends all', async () => {
  const directory = repository({
    base: { ...change.base, 'old.yaml': deployment([container('old', null)], 'old') },
    head: { ...change.head, 'old.yaml': `# changed\n${deployment([container('old', null)], 'old')}` },
  });
  const options: FixOptions = {
    ...{ directory, config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' },
    ...{ paths: [], unsafe: false, dryRun: false, base: 'HEAD~1' },
  };
  const text = (file: string): string => readFileSync(join(directory, file), 'utf8');

  const { fixed } = await fix(options, await world());
  expect(fixed).toMatchObject([{ rule: 'own/read-only', lost: true }]);
  expect(text('web.yaml')).toContain('readOnlyRootFilesystem: true');
  expect(text('old.yaml')).not.toContain('readOnlyRootFilesystem');

  await fix({ ...options, base: null }, await world());
  expect(text('old.yaml')).toContain('readOnlyRootFilesystem: true');
});
