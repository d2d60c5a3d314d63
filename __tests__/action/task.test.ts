import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventOf, readEvent, type WorkflowEvent } from '../../src/action/event.ts';
import { type Task, taskOf } from '../../src/action/task.ts';
import { ConfigurationError } from '../../src/foundation/errors.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

const folder = join(import.meta.dirname, 'events');
const files = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));

/** The event of a payload as GitHub sends it. Its name is that of the file, up to the dot. */
function happened(file: string): WorkflowEvent {
  return eventOf(file.split('.')[0] ?? '', JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8')));
}

/** In one line; `error: …` for a configuration error. */
function inWords(mode: 'auto' | 'review' | 'audit', file: string): string {
  let task: Task;
  try {
    task = taskOf(mode, happened(file));
  } catch (thrown) {
    if (!(thrown instanceof ConfigurationError)) throw thrown;
    return `error: ${thrown.message}`;
  }
  switch (task.kind) {
    case 'unjudged':
      return `${task.isFine ? 'fine' : 'no pass'}: ${task.why}`;
    case 'audit':
      return 'audit';
    case 'find-pull-request':
      return `pull request of ${task.head.owner}:${task.head.branch} at ${short(task.head.commit)}`;
    case 'review': {
      const { base, baseBranch, head, mergeBase } = task.comparison;
      const known = mergeBase === null ? '' : ', its ancestor';
      const about =
        task.subject.kind === 'pull-request'
          ? ` for #${task.subject.number}`
          : task.subject.group === undefined
            ? ''
            : ` for the group of #${task.subject.group}`;
      return `${short(head)} against ${base === null ? 'the default branch' : `${short(base)} (${baseBranch ?? ''})${known}`}${about}`;
    }
  }
}

function short(commit: string): string {
  return commit.slice(0, 2);
}

const EXPECTED: Readonly<Record<string, string>> = {
  'issue_comment.created': 'error: Input mode: what to check is not known for the event issue_comment',
  'merge_group.checks_requested': 'cc against bb (main), its ancestor for the group of #123',
  'merge_group.destroyed': 'fine: The merge group was taken out of the queue.',
  'pull_request.closed': 'fine: The pull request is closed.',
  'pull_request.draft': 'cc against bb (main) for #7',
  'pull_request.opened': 'cc against bb (main) for #7',
  'pull_request.retargeted': 'cc against bb (release) for #7',
  'pull_request.synchronize': 'cc against bb (main) for #7',
  'pull_request_review.submitted': 'cc against bb (main) for #7',
  'pull_request_target.opened': 'cc against bb (main) for #7',
  'push.branch': 'cc against bb (main), its ancestor',
  'push.deleted-branch': 'fine: The branch or tag was deleted.',
  'push.forced': 'cc against bb (change)',
  'push.new-branch': 'cc against the default branch',
  'push.new-default-branch': 'audit',
  'push.tag': 'audit',
  'release.published': 'error: Input mode: what to check is not known for the event release',
  repository_dispatch: 'audit',
  schedule: 'audit',
  workflow_dispatch: 'audit',
  'workflow_run.deleted-fork': 'no pass: The repository or the branch of the pull request was deleted.',
  'workflow_run.pull_request': 'pull request of octocat:change at cc',
  'workflow_run.push': 'error: The event workflow_run is about a run of the event push, which has no pull request.',
};

describe('mode auto', () => {
  it('is decided for each event', () => {
    expect(files).toEqual(Object.keys(EXPECTED));
  });

  it.each(Object.entries(EXPECTED))('at %s does: %s', (file, expected) => {
    expect(inWords('auto', file).startsWith(expected)).toBe(true);
  });
});

describe('mode review', () => {
  const comparesNothing = [
    'repository_dispatch',
    'schedule',
    'workflow_dispatch',
    'push.tag',
    'push.new-default-branch',
  ];

  it.each(comparesNothing)('has nothing to compare at %s, and is an error that says what to do', (file) => {
    expect(inWords('review', file)).toMatch(
      /^error: .* has nothing to compare here: .* Use `audit` to check everything/,
    );
  });

  it.each(files.filter((file) => !comparesNothing.includes(file)))('does the same as auto at %s', (file) => {
    expect(inWords('review', file)).toBe(inWords('auto', file));
  });
});

it.each(files)('mode audit is an audit at %s', (file) => {
  expect(inWords('audit', file)).toBe('audit');
});

it('no event but a closed pull request, a group that is gone and a deleted branch is a success without a judgement', () => {
  const fine = (['auto', 'review', 'audit'] as const).flatMap((mode) =>
    files.filter((file) => inWords(mode, file).startsWith('fine: ')).map((file) => `${mode} ${file}`),
  );

  expect(fine).toEqual(
    ['auto', 'review'].flatMap((mode) =>
      ['merge_group.destroyed', 'pull_request.closed', 'push.deleted-branch'].map((file) => `${mode} ${file}`),
    ),
  );
});

it.each(['pull_request', 'pull_request_target', 'merge_group', 'push', 'workflow_run'])(
  'a payload of %s without its commits is an error that names what is missing',
  (event) => {
    expect(() => eventOf(event, { repository: { default_branch: 'main' } })).toThrow(
      new RegExp(`^The payload of the event ${event} can't be read: \\w+: `),
    );
  },
);

it('a commit that is no id is an error, so that no name of a branch and no option comes in its place', () => {
  const pull = { number: 7, base: { sha: '--upload-pack=x', ref: 'main' }, head: { sha: 'main' } };

  expect(() => eventOf('pull_request', { pull_request: pull })).toThrow('pull_request.base.sha');
});

it.each([
  ['is no JSON', '{'],
  ['is empty', ''],
])('a payload that %s is an error that names it', async (_, text) => {
  const file = join(temporaryFolder(), 'event.json');
  writeFileSync(file, text);

  await expect(readEvent({ GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: file })).rejects.toThrow(
    "The event's payload, which GITHUB_EVENT_PATH names, can't be read",
  );
});
