/** What the step says when nothing is judged: there is nothing, or it could not be found. */
import type { ActionWorld } from './act-world.ts';
import { sayProblem } from './say-failed.ts';
import type { Unjudged } from './task.ts';
import { prose } from '../report/escape-markdown.ts';
import { workflowCommand } from '../report/workflow-command.ts';
import { maskedBySight } from '../secrets/by-sight.ts';

/**
 * Writes the reason to the log and the job summary. The output `verdict` is never `pass`: it is empty where there was
 * nothing to judge. Resolves to the exit code: 0, or 3 for what should have been judged, of which there is a report then.
 */
export async function sayUnjudged(
  { why, isFine }: Unjudged,
  world: Pick<ActionWorld, 'env' | 'runner'>,
): Promise<number> {
  const { runner } = world;
  const what = maskedBySight(`Nothing was judged. ${why}`);
  runner.log(workflowCommand(isFine ? 'notice' : 'error', { title: 'Plimsoll' }, what));
  await runner.summary(`## Plimsoll: nothing was judged\n\n${prose(maskedBySight(why))}\n`);
  if (isFine) runner.output('verdict', '');
  else
    await sayProblem(
      { stage: 'snapshot', code: 'pull-request-missing', subject: 'the event', message: why },
      null,
      world,
    );
  return isFine ? 0 : 3;
}
