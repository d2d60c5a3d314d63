/** What a pull request is told of the configuration that it would leave. */
import { afterAll, describe, expect, test } from 'vitest';
import { differencesIn } from '../../src/policy/config/differences.ts';
import { parseConfig } from '../../src/policy/config/config.ts';
import { commit, temporaryRepository } from '../snapshot/temporary.ts';
import { openSmallWorld } from '../rules/some-rules.ts';
import { review } from '../../src/run/review.ts';

const world = openSmallWorld(() => undefined, null);
afterAll(async () => {
  await (await world).engines.close();
});

const own = '.github/plimsoll.yaml';
const rule = 'pod-security-baseline/host-namespaces';
const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: true, containers: []}\n';

describe('of two configurations is said', () => {
  test.each([
    ['a setting that is new', '', 'failOn: never', 'failOn is never'],
    ['a setting that is another', 'failOn: low', 'failOn: never', 'failOn is never instead of low'],
    ['a setting that is gone', 'failOn: low', '', 'failOn is no longer low'],
    ['a rule that is off', '', `rules: {${rule}: off}`, `rules.${rule}.enabled is false`],
    [
      'what a list has in addition, and no longer',
      'exclude: [a, b]',
      'exclude: [b, c]',
      'exclude has "c" in addition and no longer "a"',
    ],
    ['another order', 'exclude: [a, "!a"]', 'exclude: ["!a", a]', 'exclude has another order'],
    ['other sets', '', 'rules: {sets: [nsa]}', 'rules.sets has "nsa" in addition and no longer "default"'],
    [
      'several',
      '',
      'failOn: never\nfetch: {hosts: [a.example.com]}',
      'failOn is never; fetch.hosts has "a.example.com" in addition',
    ],
    ['nothing, where only comments differ', 'failOn: low # strict', 'failOn: low', ''],
  ])('%s', (_, before, after, expected) => {
    expect(differencesIn(parseConfig(own, before), parseConfig(own, after))).toBe(expected);
  });

  test('no more than fits', () => {
    const changes = Array.from({ length: 12 }, (_, index) => `a/rule-${index}: off`).join(', ');

    expect(differencesIn(parseConfig(own, ''), parseConfig(own, `rules: {${changes}}`))).toMatch(/; and 4 more$/);
  });
});

test.each([
  ['failOn: never\n', 'After the merge, failOn is never. 1 finding that blocks now would not.'],
  [`rules: {${rule}: warn}\n`, `rules.${rule}.enforcement is warn. 1 finding that blocks now would not.`],
  [
    `rules: {${rule}: {severity: low}}\n`,
    `After the merge, rules.${rule}.severity is low. 1 finding that blocks now would not.`,
  ],
  ['failOn: low\n', 'After the merge, failOn is low.'],
])('a pull request that brings %j is told what it would change', async (text, end) => {
  const directory = temporaryRepository({ 'README.md': 'x' });
  commit(directory, { 'a.yaml': pod, [own]: text });
  const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };

  const { report, exitCode } = await review({ ...common, directory, base: 'HEAD~1', head: 'HEAD' }, await world);

  expect(exitCode).toBe(1);
  const [notice] = report.notices ?? [];
  expect(notice?.message.endsWith(end), notice?.message).toBe(true);
});
