/** Faults at every request of a run: what the job says is the same, and after the next run it is as if nothing was. */
import { dirname } from 'node:path';
import { readyCommits } from '../../../src/action/commits.ts';
import type { Fault } from '../hub/faults.ts';
import { snapshot } from '../hub/snapshot.ts';
import { pullRequestEvent, type WorkflowEvent } from './events.ts';
import { History, type HistoryOptions, type Run } from './history.ts';
import { deployment } from './manifests.ts';
import { doubles, freshThreads, openThreads } from './oracle.ts';
import { lookingOnce } from './look.ts';
import { type Look, type Step, stepInProcess } from './step.ts';

/** What can go wrong with a request, by a short name. */
export const faults: Readonly<Record<string, Fault>> = {
  '502 without effect': { kind: 'error', status: 502 },
  '502 with effect': { kind: 'error', status: 502, effect: 'whole' },
  '502 with half of it': { kind: 'error', status: 502, effect: 'half' },
  'reset before': { kind: 'reset' },
  'reset after': { kind: 'reset', effect: 'whole' },
  '401': { kind: 'error', status: 401 },
  '403': { kind: 'error', status: 403 },
  '404': { kind: 'error', status: 404 },
  '410': { kind: 'error', status: 410 },
  '422': { kind: 'error', status: 422 },
  '429 for 2 s': { kind: 'secondary limit', status: 429, retryAfter: 2 },
  'secondary limit for 2 s': { kind: 'secondary limit', status: 403, retryAfter: 2 },
  'secondary limit without a time': { kind: 'secondary limit', status: 403, retryAfter: null },
  'secondary limit for ten hours': { kind: 'secondary limit', status: 403, retryAfter: 36_000 },
  'primary limit for 5 s': { kind: 'primary limit', reset: 5 },
  'a page with 200': { kind: 'html', status: 200 },
  'a page with 200, carried out': { kind: 'html', status: 200, effect: 'whole' },
  'a page with 503': { kind: 'html', status: 503 },
  'gone for good': { kind: 'gone for good' },
};

/** Faults that pass: the run itself gets over them, and what it says stands when it ends. */
const passing = [
  ...['502 without effect', '502 with effect', '502 with half of it', '429 for 2 s', 'secondary limit for 2 s'],
  'primary limit for 5 s',
];

/** A life up to a run; the run that follows is the one with faults. */
export interface Scene extends HistoryOptions {
  readonly name: string;
  readonly prepare: (history: History) => Promise<void>;
}

export interface Point {
  readonly scene: string;
  /** Number of the request, from 1. */
  readonly request: number;
  readonly fault: string;
}

/** What is wrong at a point; empty if nothing is. */
export type Verdict = readonly string[];

/** A scene that is ready: the run without faults is known, and points can be tried in any order. */
export interface Stage {
  readonly points: readonly Point[];
  readonly try: (point: Point) => Promise<Verdict>;
  readonly close: () => Promise<void>;
}

/** Milliseconds that a second of waiting takes where each fault is tried: ten hours must still be longer than a run waits. */
export const SHORT_SECOND = 4;

/** How the Action is run at each point. */
export interface Running {
  readonly step: Step;
  /** Where the fault is at a request for the commits: a step that gets the commits ready anew. */
  readonly anew: Step;
  /** How long a second of waiting is, in milliseconds; the steps are told the same. */
  readonly second: number;
}

/** In this process. What no fault changes is looked at once. */
export function runningIn(look: Look): Running {
  const second = SHORT_SECOND;
  const once = lookingOnce(look);
  return { step: stepInProcess(once, second), anew: stepInProcess({ ...once, commits: readyCommits }, second), second };
}

export async function stageOf({ name, prepare, ...options }: Scene, running: Running): Promise<Stage> {
  const history = await History.open(running.step, { ...options, second: running.second });
  await prepare(history);
  const event = pullRequestEvent(history.hub, history.pull);
  const back = snapshot(history.hub.state);
  const clean = await history.run({ event });
  const folder = dirname(clean.workspace);
  const wanted = await freshThreads(history);
  back();
  const requests = clean.requests.map((_, at) => at + 1);
  return {
    points: requests.flatMap((request) => Object.keys(faults).map((fault) => ({ scene: name, request, fault }))),
    try: (point) => tried(history, point, { folder, event, clean, wanted, back, anew: running.anew }),
    close: () => history.close(),
  };
}

interface Known {
  readonly folder: string;
  readonly event: WorkflowEvent;
  readonly clean: Run;
  readonly wanted: readonly string[];
  readonly back: () => void;
  readonly anew: Step;
}

