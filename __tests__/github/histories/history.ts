/** A pull request's life: commits, runs of the Action, and what people do between them, on a hub of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Files } from '../hub/bare.ts';
import { machineClock } from '../hub/clock.ts';
import { Hub, type HubOptions } from '../hub/hub.ts';
import type { Logged } from '../hub/log.ts';
import type { Level, Permission } from '../hub/permissions.ts';
import type { People } from '../hub/people.ts';
import { fullName, type Pull, type Repository, type Thread } from '../hub/state.ts';
import { type Checkout, checkOut, type WorkspaceState, workspaceState } from './checkout.ts';
import { pullRequestEvent, type WorkflowEvent } from './events.ts';
import { Foreign } from './foreign.ts';
import { defaultInputs, type Step, type StepResult } from './step.ts';

export interface RunOptions extends Partial<Checkout> {
  /** By default the pull request was pushed to just now. */
  readonly event?: WorkflowEvent;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The secret of the token; by default that of the workflow. */
  readonly token?: string;
  /** GITHUB_RUN_ID and GITHUB_RUN_ATTEMPT: links to the run change with them. */
  readonly run?: number;
  readonly attempt?: number;
  /** Runs it by another step than the history's. */
  readonly step?: Step;
  /** More of the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Run extends StepResult {
  readonly event: WorkflowEvent;
  /** Requests to REST and GraphQL, in order. */
  readonly requests: readonly Logged[];
  readonly writes: readonly Logged[];
  readonly workspace: string;
}

export interface HistoryOptions extends Pick<HubOptions, 'patchLines'> {
  readonly isPrivate?: boolean;
  readonly defaultBranch?: string;
  /** What the default branch has. */
  readonly base?: Files;
  readonly permissions?: Readonly<Partial<Record<Permission, Level>>>;
  /** How long a second of waiting is, in milliseconds; the step must be told the same. */
  readonly second?: number;
}

/** The token of a workflow with `pull-requests: write`. */
export const JOB_TOKEN = 'token-of-the-job-0123456789';
const COMMENTING = { contents: 'read', pull_requests: 'write' } as const;

/** Milliseconds that a second of waiting takes. */
export const SECOND = 10;

export class History {
  readonly runs: Run[] = [];
  /** What happened and must not: must be empty when a test ends. */
  readonly broken: string[] = [];
  readonly hub: Hub;
  readonly repository: Repository;
  readonly foreign: Foreign;
  readonly #step: Step;
  readonly #folder = mkdtempSync(join(tmpdir(), 'plimsoll-history-'));
  /** Of the workspaces, after the last run in each. */
  readonly #states = new Map<string, WorkspaceState>();
  #jobs = 0;
  #pull: Pull | null = null;

  private constructor(hub: Hub, repository: Repository, step: Step) {
    this.hub = hub;
    this.repository = repository;
    this.foreign = new Foreign(hub.state);
    this.#step = step;
  }

  static async open(step: Step, options: HistoryOptions = {}): Promise<History> {
    const { patchLines, base, permissions, second = SECOND, ...how } = options;
    const hub = await Hub.open({ clock: machineClock(second), ...(patchLines === undefined ? {} : { patchLines }) });
    const repository = hub.addRepository('shop/deploy', how);
    hub.addToken(JOB_TOKEN, permissions ?? COMMENTING);
    hub.people.push(repository, repository.defaultBranch, { 'README.md': 'shop\n', ...base });
    return new History(hub, repository, step);
  }

