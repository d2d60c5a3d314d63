/** Checks the permissions of a job's token. */
import { consider, good, mend, type Said } from '../advice.ts';
import { isReview, type PlimsollJob } from './plimsoll-jobs.ts';
import { type Permissions } from './workflow.ts';

/** What the job of a review may have beside reading. An audit uploads its SARIF. */
const writable: Readonly<Record<PlimsollJob['mode'], readonly string[]>> = {
  review: ['pull-requests'],
  audit: ['security-events'],
};

/** Whether the token has what the job needs, and no more. */
export function checkPermissions(each: PlimsollJob): Said[] {
  const { workflow, job } = each;
  const { file, lineOf } = workflow;
  const own = job.permissions !== null;
  const place = { file, first: lineOf(own ? [...job.path, 'permissions'] : ['permissions']) };
  const given = job.permissions ?? workflow.permissions;
  const remedy = 'Write permissions: {} at the top, and contents: read and pull-requests: write in the job.';
  if (given === null) {
    const what = 'The token has the permissions that are usual in the repository, which may be all.';
    return [mend('workflow-permissions', what, remedy, { file, first: lineOf(job.path) })];
  }
  const wide = tooWide(given, each.mode);
  if (wide.length > 0) {
    const what = `The token may do more than the job needs: ${wide.join(', ')}.`;
    return [mend('workflow-permissions', what, remedy, place)];
  }
  if (typeof given !== 'string' && levelIn(given, 'contents') === 'none') {
    const what = 'The token cannot read the repository (contents).';
    return [mend('workflow-permissions', what, 'Add contents: read.', place)];
  }
  const said = [good('workflow-permissions', 'The token may do what the job needs, and no more.', place)];
  const isSilent = typeof given === 'string' || levelIn(given, 'pull-requests') !== 'write';
  if (!isReview(each) || !isSilent || each.step.inputs['comment'] === 'false') return said;
  const what = 'The token cannot comment: the results are in the job summary only.';
  return [
    ...said,
    consider('workflow-comments', what, 'Add pull-requests: write to the permissions of the job.', place),
  ];
}

function tooWide(given: Permissions, mode: PlimsollJob['mode']): string[] {
  if (given === 'write-all') return ['write-all'];
  if (given === 'read-all') return [];
  const isUnneeded = ([scope, level]: readonly [string, string]): boolean =>
    level === 'write' && !writable[mode].includes(scope);
  return Object.entries(given)
    .filter(isUnneeded)
    .map(([scope]) => `${scope}: write`);
}

function levelIn(given: Readonly<Record<string, string>>, scope: string): string {
  return given[scope] ?? 'none';
}
