/** Checks what only GitHub knows: the token, the default branch, the required check. */
import { consider, good, mend, notKnown, type Said } from '../advice.ts';
import { type RepositoryAddress, type SetUp } from '../repository.ts';
import { isGate, plimsollJobs, type PlimsollJob } from '../workflow/plimsoll-jobs.ts';
import { type Answered, type Ask } from './ask.ts';
import { type GitHubSettings, readSettings, type RequiredCheck, whyNot } from './settings.ts';

/** Asks GitHub, by reading only. */
export async function checkGitHub(ask: Ask, address: RepositoryAddress, setUp: SetUp, token: string): Promise<Said[]> {
  const { settings, answer } = await readSettings(ask, address);
  if (settings === null) return [unread(answer, address)];
  const jobs = plimsollJobs(setUp.workflows, setUp.isAction).filter(isGate);
  return [
    good('token-reads', `The token can read ${address.owner}/${address.name}.`),
    commenting(settings, token),
    defaultBranchSaid(settings, setUp),
    ...required(settings, jobs),
    ...mergeQueueSaid(settings, jobs),
    ...owners(settings),
  ];
}

function unread(answer: Answered, { owner, name }: RepositoryAddress): Said {
  const { status } = answer;
  if (status === null || status >= 500) {
    const what = `Whether the token can read ${owner}/${name} is not known: ${whyNot(answer)}.`;
    return notKnown('token-reads', what, 'Try again, and check GITHUB_API_URL.');
  }
  const what = `The token cannot read ${owner}/${name}: ${whyNot(answer)}.`;
  const remedies: Readonly<Record<number, string>> = {
    301: 'The repository was renamed: correct the address of origin (git remote set-url origin).',
    401: 'The token is not valid, or has expired: set GITHUB_TOKEN to another one.',
    403: 'The token is refused: it may need the approval of the organisation (SSO), or a rate limit is used up.',
    404: 'There is no such repository, or the token has no access: it needs contents: read and metadata: read.',
  };
  return mend('token-reads', what, remedies[status] ?? 'Check the token, and GITHUB_API_URL.');
}

/** Whether a token may comment can be known without writing only for a user's classic token. */
function commenting({ scopes, isPrivate, mayPush }: GitHubSettings, token: string): Said {
  const job = 'In a workflow, its job must have pull-requests: write, which the workflow above shows.';
  if (scopes === null) {
    const kind = token.startsWith('ghs_') ? 'an app or a job' : 'this kind';
    return notKnown('token-comments', `Whether a token of ${kind} can comment is not known without writing.`, job);
  }
  const isEnough = scopes.includes('repo') || (!isPrivate && scopes.includes('public_repo'));
  if (!isEnough) {
    const has = scopes.length === 0 ? 'no scope' : scopes.join(', ');
    const wanted = isPrivate ? 'repo' : 'public_repo';
    return consider(
      'token-comments',
      `The token cannot comment: it has ${has}.`,
      `Give it ${wanted}, if it should post comments.`,
    );
  }
  const push = mayPush === true ? '' : '; it cannot push';
  return good('token-comments', `The token can comment (${scopes.join(', ')})${push}.`);
}

function defaultBranchSaid({ branch }: GitHubSettings, setUp: SetUp): Said {
  const what = `The default branch is ${branch}`;
  if (setUp.branch === branch) return good('default-branch', `${what}, here too.`);
  const here = setUp.branch === null ? 'this clone does not know it' : `this clone takes ${setUp.branch} for it`;
  const remedy = 'Run git remote set-head origin --auto.';
  return consider('default-branch', `${what}; ${here}, and compares with the wrong branch.`, remedy);
}

/** GitHub Actions on github.com; a GitHub Enterprise Server has another number. */
const actionsApp = 15368;

