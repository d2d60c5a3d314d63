/** Checks the steps of a job: pins, what is checked out, and whether a failure fails the job. */
import { consider, good, mend, type Said } from '../advice.ts';
import { isGate, type PlimsollJob, trustedEvents } from './plimsoll-jobs.ts';
import { type JobStep } from './workflow.ts';

/** Whether every action is named by a commit, which cannot be moved. */
export function checkPins({ workflow, job }: PlimsollJob): Said[] {
  const { file, lineOf } = workflow;
  const loose = job.steps.filter(({ uses }) => uses !== null && !isPinned(uses));
  if (loose.length === 0) {
    const place = { file, first: lineOf([...job.path, 'steps']) };
    return [good('workflow-pins', 'Every action is named by its commit.', place)];
  }
  return loose.map(({ uses, path }) => {
    const isPlaceholder = /^OWNER\/|@COMMIT$/.test(uses ?? '');
    const what = isPlaceholder
      ? 'stands for a commit that is not chosen yet'
      : 'is a tag or branch, which can be moved';
    const remedy =
      'Name the 40 digits of a commit that you have reviewed; the version can stand behind it as a comment.';
    return mend('workflow-pins', `${uses ?? ''} ${what}.`, remedy, { file, first: lineOf([...path, 'uses']) });
  });
}

function isPinned(uses: string): boolean {
  return uses.startsWith('./') || uses === '.' || /@[0-9a-f]{40}$/.test(uses) || /^docker:.*@sha256:/.test(uses);
}

/** Whether nothing of a pull request is checked out where the token may write, and the token is not kept. */
export function checkCheckout(each: PlimsollJob): Said[] {
  const { workflow, job, step } = each;
  const { file, lineOf } = workflow;
  const checkouts = job.steps.filter(({ uses }) => isCheckout(uses));
  const event = trustedEvents.find((name) => workflow.events.has(name));
  const of = ({ path }: JobStep): Said['place'] => ({ file, first: lineOf(path) });
  const foreign = event === undefined ? [] : job.steps.filter(isOfPullRequest);
  const said = foreign.map((one) =>
    mend(
      'workflow-head-checkout',
      `Under ${event ?? ''} it checks out the pull request, whose files then lie beside a token that may write.`,
      'Remove ref and repository from the checkout: Plimsoll fetches the commits that it needs, and only reads them.',
      of(one),
    ),
  );
  if (event !== undefined && foreign.length === 0)
    said.push(good('workflow-head-checkout', `Under ${event} nothing of the pull request is checked out.`, of(step)));
  const kept = checkouts.filter(({ inputs }) => inputs['persist-credentials'] !== 'false');
  said.push(
    ...kept.map((one) =>
      consider(
        'workflow-credentials',
        'The checkout keeps its token where later steps can read it.',
        'Add persist-credentials: false.',
        of(one),
      ),
    ),
  );
  return [...said, ...depth(each, checkouts)];
}

function isCheckout(uses: string | null): boolean {
  return uses?.startsWith('actions/checkout@') === true;
}

/** `ref` or `repository` of the event's head, in any of its spellings, or a command that checks it out. */
function isOfPullRequest({ uses, run, inputs }: JobStep): boolean {
  if (/gh pr checkout|git (?:checkout|switch|worktree)[^\n]*(?:FETCH_HEAD|head[_.])/.test(run ?? '')) return true;
  if (!isCheckout(uses)) return false;
  const named = `${inputs['ref'] ?? ''} ${inputs['repository'] ?? ''}`;
  return /head[_.]|refs\/pull\/|merge_commit_sha|pull_request\.number/.test(named);
}

function depth({ workflow, job, mode, isAction }: PlimsollJob, checkouts: readonly JobStep[]): Said[] {
  const { file, lineOf } = workflow;
  const [first] = checkouts;
  const place = { file, first: lineOf(first?.path ?? job.path) };
  // A review by the action fetches what is missing, the whole repository included.
  if (mode === 'review' && isAction)
    return [good('workflow-depth', 'The action fetches the commits that it needs.', place)];
  if (first === undefined) {
    const what = 'The job checks out nothing, so there are no files to read.';
    return [mend('workflow-depth', what, 'Add actions/checkout before Plimsoll.', place)];
  }
  if (mode === 'audit') return [];
  if (checkouts.some(({ inputs }) => inputs['fetch-depth'] === '0'))
    return [good('workflow-depth', 'The checkout has the merge base.', place)];
  const what = 'The checkout lacks the merge base, and the command line fetches nothing.';
  return [mend('workflow-depth', what, 'Add fetch-depth: 0 to the checkout.', place)];
}

/** Whether a finding fails the job, and the job always runs. */
export function checkFailure(each: PlimsollJob): Said[] {
  const { workflow, job, step } = each;
  if (!isGate(each)) return [];
  const { file, lineOf } = workflow;
  const said: Said[] = [];
  for (const { continuesOnError, path } of [job, step]) {
    if (!continuesOnError) continue;
    const what = 'continue-on-error: the check passes whatever is found.';
    const place = { file, first: lineOf([...path, 'continue-on-error']) };
    said.push(mend('workflow-failure', what, 'Remove continue-on-error once you have seen what it finds.', place));
  }
  for (const { condition, path } of [job, step]) {
    if (condition === null) continue;
    const what = `It runs only if ${onOneLine(condition)}: a skipped job counts as passed.`;
    const place = { file, first: lineOf([...path, 'if']) };
    said.push(
      mend('workflow-condition', what, 'Remove the condition. A run without changes of manifests is short.', place),
    );
  }
  if (/^never$/.test(step.inputs['fail-on'] ?? '')) {
    const place = { file, first: lineOf([...step.path, 'with', 'fail-on']) };
    said.push(mend('workflow-failure', 'fail-on: never, so no finding fails it.', 'Remove fail-on.', place));
  }
  if (said.length > 0) return said;
  return [good('workflow-failure', 'A finding that counts fails the job.', { file, first: lineOf(step.path) })];
}

function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Whether an old run is cancelled by a new one, and a stuck one ends. */
export function checkRuns({ workflow, job, mode }: PlimsollJob): Said[] {
  const { file, lineOf } = workflow;
  const place = { file, first: lineOf(job.path) };
  const said: Said[] = [];
  if (mode === 'review' && !workflow.hasConcurrency && !job.hasConcurrency)
    said.push(
      consider(
        'workflow-concurrency',
        'Runs for the same pull request can overlap.',
        'Add concurrency with a group for each pull request, as docs/workflows/pull-request.yml has it.',
        place,
      ),
    );
  else if (mode === 'review')
    said.push(good('workflow-concurrency', 'Runs for the same pull request do not overlap.', place));
  if (!job.hasTimeout)
    said.push(
      consider('workflow-timeout', 'A job that is stuck runs for six hours.', 'Add timeout-minutes: 15.', place),
    );
  return said;
}
