/** The workflows that `plimsoll init` writes. docs/workflows has the same texts (`npm run generate`). */

/** The step's `uses` until `init` knows a commit: what docs and README show. */
export const unpinnedAction = 'OWNER/plimsoll@COMMIT';

/** Actions by other people that the workflows use, each at the commit of a release. */
const actions = {
  checkout: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  restore: 'actions/cache/restore@0057852bfaa89a56745cba8c7296529d2fc39830 # v4.3.0',
} as const;

/** `edited` is sent when the base branch changes. */
const types = 'types: [opened, synchronize, reopened, edited, ready_for_review]';

/** The commits that this one lacks are fetched by their ids. */
const checkout = `      - uses: ${actions.checkout}
        with:
          persist-credentials: false`;

const restoredCache = `      # The audit saves this cache. What a fork influences is never saved.
      - uses: ${actions.restore}
        with:
          path: \${{ runner.temp }}/plimsoll
          key: plimsoll-\${{ github.run_id }}
          restore-keys: plimsoll-`;

const reading = 'contents: read # the files and their history';
const commenting = 'pull-requests: write # the comments';

function pinned(action: string): string {
  return action === unpinnedAction ? `${action} # a commit that you have reviewed` : action;
}

/** The head of a workflow that reviews pull requests at this event, and groups of the merge queue, up to its permissions. */
function reviewing(event: 'pull_request' | 'pull_request_target', note = ''): string {
  return `name: plimsoll
on:
  ${event}:${note === '' ? '' : ` ${note}`}
    ${types}
  merge_group:
permissions: {}
concurrency:
  group: plimsoll-\${{ github.event.pull_request.number || github.ref }}
  cancel-in-progress: \${{ github.event_name == '${event}' }}
jobs:
  review:
    name: plimsoll
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:`;
}

function pullRequest(action: string): string {
  return `# Reviews every pull request, and every group of the merge queue, and comments on the lines that need a change.
# It can't comment on pull requests from forks and by Dependabot: their results are in the job summary.
${reviewing('pull_request')}
      ${reading}
      ${commenting}
    steps:
${checkout}
      - uses: ${pinned(action)}
`;
}

function forkTarget(action: string): string {
  return `# Like pull-request.yml, and comments on pull requests from forks too: it runs as the default branch has it, with its token.
# Never check out the pull request here, and run nothing of it: Plimsoll needs no checkout. It fetches the commits, and only reads them.
${reviewing('pull_request_target', '# zizmor: ignore[dangerous-triggers] nothing of the pull request is checked out or run')}
      ${reading}
      ${commenting}
    steps:
${restoredCache}
      - uses: ${pinned(action)}
        with:
          cache: plimsoll # in runner.temp
`;
}

function forkReview(action: string): string {
  return `# For forks, without a token that writes: this workflow decides, and fork-comment.yml then posts the comments.
# It can't comment by itself. Its results are in the job summary, also for Dependabot.
${reviewing('pull_request')}
      ${reading}
    steps:
${checkout}
      - uses: ${pinned(action)}
        with:
          comment: 'false'
`;
}

function forkComment(action: string): string {
  return `# The second part of fork-review.yml: reviews the pull request again, with a token that may comment, and posts the comments.
# It trusts nothing of the first run, and posts nothing if the pull request has moved on. It can't be a required check.
name: plimsoll-comment
on:
  workflow_run: # zizmor: ignore[dangerous-triggers] nothing of the pull request is checked out or run
    workflows: [plimsoll]
    types: [completed]
permissions: {}
concurrency:
  group: plimsoll-comment-\${{ github.event.workflow_run.head_repository.full_name }}-\${{ github.event.workflow_run.head_branch }}
  cancel-in-progress: true
jobs:
  comment:
    name: plimsoll comments
    if: \${{ github.event.workflow_run.event == 'pull_request' }}
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      ${reading}
      ${commenting}
    steps:
${restoredCache}
      - uses: ${pinned(action)}
        with:
          cache: plimsoll # in runner.temp
`;
}

/** A workflow of docs/workflows that `init` can write. */
export interface WorkflowText {
  /** Its file in docs/workflows. */
  readonly example: string;
  /** Its file in .github/workflows. */
  readonly file: string;
  /** Its text, with the `uses` of the action: `owner/name@commit`. */
  readonly text: (action: string) => string;
}

/** How pull requests from forks get comments: not at all, by `pull_request_target`, or by a second workflow. */
export const forkWays = ['none', 'target', 'run'] as const;
export type ForkWay = (typeof forkWays)[number];

/** The workflows of each way. */
export const workflowTexts: Readonly<Record<ForkWay, readonly WorkflowText[]>> = {
  none: [{ example: 'pull-request.yml', file: 'plimsoll.yml', text: pullRequest }],
  target: [{ example: 'fork-target.yml', file: 'plimsoll.yml', text: forkTarget }],
  run: [
    { example: 'fork-review.yml', file: 'plimsoll.yml', text: forkReview },
    { example: 'fork-comment.yml', file: 'plimsoll-comment.yml', text: forkComment },
  ],
};
