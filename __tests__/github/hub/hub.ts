/** A small GitHub with state: REST, GraphQL and git over HTTP, on a port of this machine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareGit, commitAt, createBare } from './bare.ts';
import { type Clock, machineClock } from './clock.ts';
import type { Setting } from './discussion.ts';
import { type Chosen, type Fault, Faults } from './faults.ts';
import type { Fetched } from './git-http.ts';
import type { Logged } from './log.ts';
import { People } from './people.ts';
import type { Level, Permission, Token } from './permissions.ts';
import { Places } from './places.ts';
import { serve } from './serve.ts';
import { fullName, node, type Pull, type Repository, State } from './state.ts';

export interface HubOptions {
  /** For limits: when they end. */
  readonly clock?: Clock;
  /** Changed lines beyond which a file has no patch. */
  readonly patchLines?: number;
}

interface RepositoryOptions {
  readonly isPrivate?: boolean;
  readonly defaultBranch?: string;
  readonly fork?: Repository;
}

interface TokenOptions {
  readonly kind?: Token['kind'];
  readonly login?: string;
  readonly repositories?: readonly Repository[];
}

/** Pages of files end here, whatever the pull request changes. */
const MOST_FILES = 3000;

/** Close it after use: it has a folder and a port. */
export class Hub {
  readonly state = new State();
  readonly people: People;
  readonly setting: Setting;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly tokens: Token[] = [];
  /** All requests in order; those of git too. */
  readonly log: Logged[] = [];
  /** What was fetched by git. */
  readonly fetched: Fetched[] = [];
  /** What was wrong with requests or answers, or is not known here: must be empty when a test ends. */
  readonly violations: string[] = [];
  /** Where it is: GITHUB_SERVER_URL. */
  url = '';
  /** Milliseconds that each answer takes at least. */
  latency = 0;
  /** Whether GraphQL tells whose token it is. */
  namesViewer = true;
  readonly #folder = mkdtempSync(join(tmpdir(), 'plimsoll-hub-'));
  readonly #server = createServer((request, response) => void serve(this, request, response));

  private constructor({ clock, patchLines }: HubOptions) {
    this.clock = clock ?? machineClock();
    this.setting = {
      ...{ state: this.state, places: new Places() },
      limits: { patchLines: patchLines ?? 3000, files: MOST_FILES },
    };
    this.people = new People(this.setting);
    this.faults = new Faults(this.clock);
  }

  static async open(options: HubOptions = {}): Promise<Hub> {
    const hub = new Hub(options);
    await new Promise<void>((resolve) => hub.#server.listen(0, '127.0.0.1', resolve));
    hub.url = `http://127.0.0.1:${(hub.#server.address() as AddressInfo).port}`;
    return hub;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
    rmSync(this.#folder, { recursive: true });
  }

  /** The number of requests to REST and GraphQL so far. */
  get requests(): number {
    return this.log.reduce((most, { n }) => Math.max(most, n), 0);
  }

  /** Lets a request go wrong; `request` is counted from now on. */
  inject(chosen: Chosen, fault: Fault): void {
    this.faults.inject(chosen, fault, this.requests);
  }

  addRepository(name: string, { isPrivate, defaultBranch, fork }: RepositoryOptions = {}): Repository {
    const [owner = '', short = ''] = name.split('/');
    const id = this.state.id();
    const branch = defaultBranch ?? fork?.defaultBranch ?? 'main';
    const repository: Repository = {
      ...{ id, node: node('R', id), name: short, owner: this.state.account(owner, fork ? 'User' : 'Organization') },
      ...{ isPrivate: isPrivate ?? fork?.isPrivate ?? false, defaultBranch: branch, fork: fork ?? null },
      ...{ directory: join(this.#folder, `${owner}/${short}.git`), branches: new Map(), pulls: [], rules: [] },
      checkRuns: [],
    };
    createBare(repository.directory, branch);
    for (const [ref, commit] of fork?.branches ?? []) {
      bareGit(repository.directory, ['-c', 'protocol.file.allow=always', 'fetch', '--quiet', fork!.directory, commit]);
      this.people.setBranch(repository, ref, commit);
    }
    this.state.repositories.push(repository);
    return repository;
  }

  /** The commit that merges a pull request into its base, which workflows check out; null where it conflicts. */
  mergeOf({ repository, number }: Pull): string | null {
    return commitAt(repository.directory, `refs/pull/${number}/merge`);
  }

  /** By default a workflow's token, whose name is github-actions[bot], for the repositories that exist. */
  addToken(
    secret: string,
    permissions: Readonly<Partial<Record<Permission, Level>>>,
    { kind = 'workflow', login, repositories = this.state.repositories }: TokenOptions = {},
  ): Token {
    const identity = this.state.account(login ?? 'github-actions[bot]');
    const token = { secret, identity, kind, permissions, repositories: repositories.map(fullName) };
    this.tokens.push(token);
    return token;
  }
}