  async close(): Promise<void> {
    await this.hub.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get people(): People {
    return this.hub.people;
  }

  get pull(): Pull {
    if (this.#pull === null) throw new Error('nothing was committed yet');
    return this.#pull;
  }

  /** Lets acts and runs be about this pull request. */
  follow(pull: Pull): Pull {
    this.#pull = pull;
    return pull;
  }

  /** Commits to the branch of the pull request; the first commit opens it. */
  commit(files: Files): string {
    const from = this.#pull === null ? this.tip() : undefined;
    const commit = this.people.push(this.repository, 'change', files, from === undefined ? {} : { from });
    this.#pull ??= this.people.openPull(this.repository, { head: 'change' });
    return commit;
  }

  /** Replaces the branch by one commit onto the tip of the base, as after a rebase. */
  rebase(files: Files): string {
    return this.people.push(this.repository, 'change', files, { from: this.tip(this.pull.base.ref) });
  }

  tip(branch = this.repository.defaultBranch): string {
    const commit = this.repository.branches.get(branch);
    if (commit === undefined) throw new Error(`there is no branch ${branch}`);
    return commit;
  }

  /** The threads whose first comment a run made. */
  get threads(): readonly Thread[] {
    return this.pull.threads.filter(({ comments: [first] }) => first !== undefined && this.foreign.isOurs(first));
  }

  /** Runs the step in a job of its own. */
  async run(options: RunOptions = {}): Promise<Run> {
    const event = options.event ?? pullRequestEvent(this.hub, this.pull);
    const folder = join(this.#folder, String((this.#jobs += 1)));
    const workspace = join(folder, 'workspace');
    const where = { workspace, server: this.hub.url, secret: options.token ?? JOB_TOKEN };
    await checkOut(where, event, { credentials: options.credentials ?? 'kept', depth: options.depth ?? 1 });
    return this.runIn(folder, event, options);
  }

  /** Runs the step again in the folder of a job that has a workspace. */
  async runIn(folder: string, event: WorkflowEvent, options: RunOptions = {}): Promise<Run> {
    const [workspace, temporary] = [join(folder, 'workspace'), join(folder, 'temporary')];
    mkdirSync(temporary, { recursive: true });
    const eventFile = join(temporary, 'event.json');
    writeFileSync(eventFile, JSON.stringify(event.payload));
    const before = this.#states.get(workspace) ?? (await workspaceState(workspace));
    const [from, foreign] = [this.hub.log.length, this.foreign.begin()];
    const since = () => this.hub.log.slice(from).filter(({ kind }) => kind !== 'git');
    const result = await (options.step ?? this.#step)({
      env: {
        ...environment(this.hub, event, options),
        GITHUB_WORKSPACE: workspace,
        GITHUB_EVENT_PATH: eventFile,
        RUNNER_TEMP: temporary,
      },
      inputs: { ...defaultInputs(), token: options.token ?? JOB_TOKEN, ...options.inputs },
      temporary,
      verdictTold: () => {
        if (since().some(({ isWrite }) => isWrite))
          this.broken.push('something was written before the job told its verdict');
      },
    });
    const after = await workspaceState(workspace);
    this.#states.set(workspace, after);
    this.broken.push(...foreign.touched(), ...changedIn(before, after), ...told(result, options));
    const requests = since();
    const run = { ...result, event, requests, writes: requests.filter(({ isWrite }) => isWrite), workspace };
    this.runs.push(run);
    return run;
  }
}

function environment(hub: Hub, { name, sha, ref, headRef, baseRef, repository }: WorkflowEvent, options: RunOptions) {
  return {
    ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_SERVER_URL: hub.url, GITHUB_API_URL: hub.url },
    ...{ GITHUB_GRAPHQL_URL: `${hub.url}/graphql`, GITHUB_REPOSITORY: fullName(repository) },
    ...{ GITHUB_REPOSITORY_OWNER: repository.owner.login, GITHUB_REPOSITORY_ID: String(repository.id) },
    ...{
      GITHUB_EVENT_NAME: name,
      GITHUB_SHA: sha,
      GITHUB_REF: ref,
      GITHUB_HEAD_REF: headRef,
      GITHUB_BASE_REF: baseRef,
    },
    ...{ GITHUB_RUN_ID: String(options.run ?? 42), GITHUB_RUN_ATTEMPT: String(options.attempt ?? 1) },
    ...{ GITHUB_JOB: 'plimsoll', GITHUB_WORKFLOW: 'Review', GITHUB_ACTOR: 'ann' },
    ...{ GITHUB_ACTION_REPOSITORY: 'plimsoll/plimsoll', GITHUB_ACTION_REF: 'v1' },
    ...options.env,
  };
}

function changedIn(before: WorkspaceState, after: WorkspaceState): readonly string[] {
  const keys = ['head', 'configuration', 'status'] as const;
  return keys.filter((key) => before[key] !== after[key]).map((key) => `the workspace's ${key} was changed`);
}

/** The token may be in nothing that the job says. */
function told({ log, summary, outputs, report }: StepResult, { token = JOB_TOKEN }: RunOptions): readonly string[] {
  const said = JSON.stringify({ log, summary, outputs, report });
  const forms = [token, Buffer.from(`x-access-token:${token}`).toString('base64')];
  return forms.some((form) => said.includes(form)) ? ['the job says the token'] : [];
}
