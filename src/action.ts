/** The entry of the GitHub Action; bundled in dist/plimsoll.js, and started by dist/index.js. */
import { env } from 'node:process';
import { act } from './action/act.ts';
import { cacheFolder } from './action/cache-folder.ts';
import { readyCommits } from './action/commits.ts';
import { diffOfReport } from './action/diff-of-report.ts';
import { actionsRunner, type Runner } from './action/runner.ts';
import { sayFailed } from './action/say-failed.ts';
import { type Outcome } from './run/conclude/outcome.ts';
import { messageOf } from './foundation/errors.ts';
import { audit } from './run/audit.ts';
import { review } from './run/review.ts';
import { defaultFetching } from './sources/remote/open-charts.ts';
import { policyServerOf } from './run/open/fetch-organisation.ts';
import { openWorld } from './run/open/open-world.ts';
import { type World } from './run/open/world.ts';
import { maskedBySight } from './secrets/by-sight.ts';
import { workflowCommand } from './report/workflow-command.ts';

/** Runs the step with the real runner, GitHub API and clock. Resolves to the exit code. */
async function main(): Promise<number> {
  const runner = await actionsRunner();
  return act({
    env,
    runner,
    review: (options) => inWorld(runner, (world) => review(options, world)),
    audit: (options) => inWorld(runner, (world) => audit(options, world)),
    // Loaded only where something is posted: it takes longer to load than a small review does to run.
    commits: readyCommits,
    diff: diffOfReport,
    connect: async (token) => {
      const { openGitHub } = await import('./publish/client.ts');
      return openGitHub({ token, api: env['GITHUB_API_URL'] ?? 'https://api.github.com' });
    },
    now: Date.now,
  });
}

async function inWorld(runner: Runner, look: (world: World) => Promise<Outcome>): Promise<Outcome> {
  const cache = cacheFolder(runner.input('cache'), env);
  const server = { ...policyServerOf(env), token: runner.input('token') || null };
  const world = await openWorld(() => undefined, null, { ...defaultFetching, cache }, server);
  try {
    return await look(world);
  } finally {
    await world.engines.close();
  }
}

/** The last resort: not even the runner's files could be written. */
function fault(thrown: unknown): void {
  const what = maskedBySight(thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown));
  process.stdout.write(`${workflowCommand('error', { title: 'Plimsoll: internal error' }, what)}\n`);
  process.exitCode = 3;
}

/** Runs the step, and ends the process with its exit code. */
export function action(): void {
  // What is thrown outside of all promises. Without a listener, Node would print it unmasked.
  const uncaught = new Promise<never>((_, reject) => {
    process.on('uncaughtException', reject);
  });

  Promise.race([main(), uncaught])
    .catch(async (thrown: unknown) => sayFailed(thrown, null, { env, runner: await actionsRunner() }))
    .then((exitCode) => {
      process.exitCode = exitCode;
    }, fault)
    // A hanging request would keep the process alive.
    .finally(() => process.stdout.write('', () => process.exit()));
}
