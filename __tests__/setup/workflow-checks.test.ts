import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Said } from '../../src/setup/advice.ts';
import { checkWorkflows } from '../../src/setup/workflow/check-workflows.ts';
import { readWorkflow, type Workflow } from '../../src/setup/workflow/workflow.ts';
import { action } from './worlds.ts';

const folder = join(import.meta.dirname, '../../docs/workflows');
const names = readdirSync(folder).filter((name) => name.endsWith('.yml'));
const example = (name: string): string =>
  readFileSync(join(folder, name), 'utf8').replace('OWNER/plimsoll@COMMIT', action);

function checked(...texts: readonly string[]): readonly Said[] {
  const read = texts.map((text, index) => readWorkflow(`.github/workflows/${index}.yml`, text));
  return checkWorkflows({
    ...{
      root: '/',
      address: null,
      branch: 'main',
      codeOwners: null,
      hasConfiguration: false,
      hasBaseline: false,
      isAction: false,
    },
    workflows: read.filter((each): each is Workflow => 'jobs' in each),
    unreadable: read.flatMap((each) => ('why' in each ? [each] : [])),
  });
}

const linesOf = (said: readonly Said[], level: Said['level']): string[] =>
  said
    .filter((each) => each.level === level)
    .map(({ id, place, message }) => `${id}${place === null ? '' : ` ${place.first}`}: ${message}`);

