/** A workspace as actions/checkout leaves it. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, showing } from '../asking.ts';
import { fullName } from '../hub/state.ts';
import type { WorkflowEvent } from './events.ts';

export interface Checkout {
  /** Whether the token stays in the configuration for later steps: `persist-credentials`. */
  readonly credentials: 'kept' | 'none';
  /** Commits of history; 0 for all of it: `fetch-depth`. */
  readonly depth: number;
}

/** What a step must leave as it is. */
export interface WorkspaceState {
  readonly head: string;
  readonly configuration: string;
  readonly status: string;
}

export async function checkOut(
  { workspace, server, secret }: { workspace: string; server: string; secret: string },
  { repository, sha, ref }: WorkflowEvent,
  { credentials, depth }: Checkout,
): Promise<void> {
  mkdirSync(workspace, { recursive: true });
  await git(workspace, 'init', '--quiet', '--initial-branch=main', '.');
  await git(workspace, 'remote', 'add', 'origin', `${server}/${fullName(repository)}`);
  const local = ref.startsWith('refs/heads/')
    ? `refs/remotes/origin/${ref.slice('refs/heads/'.length)}`
    : ref.replace(/^refs\//u, 'refs/remotes/');
  const deep = depth === 0 ? [] : [`--depth=${depth}`];
  const options = ['--no-tags', '--quiet', '--prune', '--no-recurse-submodules', ...deep];
  await git(workspace, ...showing(secret), 'fetch', ...options, 'origin', `+${sha}:${local}`);
  await git(workspace, 'checkout', '--quiet', '--force', '--detach', local);
  if (credentials === 'none') return;
  const basic = Buffer.from(`x-access-token:${secret}`).toString('base64');
  await git(workspace, 'config', `http.${server}/.extraheader`, `AUTHORIZATION: basic ${basic}`);
}

export async function workspaceState(workspace: string): Promise<WorkspaceState> {
  return {
    head: readFileSync(join(workspace, '.git/HEAD'), 'utf8'),
    configuration: readFileSync(join(workspace, '.git/config'), 'utf8'),
    status: await git(workspace, 'status', '--porcelain'),
  };
}
