import { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { act } from './action/act.ts';
import { actionsRunner } from './action/runner.ts';
import { messageOf } from './errors.ts';
import { audit, review } from './main.ts';
import { openWorld } from './open-world.ts';
import { workflowCommand } from './report/workflow-command.ts';

/** The Action's entry. Bundled as dist/index.js. */
async function main(): Promise<number> {
  const world = await openWorld(() => undefined, null);
  try {
    return await act({
      env,
      runner: await actionsRunner(),
      review: (options) => review(options, world),
      audit: (options) => audit(options, world),
      // Loaded only where something is posted: it takes longer to load than a small review does to run.
      connect: async (token) => (await import('@actions/github')).getOctokit(token),
      now: Date.now,
      sleep: (seconds) => sleep(seconds * 1000),
    });
  } finally {
    await world.engines.close();
  }
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (thrown: unknown) => {
    // Whatever reaches this point is a fault of ours; what users can mend was said before.
    const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown);
    process.stdout.write(`${workflowCommand('error', { title: 'Plimsoll: internal error' }, what)}\n`);
    process.exitCode = 3;
  },
);