describe('the advice about workflows', () => {
  test.each(names.filter((name) => name !== 'audit.yml'))('has nothing to mend or consider in %s', (name) => {
    const said = checked(example(name));

    // The second half for forks reviews, but is no gate.
    expect(linesOf(said, 'mend')).toEqual([]);
    expect(linesOf(said, 'consider')).toEqual([]);
    expect(linesOf(said, 'good').length).toBeGreaterThan(4);
  });

  test('asks for a review where there is only an audit', () => {
    const said = checked(example('audit.yml'));

    expect(linesOf(said, 'mend')).toEqual([
      'workflow-missing: No workflow in .github/workflows reviews pull requests with Plimsoll.',
    ]);
    expect(linesOf(said, 'consider')).toEqual([]);
  });

  test('takes neither another action nor another command for Plimsoll', () => {
    const other = example('pull-request.yml').replace(action, action.replace('plimsoll', 'plimsoll-like'));
    const run = other.replace(/uses: octo-org.*/, 'run: echo plimsoll reviews');

    expect(linesOf(checked(other, run), 'mend')).toHaveLength(1);
  });

  /** What is changed in pull-request.yml, by what, and what must then be said. Lines are those of the changed file. */
  const faults: readonly (readonly [from: string | RegExp, to: string, level: Said['level'], line: string])[] = [
    [
      ', edited',
      '',
      'mend',
      'workflow-types 5: pull_request does not run when a pull request is moved to another base branch.',
    ],
    [
      ', synchronize, reopened',
      '',
      'mend',
      'workflow-types 5: pull_request does not run when a pull request is given new commits, or reopened.',
    ],
    [
      / {4}types: .*\n/,
      '',
      'mend',
      'workflow-types 5: pull_request does not run when a pull request is moved to another base branch.',
    ],
    [
      '    types:',
      "    paths: ['deploy/**']\n    types:",
      'mend',
      'workflow-paths 6: pull_request has paths: a pull request without such files gets no check, and a required check stays pending.',
    ],
    [
      '    types:',
      '    paths-ignore: [docs]\n    types:',
      'mend',
      'workflow-paths 6: pull_request has paths-ignore: a pull request without such files gets no check, and a required check stays pending.',
    ],
    [
      '    types:',
      '    branches: [main]\n    types:',
      'consider',
      'workflow-branches 6: pull_request has branches: pull requests into other branches are not reviewed.',
    ],
    [
      '  merge_group:\n',
      '',
      'consider',
      'workflow-merge-group 4: It does not run for merge_group: with a merge queue, a required check would wait for ever.',
    ],
    [
      'contents: read',
      'contents: write',
      'mend',
      'workflow-permissions 17: The token may do more than the job needs: contents: write.',
    ],
    [
      'contents: read',
      'id-token: write',
      'mend',
      'workflow-permissions 17: The token may do more than the job needs: id-token: write.',
    ],
    [
      'contents: read',
      'issues: read',
      'mend',
      'workflow-permissions 17: The token cannot read the repository (contents).',
    ],
    [
      /permissions: \{\}\n([^]*) {4}permissions:\n.*\n.*\n/,
      '$1',
      'mend',
      'workflow-permissions 12: The token has the permissions that are usual in the repository, which may be all.',
    ],
    [
      / {4}permissions:\n.*\n.*\n/,
      '    permissions: write-all\n',
      'mend',
      'workflow-permissions 17: The token may do more than the job needs: write-all.',
    ],
    [
      / {6}pull-requests.*\n/,
      '',
      'consider',
      'workflow-comments 17: The token cannot comment: the results are in the job summary only.',
    ],
    [
      /@3d3c\w+ # v7.0.1/,
      '@v7',
      'mend',
      'workflow-pins 21: actions/checkout@v7 is a tag or branch, which can be moved.',
    ],
    [
      action,
      'OWNER/plimsoll@COMMIT',
      'mend',
      'workflow-pins 24: OWNER/plimsoll@COMMIT stands for a commit that is not chosen yet.',
    ],
    [
      '    runs-on',
      '    continue-on-error: true\n    runs-on',
      'mend',
      'workflow-failure 15: continue-on-error: the check passes whatever is found.',
    ],
    [
      action,
      `${action}\n        continue-on-error: \${{ true }}`,
      'mend',
      'workflow-failure 25: continue-on-error: the check passes whatever is found.',
    ],
    [
      action,
      `${action}\n        with:\n          fail-on: never`,
      'mend',
      'workflow-failure 26: fail-on: never, so no finding fails it.',
    ],
    [
      '    runs-on',
      "    if: github.actor != 'x'\n    runs-on",
      'mend',
      "workflow-condition 15: It runs only if github.actor != 'x': a skipped job counts as passed.",
    ],
    [/concurrency:\n.*\n.*\n/, '', 'consider', 'workflow-concurrency 10: Runs for the same pull request can overlap.'],
    [/ {4}timeout-minutes.*\n/, '', 'consider', 'workflow-timeout 13: A job that is stuck runs for six hours.'],
    [
      / {10}persist-credentials.*\n/,
      '',
      'consider',
      'workflow-credentials 21: The checkout keeps its token where later steps can read it.',
    ],
  ];

  test.each(faults)('says what follows from %s as %s', (from, to, level, line) => {
    const text = example('pull-request.yml');
    const changed = text.replace(from, to);

    expect(changed).not.toBe(text);
    expect(linesOf(checked(changed), level)).toContain(line);
  });

  const heads = [
    'ref: ${{ github.event.pull_request.head.sha }}',
    'ref: ${{ github.head_ref }}',
    'ref: refs/pull/${{ github.event.number }}/merge',
    'repository: ${{ github.event.pull_request.head.repo.full_name }}',
    'ref: ${{ github.event.pull_request.merge_commit_sha }}',
  ];

  test.each(heads)('warns of a checkout with %s where the token may write, and only there', (input) => {
    const checkout = `      - uses: actions/checkout@${'a'.repeat(40)}\n        with:\n          persist-credentials: false\n          ${input}\n`;
    const withInput = (name: string): string => example(name).replace('    steps:\n', `    steps:\n${checkout}`);

    const [target, plain] = ['fork-target.yml', 'pull-request.yml'].map((name) =>
      linesOf(checked(withInput(name)), 'mend'),
    );

    expect(target).toEqual([
      expect.stringMatching(/^workflow-head-checkout \d+: Under pull_request_target it checks out/),
    ]);
    expect(plain).toEqual([]);
  });

  test('warns of a command that checks out the pull request', () => {
    const text = example('fork-comment.yml').replace('    steps:\n', '    steps:\n      - run: gh pr checkout 7\n');

    expect(linesOf(checked(text), 'mend')).toEqual([
      expect.stringMatching(/^workflow-head-checkout \d+: Under workflow_run it checks out/),
    ]);
  });

  test('asks the command line for the whole history, which it does not fetch', () => {
    const text = example('pull-request.yml').replace(`uses: ${action}`, 'run: npx plimsoll review --base origin/main');

    expect(linesOf(checked(text), 'mend')).toEqual([
      'workflow-depth 21: The checkout lacks the merge base, and the command line fetches nothing.',
    ]);
  });

  test('asks the command line and an audit for a checkout, which a review by the action does not need', () => {
    const checkout = / {6}- uses: actions\/checkout[^]*?(?= {6}- )/;
    const review = example('pull-request.yml').replace(checkout, '');
    const audit = example('audit.yml').replace(checkout, '');
    const command = review.replace(`uses: ${action}`, 'run: npx plimsoll review');

    const depth = (text: string): string[] => linesOf(checked(text), 'mend').filter((line) => line.includes('depth'));

    expect(depth(review)).toEqual([]);
    expect(depth(audit)).toEqual([expect.stringMatching(/^workflow-depth \d+: The job checks out nothing/)]);
    expect(depth(command)).toEqual([expect.stringMatching(/^workflow-depth \d+: The job checks out nothing/)]);
  });

  test('says of a file that is no workflow that it was not read', () => {
    const said = checked(example('pull-request.yml'), 'jobs: {a: {', 'a: 1\n');

    expect(linesOf(said, 'unknown')).toEqual([
      expect.stringMatching(/^workflow-unreadable: \.github\/workflows\/1\.yml was not read: It is not YAML: /),
      'workflow-unreadable: .github/workflows/2.yml was not read: It has no jobs.',
    ]);
  });

  test('holds for workflows of any form', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('pull_request', { pull_request: null }, ['push'], action));
    const job = fc.dictionary(
      fc.constantFrom('name', 'if', 'steps', 'permissions', 'uses', 'strategy', 'continue-on-error'),
      fc.oneof(value, fc.array(fc.dictionary(fc.constantFrom('uses', 'run', 'with', 'if'), value))),
    );
    const workflow = fc.record({ on: value, permissions: value, jobs: fc.dictionary(fc.string(), job) });

    fc.assert(
      fc.property(workflow, (each) => {
        const said = checked(JSON.stringify(each));
        return said.every(({ message }) => message !== '');
      }),
      { numRuns: 100 },
    );
  });
});
