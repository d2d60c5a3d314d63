/** The form that every workflow of this repository has, and every one that it shows to others. */
import { load } from 'js-yaml';
import { z } from 'zod';

const Permissions = z.record(z.string(), z.string());

const Job = z.looseObject({
  permissions: Permissions.optional(),
  'timeout-minutes': z.number().optional(),
  'continue-on-error': z.unknown().optional(),
  steps: z.array(z.looseObject({ uses: z.string().optional(), with: z.record(z.string(), z.unknown()).default({}) })),
});

const Form = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions: z.unknown(),
  concurrency: z.looseObject({ group: z.string() }).optional(),
  jobs: z.record(z.string(), Job),
});

const ofPullRequests = ['pull_request', 'pull_request_target'];
const types = ['opened', 'synchronize', 'reopened', 'edited', 'ready_for_review'];
/** Here the token may write, although the pull request is of a stranger. */
const trusted = ['pull_request_target', 'workflow_run'];

/** What is wrong with a workflow, in a clause each. */
export function formFaults(text: string): string[] {
  const workflow = Form.parse(load(text));
  return [
    ...eventFaults(workflow),
    ...(JSON.stringify(workflow.permissions) === '{}' ? [] : ['permissions at the top are not {}']),
    ...(workflow.concurrency === undefined ? ['no concurrency'] : []),
    ...Object.values(workflow.jobs).flatMap((job) => jobFaults(job, Object.keys(workflow.on))),
    ...pinFaults(text),
  ];
}

function eventFaults({ on, concurrency }: z.infer<typeof Form>): string[] {
  const pulls = Object.keys(on).filter((event) => ofPullRequests.includes(event));
  if (pulls.length === 0) return [];
  const isOwnCi = Object.hasOwn(on, 'push');
  const cancel = concurrency?.['cancel-in-progress'];
  return [
    ...pulls.flatMap((event) => {
      const filter = z
        .looseObject({ types: z.array(z.string()).optional() })
        .catch({})
        .parse(on[event]);
      const missing = isOwnCi ? [] : types.filter((type) => filter.types?.includes(type) !== true);
      const filters = Object.keys(filter).filter((key) => key.startsWith('paths'));
      return [...missing.map((type) => `${event} lacks ${type}`), ...filters.map((key) => `${event} has ${key}`)];
    }),
    ...(Object.hasOwn(on, 'merge_group') ? [] : ['no merge_group']),
    ...(typeof cancel === 'string' && pulls.some((event) => cancel.includes(`== '${event}'`))
      ? []
      : ['runs of the merge queue are cancelled']),
    ...(concurrency?.group.includes('github.event.pull_request.number') === true ? [] : ['one group for all']),
  ];
}

function jobFaults(job: z.infer<typeof Job>, events: readonly string[]): string[] {
  const checkouts = job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@') === true);
  const isTrusted = events.some((event) => trusted.includes(event));
  return [
    ...(job.permissions === undefined ? ['a job without permissions'] : []),
    ...(job['timeout-minutes'] === undefined ? ['a job without timeout-minutes'] : []),
    ...(job['continue-on-error'] === undefined ? [] : ['a job that continues on errors']),
    ...checkouts.flatMap(({ with: inputs }) => (inputs['persist-credentials'] === false ? [] : ['a kept credential'])),
    ...(isTrusted && checkouts.some(({ with: inputs }) => 'ref' in inputs || 'repository' in inputs)
      ? ['a checkout of something else than the default branch']
      : []),
    ...(isTrusted && job.steps.some(({ uses }) => uses?.startsWith('actions/cache@') === true)
      ? ['a cache that is saved']
      : []),
  ];
}

/** Another action is named by a commit, with its version as a comment; ours by the placeholder. */
function pinFaults(text: string): string[] {
  const lines = [...text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, uses = '']) => uses);
  const isPinned = (uses: string): boolean =>
    /^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(uses) ||
    uses.startsWith('./ #') ||
    uses.startsWith('OWNER/plimsoll@COMMIT');
  return lines.filter((uses) => !isPinned(uses)).map((uses) => `not pinned: ${uses}`);
}

/** The jobs whose token may write the repository's content. */
export function contentWriters(text: string): string[] {
  const { jobs } = Form.parse(load(text));
  return Object.entries(jobs).flatMap(([id, { permissions }]) => (permissions?.['contents'] === 'write' ? [id] : []));
}