async function tried(history: History, { request, fault }: Point, known: Known): Promise<Verdict> {
  const { hub } = history;
  const { folder, event, clean, wanted } = known;
  const isOfMergeBase = clean.requests[request - 1]?.pattern?.includes('/compare/') === true;
  const how = isOfMergeBase ? { step: known.anew } : {};
  hub.inject({ request }, faults[fault]!);
  const wrong: string[] = [];
  try {
    const faulty = await history.runIn(folder, event, how);
    const isAllGone = isOfMergeBase && fault === 'gone for good';
    wrong.push(...(isAllGone ? pretensions(clean, faulty) : differences(clean, faulty)));
    const open = openThreads(history);
    if (passing.includes(fault) && JSON.stringify(open) !== JSON.stringify(wanted)) {
      wrong.push(`after the run itself these stand open: ${JSON.stringify(open)}`);
    }
  } catch (thrown) {
    wrong.push(`the run failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  hub.faults.clear();
  const next = await history.runIn(folder, event, how);
  wrong.push(...differences(clean, next).map((one) => `in the next run ${one}`));
  const open = openThreads(history);
  if (JSON.stringify(open) !== JSON.stringify(wanted)) {
    wrong.push(`after the next run these stand open: ${JSON.stringify(open)}; and should: ${JSON.stringify(wanted)}`);
  }
  wrong.push(...doubles(open).map((thread) => `twice: ${thread}`));
  const summaries = history.pull.conversation.filter((comment) => history.foreign.isOurs(comment));
  if (summaries.length !== 1) wrong.push(`there are ${summaries.length} summaries`);
  const again = await history.runIn(folder, event);
  if (again.writes.length > 0)
    wrong.push(`a third run still writes: ${again.writes.map(({ pattern }) => pattern).join(', ')}`);
  wrong.push(...history.broken.splice(0), ...hub.violations.splice(0));
  known.back();
  history.runs.length = 0;
  hub.log.length = 0;
  return wrong;
}

/** Exit, verdict, counts and report are those of a run without faults, and the job summary has every finding. */
function differences(clean: Run, faulty: Run): readonly string[] {
  const counts = ({ outputs }: Run) =>
    ['verdict', 'new', 'worsened', 'existing', 'fixed', 'problems'].map((name) => outputs[name]).join(' ');
  // Where a finding is shown depends on what was posted.
  const found = ({ report }: Run) =>
    JSON.stringify([report?.verdict, report?.findings.map(({ shown: _, ...one }) => one), report?.problems]);
  return [
    ...(clean.exitCode === faulty.exitCode ? [] : [`the exit code is ${faulty.exitCode}, not ${clean.exitCode}`]),
    ...(counts(clean) === counts(faulty) ? [] : [`the outputs are ${counts(faulty)}, not ${counts(clean)}`]),
    ...(found(clean) === found(faulty) ? [] : ['the report differs']),
    ...untold(clean, faulty),
  ];
}

function untold({ report }: Run, { summary }: Run): readonly string[] {
  const lacking = (report?.findings ?? []).filter(
    ({ status, place }) => status !== 'fixed' && place.kind !== 'summary' && !summary.includes(place.file),
  );
  return lacking.map(({ message }) => `the job summary lacks: ${message}`);
}

/** Where neither GitHub nor git tells the merge base, nothing is posted, and it is neither a pass nor a denial. */
function pretensions(clean: Run, { exitCode, outputs, report, summary, writes, ...rest }: Run): readonly string[] {
  const codes = report?.problems.map(({ code }) => code) ?? [];
  return [
    ...(exitCode === 3 && outputs['verdict'] === 'error' ? [] : [`the exit code is ${exitCode}, not 3`]),
    ...(codes.includes('base-missing') ? [] : ['the report does not say that the merge base is not known']),
    ...(writes.length === 0 ? [] : ['something was posted']),
    ...untold(clean, { exitCode, outputs, report, summary, writes, ...rest }),
  ];
}

const names = ['api', 'web', 'worker', 'cron'];

function all(privileged: readonly string[], comment?: string): Record<string, string> {
  const more = comment === undefined ? {} : { comment };
  return Object.fromEntries(
    names.map((name) => [`${name}.yaml`, deployment(name, { privileged: privileged.includes(name), ...more })]),
  );
}

/** First and later runs: all that a run can have to do. */
export const scenes: readonly Scene[] = [
  {
    name: 'a first run',
    base: all([]),
    prepare: (history) => {
      history.commit(all(names));
      return Promise.resolve();
    },
  },
  {
    name: 'a later run: one fixed, one new, one moved, one worded otherwise',
    base: all([]),
    prepare: async (history) => {
      history.commit(all(['api', 'web', 'worker']));
      await history.run();
      const touched = deployment('worker', { privileged: true }).replace('privileged: true', 'privileged:  true');
      history.commit({ ...all(['web', 'cron'], '# moved'), 'worker.yaml': touched });
    },
  },
  {
    name: 'all fixed, where conversations must be resolved',
    base: all([]),
    prepare: async (history) => {
      history.commit(all(['api', 'web', 'worker']));
      const rule = {
        ...{
          dismiss_stale_reviews_on_push: false,
          require_code_owner_review: false,
          require_last_push_approval: false,
        },
        ...{ required_approving_review_count: 0, required_review_thread_resolution: true },
      };
      history.people.setRules(history.repository, [
        { branch: 'main', rule: { type: 'pull_request', parameters: rule } },
      ]);
      await history.run();
      history.commit(all([], '# fixed'));
    },
  },
  {
    name: 'back again, with a token that may resolve',
    base: all([]),
    permissions: { contents: 'write', pull_requests: 'write' },
    prepare: async (history) => {
      history.commit(all(['api', 'web']));
      await history.run();
      history.commit(all(['api'], '# fixed'));
      await history.run();
      history.commit(all(['api', 'web', 'cron'], '# fixed'));
    },
  },
  {
    name: 'nothing is left, of many',
    base: all([]),
    prepare: async (history) => {
      history.commit(many(12, true));
      await history.run();
      history.commit(many(12, false));
    },
  },
  {
    name: 'many at once',
    base: many(12, false),
    prepare: (history) => {
      history.commit(many(12, true));
      return Promise.resolve();
    },
  },
  {
    name: 'after doubles of ours',
    base: all([]),
    prepare: async (history) => {
      history.commit(all(['api', 'web']));
      await Promise.all([history.run({ run: 42 }), history.run({ run: 43 })]);
      history.commit(all(['api', 'cron']));
    },
  },
  {
    name: 'retargeted to a branch that has one of the findings',
    base: all([]),
    prepare: async (history) => {
      const { people, repository } = history;
      people.push(repository, 'release', all(['api']), { from: history.tip() });
      people.push(repository, 'change', all(['api', 'web', 'worker']), { from: history.tip('release') });
      history.follow(people.openPull(repository, { head: 'change' }));
      await history.run();
      people.retarget(history.pull, 'release');
    },
  },
  {
    name: 'renamed, and in a private repository',
    base: all([]),
    isPrivate: true,
    prepare: async (history) => {
      history.commit(all(['api', 'web', 'worker']));
      await history.run();
      const moved = Object.entries(all(['api', 'web', 'worker'])).map(
        ([path, text]) => [`shop/${path}`, text] as const,
      );
      const gone = Object.keys(all([])).map((path) => [path, null] as const);
      history.commit(Object.fromEntries([...gone, ...moved]));
    },
  },
  {
    name: 'answered, edited and resolved by people, then fixed',
    base: all([]),
    prepare: async (history) => {
      history.commit(all(['api', 'web', 'worker']));
      await history.run();
      const [first, second, third] = history.threads;
      history.people.reply(history.pull, first!, 'Why?');
      const [comment] = second!.comments;
      history.people.edit(comment!, `See RFC 12.\n\n${comment!.body}`);
      history.people.resolve(third!);
      history.commit(all(['cron'], '# fixed'));
    },
  },
  {
    name: 'among comments of others, with the summary deleted',
    base: all([]),
    prepare: async (history) => {
      for (let count = 0; count < 120; count += 1)
        history.people.say(history.follow(opened(history)), `Remark ${count}`);
      await history.run();
      const [summary] = history.pull.conversation.filter((comment) => history.foreign.isOurs(comment));
      history.people.delete(history.pull, summary!);
      history.commit(all(['web', 'cron'], '# more'));
    },
  },
];

function many(count: number, privileged: boolean): Record<string, string> {
  const list = Array.from({ length: count }, (_, at) => `app-${at}`);
  return Object.fromEntries(list.map((name) => [`${name}.yaml`, deployment(name, { privileged })]));
}

function opened(history: History) {
  const [pull] = history.repository.pulls;
  if (pull !== undefined) return pull;
  history.commit(all(['api', 'web']));
  return history.pull;
}