function required({ branch, rules, protection }: GitHubSettings, jobs: readonly PlimsollJob[]): Said[] {
  const workflows = rules.known ? rules.value.workflows.filter(({ path }) => /plimsoll/i.test(path)) : [];
  if (workflows.length > 0)
    return workflows.map(({ path }) =>
      good('required-workflow', `A ruleset requires the workflow ${path}, which pull requests here cannot change.`),
    );
  const names = new Set(jobs.map(({ job }) => job.name));
  const isOurs = ({ context }: RequiredCheck): boolean => jobs.some((each) => reports(each, context));
  const checks = [...(rules.known ? rules.value.checks : []), ...(protection.known ? protection.value : [])];
  const ours = checks.filter(isOurs);
  if (ours.length > 0) return ours.map((check) => requiredSaid(check, branch));
  const unknown = [rules, protection].flatMap((each) => (each.known ? [] : [each.why]));
  if (unknown.length > 0) {
    const what = `Whether the check is required on ${branch} is not known: ${unknown.join('; ')}.`;
    return [notKnown('required-check', what, 'Use a token with metadata: read and contents: read.')];
  }
  const named = [...names].map((name) => `"${name}"`).join(' or ') || 'the check';
  const what = `No rule of ${branch} requires ${named}: a pull request can be merged while it is red.`;
  const remedy =
    'In the settings of the repository, under Rules: require it as a status check, with GitHub Actions as its source. An organisation can require the workflow instead.';
  return [mend('required-check', what, remedy), ...otherWorkflows(rules)];
}

/** Whether a job reports this check: its name, `caller / name` in a reusable workflow, `name (a, b)` in a matrix. */
function reports({ job: { name, hasMatrix } }: PlimsollJob, context: string): boolean {
  const own = context.split(' / ').at(-1) ?? context;
  return context === name || own === name || (hasMatrix && own.startsWith(`${name} (`));
}

function requiredSaid({ context, app }: RequiredCheck, branch: string): Said {
  const what = `${branch} requires "${context}"`;
  if (app === null) {
    const remedy = 'Choose GitHub Actions as the source of the required check.';
    return mend(
      'required-check',
      `${what} from any source: any app, and anyone who may set a status, can report it.`,
      remedy,
    );
  }
  const from = app === actionsApp ? 'GitHub Actions' : `the app ${app}`;
  return good('required-check', `${what} from ${from}. Any job of that name satisfies it, so guard .github/workflows.`);
}

function otherWorkflows(rules: GitHubSettings['rules']): Said[] {
  const workflows = rules.known ? rules.value.workflows : [];
  if (workflows.length === 0) return [];
  const paths = workflows.map(({ path }) => path).join(', ');
  return [notKnown('required-workflow', `A ruleset requires ${paths}; whether it runs Plimsoll is not known.`)];
}

function mergeQueueSaid({ rules, branch }: GitHubSettings, jobs: readonly PlimsollJob[]): Said[] {
  if (!rules.known || !rules.value.hasMergeQueue) return [];
  if (jobs.some(({ workflow }) => workflow.events.has('merge_group')))
    return [good('merge-queue', `${branch} has a merge queue, and the workflow runs in it.`)];
  const what = `${branch} has a merge queue, in which the workflow does not run: nothing that requires it can be merged.`;
  return [mend('merge-queue', what, 'Add merge_group: to the events of the workflow.')];
}

function owners({ rules, branch }: GitHubSettings): Said[] {
  if (!rules.known) return [];
  const { needsCodeOwners, needsResolvedConversations } = rules.value;
  const said: Said[] = [];
  if (needsCodeOwners) said.push(good('code-owner-review', `${branch} requires the review of code owners.`));
  else
    said.push(
      consider(
        'code-owner-review',
        `No ruleset of ${branch} requires the review of code owners; a classic protection may.`,
        'Require it, so that who owns the workflow and the configuration must approve their changes.',
      ),
    );
  if (needsResolvedConversations)
    said.push(
      good('conversations', `${branch} requires resolved conversations: Plimsoll settles its own when they are fixed.`),
    );
  return said;
}
