/** Runs the Action's step: review or audit, then log, summary, files, comments and outputs. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import picocolors from 'picocolors';
import { linksOf, gitHubRepository, runPage } from './addresses.ts';
import { fetchCommits } from './commits.ts';
import { readSubject, type Subject } from './event.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { outputsOf } from './outputs.ts';
import type { Runner } from './runner.ts';
import type { Outcome } from '../run/conclude/outcome.ts';
import { ConfigurationError, messageOf } from '../foundation/errors.ts';
import { type Finding, type Report } from '../model/report.ts';
import type { AuditOptions, CommonOptions, ReviewOptions } from '../run/options.ts';
import type { Octokit, PullRequestName } from '../publish/client.ts';
import type { Diff } from '../publish/diff.ts';
import { planComments, type PublishPlan } from '../publish/plan.ts';
import { post, type Posting, type Publication } from '../publish/post.ts';
import { formatAnyway } from '../run/conclude/last-border.ts';
import { leadsInto, writeAsked } from '../foundation/replace-file.ts';
import { annotations } from '../report/annotations.ts';
import { JOB_SUMMARY_LIMIT } from '../report/body.ts';
import { link, prose } from '../report/escape-markdown.ts';
import { deploymentsOf } from '../report/deployments.ts';
import { linesOf } from '../report/excerpt.ts';
import { ruleOf } from '../report/fix-wording.ts';
import { jsonReport } from '../report/json.ts';
import { markdownReport } from '../report/markdown.ts';
import type { Context } from '../report/remark-markdown.ts';
import { sarifReport } from '../report/sarif.ts';
import { reportedInFull } from '../report/tally.ts';
import { textReport } from '../report/text.ts';
import { maskedBySight } from '../secrets/by-sight.ts';
import { workflowCommand } from '../report/workflow-command.ts';

/** What the step needs from outside, passed in as a value. */
export interface ActionWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly runner: Runner;
  readonly review: (options: ReviewOptions) => Promise<Outcome>;
  readonly audit: (options: AuditOptions) => Promise<Outcome>;
  /** What the pull request shows of the commits that a report compares. */
  readonly diff: (directory: string, report: Report) => Promise<Diff>;
  /** Opens GitHub's API; called only where something is posted. */
  readonly connect: (token: string) => Promise<Octokit>;
  readonly now: () => number;
}

/** Width of the log in columns. The runner does not report one. */
const LOG_COLUMNS = 120;

/**
 * Runs the step. Log, annotations, job summary, files and outputs are written before GitHub is asked for anything, and posting changes
 * none of them. Resolves to the exit code, which depends on the verdict alone.
 */
export async function act(world: ActionWorld): Promise<number> {
  try {
    const inputs = readInputs(world.runner);
    const subject = await readSubject(world.env);
    const looked = await look(inputs, subject, world);
    const context = contextOf(looked, subject, world);
    const plan = await planned(inputs, subject, looked, context, world);
    const outcome = await sayInJob(inputs, subject, plan?.outcome ?? looked, context, plan, world);
    if (plan !== null) await sayPosted(inputs, plan, outcome, context, world);
    return outcome.exitCode;
  } catch (thrown) {
    if (!(thrown instanceof ConfigurationError)) throw thrown;
    world.runner.log(workflowCommand('error', { title: 'Plimsoll: configuration' }, maskedBySight(thrown.message)));
    world.runner.output('verdict', 'error');
    return 2;
  }
}

async function look(inputs: Inputs, subject: Subject, world: ActionWorld): Promise<Outcome> {
  const directory = workingDirectory(inputs['working-directory'], world.env);
  const common: CommonOptions = {
    directory,
    // The configuration is read from the trust root: a file named here could come from the pull request.
    config: null,
    kubernetesVersion: inputs['kubernetes-version'],
    failOn: inputs['fail-on'],
    allowEmpty: inputs['allow-empty'],
    ...(inputs.deadline === null ? {} : { deadline: inputs.deadline }),
    today: new Date(world.now()).toISOString().slice(0, 10),
  };
  if (inputs.mode === 'audit') return world.audit({ ...common, paths: [], chart: null });
  const { base, head } = subject;
  await fetchCommits(
    directory,
    [base, head].filter((commit) => commit !== null),
  );
  return world.review({ ...common, base, head: head ?? 'HEAD' });
}

/**
 * @throws {ConfigurationError} for a folder that does not exist, or that lies outside of the workspace after links are
 * followed.
 */
function workingDirectory(input: string, env: ActionWorld['env']): string {
  const workspace = env['GITHUB_WORKSPACE'] ?? '.';
  const directory = resolve(workspace, input);
  const wrong = !existsSync(directory)
    ? 'it does not exist'
    : leadsInto(workspace, directory)
      ? null
      : 'it is outside of the workspace, or a link leads outside';
  if (wrong === null) return directory;
  throw new ConfigurationError('working-directory', `Input working-directory: ${input} can't be used: ${wrong}.`);
}

function contextOf({ report, rules, sources }: Outcome, subject: Subject, { env }: ActionWorld): Context {
  return {
    rule: ruleOf(rules),
    lines: linesOf(sources),
    links: linksOf(env, subject, rules),
    deployments: deploymentsOf(report),
  };
}

/** What is to be posted, in which pull request. */
interface Planned {
  /** Its findings have their `shown`. */
  readonly outcome: Outcome;
  readonly comments: PublishPlan['comments'];
  readonly pull: PullRequestName;
  readonly commit: string;
  readonly token: string;
}

