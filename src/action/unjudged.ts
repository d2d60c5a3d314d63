/** What the step says when nothing is judged: there is nothing, it could not be found, or the configuration is wrong. */
import type { Runner } from './runner.ts';
import type { Unjudged } from './task.ts';
import type { ConfigurationError } from '../foundation/errors.ts';
import { prose } from '../report/escape-markdown.ts';
import { workflowCommand } from '../report/workflow-command.ts';
import { maskedBySight } from '../secrets/by-sight.ts';

/**
 * Writes the reason to the log and the job summary. The output `verdict` is never `pass`: it is empty where there was
 * nothing to judge. Resolves to the exit code: 0, or 3 for what should have been judged.
 */
export async function sayUnjudged({ why, isFine }: Unjudged, runner: Runner): Promise<number> {
  const what = maskedBySight(`Nothing was judged. ${why}`);
  runner.log(workflowCommand(isFine ? 'notice' : 'error', { title: 'Plimsoll' }, what));
  await runner.summary(`## Plimsoll: nothing was judged\n\n${prose(maskedBySight(why))}\n`);
  runner.output('verdict', isFine ? '' : 'error');
  return isFine ? 0 : 3;
}

/**
 * Writes a wrong input or configuration to the log, and adds it to the job summary, which may have a report already.
 * Resolves to the exit code, 2.
 */
export async function sayWrong({ message }: ConfigurationError, runner: Runner): Promise<number> {
  const what = maskedBySight(message);
  runner.log(workflowCommand('error', { title: 'Plimsoll: configuration' }, what));
  runner.output('verdict', 'error');
  await runner.addToSummary(`## Plimsoll: wrong configuration\n\n${prose(what)}\n`);
  return 2;
}
