import { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { act } from './action/act.ts';
import { cacheFolder } from './action/cache-folder.ts';
import { actionsRunner, type Runner } from './action/runner.ts';
import { type Outcome } from './run/conclude/outcome.ts';
import { messageOf } from './foundation/errors.ts';
import { audit } from './run/audit.ts';
import { review } from './run/review.ts';
import { defaultFetching } from './sources/remote/open-charts.ts';
import { openWorld } from './run/open/open-world.ts';
import { type World } from './run/open/world.ts';
import { maskedBySight } from './secrets/by-sight.ts';
import { workflowCommand } from './report/workflow-command.ts';

/** The Action's entry. Bundled as dist/index.js. */
async function main(): Promise<number> {
  const runner = await actionsRunner();
  return act({
    env,
    runner,
    review: (options) => inWorld(runner, (world) => review(options, world)),
    audit: (options) => inWorld(runner, (world) => audit(options, world)),
    // Loaded only where something is posted: it takes longer to load than a small review does to run.
    connect: async (token) => (await import('@actions/github')).getOctokit(token),
    now: Date.now,
    sleep: (seconds) => sleep(seconds * 1000),
  });
}

async function inWorld(runner: Runner, look: (world: World) => Promise<Outcome>): Promise<Outcome> {
  const cache = cacheFolder(runner.input('cache'), env);
  const world = await openWorld(() => undefined, null, { ...defaultFetching, cache });
  try {
    return await look(world);
  } finally {
    await world.engines.close();
  }
}

/** Whatever reaches this point is a fault of ours; what users can mend was said before. */
function fault(thrown: unknown): void {
  const what = maskedBySight(thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown));
  process.stdout.write(`${workflowCommand('error', { title: 'Plimsoll: internal error' }, what)}\n`);
  process.exitCode = 3;
}

// Node would print it as it is.
process.on('uncaughtException', (thrown) => {
  fault(thrown);
  process.exit();
});

main()
  .then((exitCode) => {
    process.exitCode = exitCode;
  }, fault)
  // A request that hangs would keep the process.
  .finally(() => process.stdout.write('', () => process.exit()));
