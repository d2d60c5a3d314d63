/** What the step says when it can't end as it should: the configuration is wrong, or there is a bug of ours. */
import type { ActionWorld } from './act-world.ts';
import { inputSchemas } from './inputs.ts';
import { outputsOf } from './outputs.ts';
import { reportFile, writeReportFile } from './report-files.ts';
import { brokenProblem } from '../foundation/border.ts';
import { ConfigurationError, messageOf } from '../foundation/errors.ts';
import type { Problem } from '../model/problem.ts';
import { type Report } from '../model/report.ts';
import { prose } from '../report/escape-markdown.ts';
import { jsonReport } from '../report/json.ts';
import { workflowCommand } from '../report/workflow-command.ts';
import { withFault } from '../run/conclude/last-border.ts';
import { nothingChecked } from '../run/conclude/nothing-checked.ts';
import type { Outcome } from '../run/conclude/outcome.ts';
import { maskedBySight } from '../secrets/by-sight.ts';

type Saying = Pick<ActionWorld, 'env' | 'runner'>;

/**
 * Writes what was thrown to log, job summary, outputs and report file. The job summary may have a report already. Resolves to the exit
 * code: 2 for what users can correct, 3 for a bug.
 *
 * @param outcome what was known by then; null if nothing was.
 */
export async function sayFailed(thrown: unknown, outcome: Outcome | null, world: Saying): Promise<number> {
  const isOurs = !(thrown instanceof ConfigurationError);
  const title = isOurs ? 'internal error' : 'configuration';
  const problem: Problem = isOurs
    ? brokenProblem('publish', 'the run', messageOf(thrown))
    : { stage: 'config', code: thrown.code, subject: thrown.subject, message: thrown.message };
  const what = isOurs && thrown instanceof Error ? (thrown.stack ?? thrown.message) : problem.message;
  world.runner.log(workflowCommand('error', { title: `Plimsoll: ${title}` }, maskedBySight(what)));
  await sayProblem(problem, outcome, world);
  const heading = isOurs ? 'internal error' : 'wrong configuration';
  const page = `## Plimsoll: ${heading}\n\n${prose(maskedBySight(problem.message))}\n`;
  await world.runner.addToSummary(page).catch((unwritten: unknown) => {
    world.runner.log(warning(`The job summary can't be written: ${messageOf(unwritten)}`));
  });
  return isOurs ? 3 : 2;
}

/** Writes report file and outputs: the report as it is known, with a problem. */
export async function sayProblem(problem: Problem, outcome: Outcome | null, world: Saying): Promise<void> {
  const { runner } = world;
  const report = outcome === null ? nothing(problem, world) : withProblem(outcome, problem);
  const written = await writtenReport(report, world);
  const files = { 'report-file': written, 'sarif-file': null };
  for (const [name, value] of Object.entries(outputsOf(report, files))) runner.output(name, value);
}

/** Whatever the stage of a rollout: the step did not do what it was asked. */
function withProblem(outcome: Outcome, problem: Problem): Report {
  return { ...withFault(outcome, problem).report, verdict: 'error' };
}

/** The inputs may be what is wrong, so each is read on its own. */
function nothing(problem: Problem, { runner }: Saying): Report {
  const failOn = inputSchemas['fail-on'].safeParse(runner.input('fail-on')).data ?? null;
  const mode = runner.input('mode') === 'audit' ? 'audit' : 'review';
  return nothingChecked({ mode, kubernetesVersion: runner.input('kubernetes-version') || null, failOn }, problem);
}

/** The path of the report file; null if there is none, or it can't be written, which the log then says. */
async function writtenReport(report: Report, { runner, env }: Saying): Promise<string | null> {
  try {
    const file = reportFile('report-file', runner.input('report-file') || null, env);
    if (file !== null) await writeReportFile(file, jsonReport(report), env);
    return file;
  } catch (thrown) {
    const isSaid = report.problems.some(({ message }) => message === messageOf(thrown));
    if (!isSaid) runner.log(warning(messageOf(thrown)));
    return null;
  }
}

function warning(message: string): string {
  return workflowCommand('warning', { title: 'Plimsoll' }, maskedBySight(message));
}
