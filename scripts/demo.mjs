// @ts-check
/**
 * `npm run demo`: makes a git repository of examples/shop and reviews its pull request with the committed dist/.
 * Needs Node and git, and nothing installed. Ends with 0 when the review came out as it should: merge held, code 1.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const shop = join(root, 'examples/shop');

/** Nobody's git settings, one person, one time: the same commits everywhere. */
const gitEnvironment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Robin',
  GIT_AUTHOR_EMAIL: 'robin@shop.example',
  GIT_AUTHOR_DATE: '2026-01-05T09:00:00Z',
  GIT_COMMITTER_NAME: 'Robin',
  GIT_COMMITTER_EMAIL: 'robin@shop.example',
  GIT_COMMITTER_DATE: '2026-01-05T09:00:00Z',
};

/**
 * @param {string} directory
 * @param {...string} args
 */
function git(directory, ...args) {
  const { status, stderr, error } = spawnSync('git', args, {
    cwd: directory,
    env: gitEnvironment,
    encoding: 'utf8',
  });
  if (error) throw new Error(`git could not be started: ${error.message}`);
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
}

/**
 * @param {string} directory
 * @param {string} state folder of examples/shop, laid over what is there
 * @param {string} message
 */
function commit(directory, state, message) {
  cpSync(join(shop, state), directory, { recursive: true });
  git(directory, 'add', '--all');
  git(directory, 'commit', '--quiet', '--message', message);
}

/**
 * The shop, with the pull request on top of it.
 *
 * @param {string} directory
 */
export function makeRepository(directory) {
  git(directory, 'init', '--quiet', '--initial-branch', 'main');
  commit(directory, 'base', 'The shop');
  git(directory, 'switch', '--quiet', '--create', 'slow-checkout');
  commit(directory, 'head', 'Find out why checkout is slow');
}

/** @returns {number} the exit code for the demo */
function main() {
  const cli = join(root, 'dist/cli.js');
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing; run: npm run build');
  const directory = mkdtempSync(join(tmpdir(), 'plimsoll-demo-'));
  try {
    makeRepository(directory);
    const review = ['review', '--base', 'main', '--head', 'slow-checkout'];
    console.log(`examples/shop, pull request "Find out why checkout is slow"\n\n$ plimsoll ${review.join(' ')}\n`);
    const { status } = spawnSync(process.execPath, [cli, ...review, ...process.argv.slice(2)], {
      cwd: directory,
      stdio: 'inherit',
    });
    console.log(`\nplimsoll ended with ${status ?? 'a signal'}: 1 blocks the merge, 0 would let it through.`);
    return status === 1 ? 0 : 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main();
