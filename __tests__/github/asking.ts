/** Plain requests to the hub, as a client of any make sends them. */
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Hub } from './hub/hub.ts';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Sends a REST request; the path begins with `/repos`. */
export async function ask(hub: Hub, secret: string | null, method: string, path: string, body?: object) {
  const authorization: Record<string, string> = secret === null ? {} : { authorization: `Bearer ${secret}` };
  const answer = await fetch(`${hub.url}${path}`, {
    ...{ method, headers: { ...authorization, 'content-type': 'application/json' } },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = (answer.headers.get('content-type') ?? '').startsWith('application/json');
  const read: unknown = isJson && text !== '' ? JSON.parse(text) : text;
  return { status: answer.status, headers: answer.headers, body: read } satisfies Answered;
}

interface GraphqlAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly type?: string; readonly message: string }[];
}

export async function query(hub: Hub, secret: string | null, text: string, variables: object = {}) {
  const { body } = await ask(hub, secret, 'POST', '/graphql', { query: text, variables });
  return body as GraphqlAnswer;
}

const run = promisify(execFile);

/** Runs git without any configuration of this machine. */
export async function git(directory: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', ['-C', directory, ...args], {
    env: {
      ...{ PATH: process.env['PATH'], HOME: directory, GIT_TERMINAL_PROMPT: '0' },
      ...{ GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    },
  });
  return stdout.trim();
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'plimsoll-'));
}

/** The configuration by which git shows a token, for one command. */
export function showing(secret: string): readonly string[] {
  const basic = Buffer.from(`x-access-token:${secret}`).toString('base64');
  return ['-c', `http.extraheader=AUTHORIZATION: basic ${basic}`];
}
