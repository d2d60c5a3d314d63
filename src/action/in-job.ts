/** Says in the job all that there is to say: log, annotations, job summary, files and outputs. */
import picocolors from 'picocolors';
import type { ActionWorld } from './act-world.ts';
import { comparedNote } from './compared-note.ts';
import { outputsOf } from './outputs.ts';
import { writeReportFile } from './report-files.ts';
import { isUnshown, type PlannedPosting, type Step } from './step.ts';
import type { Outcome } from '../run/conclude/outcome.ts';
import { type Report } from '../model/report.ts';
import { formatAnyway } from '../run/conclude/last-border.ts';
import { annotations } from '../report/annotations.ts';
import { JOB_SUMMARY_LIMIT } from '../report/body.ts';
import { jsonReport } from '../report/json.ts';
import { markdownReport } from '../report/markdown.ts';
import { sarifReport } from '../report/sarif.ts';
import { reportedInFull } from '../report/tally.ts';
import { textReport } from '../report/text.ts';

/** Width of the log in columns. The runner does not report one. */
const LOG_COLUMNS = 120;

/** Writes what a reader of the job can see. Returns the outcome with what could be written, where each finding has its `shown`. */
export async function sayInJob(
  step: Step,
  looked: Outcome,
  planned: PlannedPosting | null,
  world: ActionWorld,
): Promise<Outcome> {
  const { runner } = world;
  const { subject, mode } = step.prepared;
  const plan = planned?.plan ?? null;
  const outcome = plan === null ? looked : { ...looked, report: plan.report };
  const log = formatAnyway('the log', outcome, logged);
  runner.log(log.text);
  const notes = subject.kind === 'commits' && mode === 'review' ? [comparedNote(subject, outcome.report)] : [];
  // What a comment shows needs no annotation beside it.
  const shown = formatAnyway('annotations', log.outcome, ({ report }) =>
    annotations(report, reportedInFull(report).filter(isUnshown), 'the job summary').join('\n'),
  );
  for (const line of linesIn(shown.text)) runner.log(line);
  const written = await writeDown(step, shown.outcome, notes, world);
  runner.output('posted', planned === null ? '' : 'none');
  return written;
}

function linesIn(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n');
}

function logged({ report, sources, rules }: Outcome): string {
  return textReport(report, { colors: picocolors.createColors(true), columns: LOG_COLUMNS, sources, rules });
}

/** Writes job summary, files and outputs. Returns the outcome with what could be written. */
async function writeDown(
  { files, context }: Step,
  outcome: Outcome,
  notes: readonly string[],
  world: ActionWorld,
): Promise<Outcome> {
  const { rules } = outcome;
  const { runner, env } = world;
  const limit = { ...JOB_SUMMARY_LIMIT, most: JOB_SUMMARY_LIMIT.most - roomForPosted };
  const summary = { ...context, limit, elsewhere: 'the report file', notes, namesCommits: 'all' as const };
  const page = formatAnyway('the job summary', outcome, ({ report }) => markdownReport(allUnshown(report), summary));
  await runner.summary(page.text);
  const sarif = formatAnyway('SARIF', page.outcome, ({ report }) =>
    sarifReport(report, { rules, rulePage: context.links.rule }),
  );
  const json = formatAnyway('JSON', sarif.outcome, ({ report }) => jsonReport(report));
  const { 'report-file': report, 'sarif-file': sarifFile } = files;
  if (report !== null) await writeReportFile(report, json.text, env);
  if (sarifFile !== null) await writeReportFile(sarifFile, sarif.text, env);
  for (const [name, value] of Object.entries(outputsOf(json.outcome.report, files))) runner.output(name, value);
  return json.outcome;
}

/** Room in the job summary for what is added after posting. Bytes. */
const roomForPosted = 10_000;

/** The job summary describes each finding in full, whether a comment does or not: the comment may not be posted, or be deleted. */
function allUnshown(report: Report): Report {
  const findings = report.findings.map((finding) =>
    finding.shown === undefined ? finding : { ...finding, shown: 'summary' as const },
  );
  return { ...report, findings };
}
