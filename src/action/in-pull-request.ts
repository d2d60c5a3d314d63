/** Posts in the pull request, after the job has said everything, and tells how much was posted. */
import { gitHubRepository, runPage } from './addresses.ts';
import type { ActionWorld } from './act-world.ts';
import { isUnshown, type PlannedPosting, type Step } from './step.ts';
import type { Outcome } from '../run/conclude/outcome.ts';
import { messageOf } from '../foundation/errors.ts';
import { type Report } from '../model/report.ts';
import { verdictOfGate } from '../policy/verdict.ts';
import { planComments, type PublishPlan } from '../publish/plan.ts';
import { post, type Posting } from '../publish/post.ts';
import { annotations } from '../report/annotations.ts';
import { link, prose } from '../report/escape-markdown.ts';
import { reportedInFull } from '../report/tally.ts';
import { maskedBySight } from '../secrets/by-sight.ts';
import { workflowCommand } from '../report/workflow-command.ts';

/** Null where nothing is to be posted. */
export async function planned(step: Step, outcome: Outcome, world: ActionWorld): Promise<PlannedPosting | null> {
  const { inputs, prepared } = step;
  const { subject, mode } = prepared;
  const repository = gitHubRepository(world.env);
  if (mode === 'audit' || subject.kind !== 'pull-request' || !inputs.comment) return null;
  // The organisation only watches here.
  if (outcome.report.rollout?.stage === 'observe') return null;
  if (inputs.token === null || repository === null) return null;
  const pull = { ...repository, number: subject.number };
  return { plan: await planOf(step, outcome, world), pull, commit: subject.head, token: inputs.token };
}

/** A fault here must not cost the job what it has to say. */
async function planOf(
  { prepared, context }: Step,
  { report }: Outcome,
  world: ActionWorld,
): Promise<PublishPlan | null> {
  if (prepared.mode === 'review' && prepared.options.problems.length > 0) {
    world.runner.log(warning('Nothing is posted, because it is not known what the pull request changes.'));
    return null;
  }
  try {
    return planComments(report, await world.diff(prepared.options.directory, report), context);
  } catch (thrown) {
    world.runner.log(warning(`What to post could not be planned: ${messageOf(thrown)}`));
    return null;
  }
}

/** Posts, and adds to log, job summary and outputs how much was posted. A fault in it is said, and changes nothing else. */
export async function sayPosted(
  step: Step,
  planned: PlannedPosting,
  outcome: Outcome,
  world: ActionWorld,
): Promise<void> {
  try {
    await postAndSay(step, planned, outcome, world);
  } catch (thrown) {
    world.runner.log(warning(`How much was posted could not be said: ${messageOf(thrown)}`));
  }
}

async function postAndSay(step: Step, planned: PlannedPosting, { report }: Outcome, world: ActionWorld): Promise<void> {
  const { runner } = world;
  const { posted, why } = await posting(step, planned, report, world);
  runner.output('posted', posted);
  if (posted === 'all' || why === null) return;
  const masked = maskedBySight(why);
  const what = posted === 'none' ? 'Nothing was posted' : 'Not everything was posted';
  runner.log(workflowCommand('notice', { title: 'Plimsoll' }, `${what} in the pull request: ${masked}.`));
  const shown = reportedInFull(report).filter((one) => !isUnshown(one));
  for (const line of annotations({ ...report, problems: [] }, shown, 'the job summary')) runner.log(line);
  await runner.addToSummary(`\n${what} in the pull request: ${prose(masked)}. The verdict does not depend on it.\n`);
}

async function posting(
  { inputs, context }: Step,
  { plan, pull, commit, token }: PlannedPosting,
  report: Report,
  world: ActionWorld,
): Promise<Posting> {
  if (plan === null) return { posted: 'none', why: 'what to post could not be planned' };
  const page = runPage(world.env);
  try {
    return await post(await world.connect(token), {
      ...{ plan: { comments: plan.comments, report }, pull, commit, context },
      elsewhere: link('the job summary', page),
      instance: inputs.id,
      settle: inputs.settle,
      isPartial: verdictOfGate(report) === 'error',
      passing: [page ?? '', ...passingIn(report), ...namesOf(commit)],
    });
  } catch (thrown) {
    return { posted: 'none', why: messageOf(thrown) };
  }
}

/** Commits and digests that a text names, and that differ between runs which say the same. */
function passingIn({ head, base, trustRoot = null, policies }: Report): string[] {
  return [head, base, trustRoot, policies?.digest ?? null].flatMap(namesOf);
}

/** An id whole, and as it is shortened in texts. */
function namesOf(id: string | null): string[] {
  return id === null ? [] : [id, id.slice(0, 12), id.slice(0, 10)];
}

function warning(message: string): string {
  return workflowCommand('warning', { title: 'Plimsoll' }, maskedBySight(message));
}
