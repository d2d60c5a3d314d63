import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fetchCommits } from '../../src/action/commits.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function git(directory: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@mail.example', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', ['-C', directory, ...identity, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** A repository with a base that moved on, and a branch from before. */
function origin(): { path: string; fork: string; base: string; head: string } {
  const path = join(folder, 'origin');
  git(folder, 'init', '--quiet', '--initial-branch=main', path);
  const commit = (text: string) => {
    writeFileSync(join(path, `${text}.txt`), text);
    git(path, 'add', '.');
    git(path, 'commit', '--quiet', '-m', text);
    return git(path, 'rev-parse', 'HEAD');
  };
  const fork = commit('one');
  const base = commit('two');
  git(path, 'checkout', '--quiet', '-b', 'change', fork);
  const head = commit('three');
  return { path, fork, base, head };
}

it('the commits of a pull request and their merge base are fetched into a clone of depth 1', async () => {
  const { path, fork, base, head } = origin();
  const clone = join(folder, 'clone');
  git(folder, 'clone', '--quiet', '--depth=1', '--branch=change', `file://${path}`, clone);

  await fetchCommits(clone, [base, head]);

  expect(git(clone, 'merge-base', base, head)).toBe(fork);
});

it('what cannot be fetched is left as it is', async () => {
  const { path, head } = origin();
  const clone = join(folder, 'clone');
  git(folder, 'clone', '--quiet', '--branch=change', `file://${path}`, clone);

  await fetchCommits(clone, ['4'.repeat(40), head]);

  expect(git(clone, 'rev-parse', 'HEAD')).toBe(head);
});

it('the token that actions/checkout keeps in the configuration is shown to the server', async () => {
  const shown: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    shown.push(request.headers.authorization);
    response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { path } = origin();
  const subfolder = join(path, 'deploy');
  mkdirSync(subfolder);
  git(path, 'remote', 'add', 'origin', `${url}/shop/deploy`);
  git(path, 'config', `http.${url}/.extraheader`, 'AUTHORIZATION: basic eDp0b2tlbg==');

  await fetchCommits(subfolder, ['4'.repeat(40)]);
  server.close();

  expect(shown).toEqual(['basic eDp0b2tlbg==']);
});