/** Null where nothing is to be posted. */
async function planned(
  inputs: Inputs,
  subject: Subject,
  outcome: Outcome,
  context: Context,
  { env, diff: diffOf }: ActionWorld,
): Promise<Planned | null> {
  const repository = gitHubRepository(env);
  const { token } = inputs;
  if (inputs.mode === 'audit' || subject.kind !== 'pull-request' || !inputs.comment) return null;
  if (token === null || repository === null) return null;
  const diff = await diffOf(workingDirectory(inputs['working-directory'], env), outcome.report);
  const plan = planComments(outcome.report, diff, context);
  const pull = { ...repository, number: subject.number };
  return { outcome: { ...outcome, report: plan.report }, comments: plan.comments, pull, commit: subject.head, token };
}

/** Writes what a reader of the job can see. Returns the outcome with what could be written. */
async function sayInJob(
  inputs: Inputs,
  subject: Subject,
  outcome: Outcome,
  context: Context,
  plan: Planned | null,
  world: ActionWorld,
): Promise<Outcome> {
  const { runner } = world;
  const log = formatAnyway('the log', outcome, logged);
  runner.log(log.text);
  const notes = subject.kind === 'commits' && inputs.mode === 'review' ? [comparedNote(subject, outcome.report)] : [];
  const shown = formatAnyway('annotations', log.outcome, ({ report }) =>
    annotations(
      report,
      reportedInFull(report).filter((one) => plan === null || isUnshown(one)),
      'the job summary',
    ).join('\n'),
  );
  for (const line of linesIn(shown.text)) runner.log(line);
  const written = await writeDown(inputs, shown.outcome, context, notes, world);
  runner.output('posted', plan === null ? '' : 'none');
  return written;
}

/** Posts, and adds to log, job summary and outputs how much was posted. */
async function sayPosted(
  inputs: Inputs,
  { comments, pull, commit, token }: Planned,
  { report }: Outcome,
  context: Context,
  world: ActionWorld,
): Promise<void> {
  const { runner, env } = world;
  const page = runPage(env);
  const { posted, why } = await posting(() => world.connect(token), {
    ...{ plan: { comments, report }, pull, commit, context },
    elsewhere: link('the job summary', page),
    instance: inputs.id,
    settle: inputs.settle,
    isPartial: report.verdict === 'error',
    passing: [page ?? '', ...[commit, report.head, report.base].flatMap(namesOfCommit)],
  });
  runner.output('posted', posted);
  if (posted === 'all' || why === null) return;
  const masked = maskedBySight(why);
  const what = posted === 'none' ? 'Nothing was posted' : 'Not everything was posted';
  const unshown = reportedInFull(report).filter((one) => !isUnshown(one));
  const lines = annotations({ ...report, problems: [] }, unshown, 'the job summary');
  runner.log(workflowCommand('notice', { title: 'Plimsoll' }, `${what} in the pull request: ${masked}.`));
  for (const line of lines) runner.log(line);
  await runner.addToSummary(`\n${what} in the pull request: ${prose(masked)}. The verdict does not depend on it.\n`);
}

/** What the pull request does not show on a line or file. */
function isUnshown({ shown }: Finding): boolean {
  return shown === undefined || shown === 'summary';
}

async function posting(connect: () => Promise<Octokit>, publication: Publication): Promise<Posting> {
  try {
    return await post(await connect(), publication);
  } catch (thrown) {
    return { posted: 'none', why: messageOf(thrown) };
  }
}

function namesOfCommit(commit: string | null): string[] {
  return commit === null ? [] : [commit, commit.slice(0, 10)];
}

function linesIn(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n');
}

function comparedNote({ event }: Subject & { kind: 'commits' }, { base, head }: Report): string {
  const name = (commit: string | null) => commit?.slice(0, 10) ?? 'the work tree';
  return `This run does not belong to a pull request (${prose(event)}): ${name(head)} was compared with ${name(base)}, and nothing was posted.`;
}

function logged({ report, sources, rules }: Outcome): string {
  return textReport(report, { colors: picocolors.createColors(true), columns: LOG_COLUMNS, sources, rules });
}

/** Writes job summary, files and outputs. Returns the outcome with what could be written. */
async function writeDown(
  inputs: Inputs,
  outcome: Outcome,
  context: Context,
  notes: readonly string[],
  world: ActionWorld,
): Promise<Outcome> {
  const { rules } = outcome;
  const { runner, env } = world;
  const limit = { ...JOB_SUMMARY_LIMIT, most: JOB_SUMMARY_LIMIT.most - roomForPosted };
  const summary = { ...context, limit, elsewhere: 'the report file', notes };
  const page = formatAnyway('the job summary', outcome, ({ report }) => markdownReport(allUnshown(report), summary));
  await runner.summary(page.text);
  const sarif = formatAnyway('SARIF', page.outcome, ({ report }) =>
    sarifReport(report, { rules, rulePage: context.links.rule }),
  );
  const json = formatAnyway('JSON', sarif.outcome, ({ report }) => jsonReport(report));
  const files = {
    report: await write(env, inputs['report-file'], json.text),
    sarif: await write(env, inputs['sarif-file'], sarif.text),
  };
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

/** Prefix of a path in the runner's temporary folder. No checkout can create links there. */
const TEMPORARY = '$RUNNER_TEMP/';

/**
 * The path of the written file for later steps, as it was given: relative to the workspace. Null when no file was asked
 * for.
 */
async function write(env: ActionWorld['env'], file: string | null, content: string): Promise<string | null> {
  if (file === null) return null;
  const temporary = env['RUNNER_TEMP'] ?? tmpdir();
  const path = file.startsWith(TEMPORARY) ? join(temporary, file.slice(TEMPORARY.length)) : file;
  try {
    await writeAsked(env['GITHUB_WORKSPACE'] ?? '.', path, content);
  } catch (thrown) {
    throw new ConfigurationError(file, `${file} can't be written: ${messageOf(thrown)}`);
  }
  return path;
}
