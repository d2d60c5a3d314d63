/** All advice about the workflows of a repository. */
import { mend, notKnown, type Said } from '../advice.ts';
import { type SetUp, workflowFolder } from '../repository.ts';
import { checkEvents } from './check-events.ts';
import { checkPermissions } from './check-permissions.ts';
import { checkCheckout, checkFailure, checkPins, checkRuns } from './check-steps.ts';
import { isGate, isReview, plimsollJobs, type PlimsollJob } from './plimsoll-jobs.ts';

/** In the order in which they are said. */
const checks: readonly ((each: PlimsollJob) => readonly Said[])[] = [
  (each) => (isGate(each) ? checkEvents(each) : []),
  checkFailure,
  checkPermissions,
  checkCheckout,
  checkPins,
  checkRuns,
];

/** The advice about every job that runs Plimsoll, and whether one of them reviews pull requests. */
export function checkWorkflows({ workflows, unreadable, isAction }: SetUp): Said[] {
  const jobs = plimsollJobs(workflows, isAction);
  const said = jobs.flatMap((each) => checks.flatMap((check) => check(each)));
  const broken = unreadable.map(({ file, why }) =>
    notKnown('workflow-unreadable', `${file} was not read: ${why}`, 'If it runs Plimsoll, correct it.'),
  );
  if (jobs.some(isReview)) return [...said, ...broken];
  const what = `No workflow in ${workflowFolder} reviews pull requests with Plimsoll.`;
  const remedy =
    'Run plimsoll init, or copy one of docs/workflows. An organisation can require one for all its repositories.';
  return [mend('workflow-missing', what, remedy), ...said, ...broken];
}
