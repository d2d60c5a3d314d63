/** Checks when a review runs: its events, their types and their filters. */
import { consider, good, mend, type Said } from '../advice.ts';
import { type PlimsollJob } from './plimsoll-jobs.ts';

/** What changes a pull request; without one of them, a change goes unreviewed. `edited`: also another base branch. */
const wantedTypes = ['opened', 'synchronize', 'reopened', 'edited'] as const;

/** The types of an event whose `types` are not written (docs.github.com, events that trigger workflows). */
const usualTypes = ['opened', 'synchronize', 'reopened'];

/** Whether a review runs for every pull request, at every change, and in the merge queue. */
export function checkEvents({ workflow }: PlimsollJob): Said[] {
  const { file, events, lineOf } = workflow;
  const place = { file, first: lineOf(['on']) };
  const said = ['pull_request', 'pull_request_target'].flatMap((event) => {
    const filter = events.get(event);
    if (filter === undefined) return [];
    const at = { file, first: lineOf(['on', event]) };
    const missing = wantedTypes.filter((type) => !(filter.types ?? usualTypes).includes(type));
    const types = `${event}: types: [opened, synchronize, reopened, edited, ready_for_review]`;
    return [
      missing.length === 0
        ? good('workflow-types', `${event} runs at every change of a pull request.`, at)
        : mend(
            'workflow-types',
            `${event} does not run when a pull request is ${missing.map(typeInWords).join(', or ')}.`,
            `Write ${types}.`,
            at,
          ),
      ...filter.pathFilters.map((key) =>
        mend(
          'workflow-paths',
          `${event} has ${key}: a pull request without such files gets no check, and a required check stays pending.`,
          `Remove ${key}. A review reads only what changed, and passes quickly if nothing did.`,
          { file, first: lineOf(['on', event, key]) },
        ),
      ),
      ...filter.branchFilters.map((key) =>
        consider(
          'workflow-branches',
          `${event} has ${key}: pull requests into other branches are not reviewed.`,
          `Remove ${key}, unless that is what you want.`,
          { file, first: lineOf(['on', event, key]) },
        ),
      ),
    ];
  });
  return [...said, ...mergeQueue(events.has('merge_group'), place)];
}

function typeInWords(type: (typeof wantedTypes)[number]): string {
  const words = {
    opened: 'opened',
    synchronize: 'given new commits',
    reopened: 'reopened',
    edited: 'moved to another base branch',
  };
  return words[type];
}

function mergeQueue(isThere: boolean, place: Said['place']): Said[] {
  if (isThere) return [good('workflow-merge-group', 'It runs in a merge queue.', place)];
  const what = 'It does not run for merge_group: with a merge queue, a required check would wait for ever.';
  return [consider('workflow-merge-group', what, 'Add merge_group: to its events.', place)];
}
