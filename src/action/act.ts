/** Runs the Action's step: review or audit, then log, summary, files, comments and outputs. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import picocolors from 'picocolors';
import { linksOf, gitHubRepository, runPage } from './addresses.ts';
import { comparedNote } from './compared-note.ts';
import { readEvent, type Subject } from './event.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { organisationConfig } from './organisation-config.ts';
import { outputsOf } from './outputs.ts';
import { prepare, type Prepared } from './prepared.ts';
import type { Runner } from './runner.ts';
import type { Unjudged } from './task.ts';
import { sayUnjudged } from './unjudged.ts';
import type { Outcome } from '../run/conclude/outcome.ts';
import { ConfigurationError, messageOf } from '../foundation/errors.ts';
import { type Problem } from '../model/problem.ts';
import { type Finding, type Report } from '../model/report.ts';
import type { AuditOptions, CommonOptions, ReviewOptions } from '../run/options.ts';
import { publish, type PublishResult } from '../publish/github.ts';
import type { Octokit } from '../publish/pull-request.ts';
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
  /** Opens GitHub's API; called only where something is posted. */
  readonly connect: (token: string) => Promise<Octokit>;
  readonly now: () => number;
  readonly sleep: (seconds: number) => Promise<void>;
}

/** Width of the log in columns. The runner does not report one. */
const LOG_COLUMNS = 120;

/**
 * Runs the step. Summary, files and outputs are written before anything is posted, so the report exists even if posting
 * fails. Resolves to the exit code, which depends on the verdict alone, not on what could be posted.
 */
export async function act(world: ActionWorld): Promise<number> {
  try {
    const { runner, env } = world;
    const given = readInputs(runner);
    const directory = workingDirectory(given['working-directory'], env);
    const prepared = await prepare(given, await readEvent(env), directory, env, world.connect);
    if ('isFine' in prepared) return await sayUnjudged(prepared, runner);
    const { subject, mode, options } = prepared;
    const inputs = { ...given, mode, trustRoot: options.trustRoot };
    const looked = await look(inputs, prepared, world);
    const context = contextOf(looked, subject, world);
    const log = formatAnyway('the log', looked, logged);
    runner.log(log.text);
    const outcome = await writeDown(inputs, log.outcome, context, [], world);
    const said = await post(inputs, subject, outcome, context, world);
    const posted = { ...outcome, report: said.report };
    const shown = formatAnyway('annotations', posted, ({ report }) =>
      annotations(report, shownIn(report, said), 'the job summary').join('\n'),
    );
    if (shown.text !== '') for (const line of shown.text.split('\n')) runner.log(line);
    return (await writeDown(inputs, shown.outcome, context, said.notes, world)).exitCode;
  } catch (thrown) {
    if (!(thrown instanceof ConfigurationError)) throw thrown;
    world.runner.log(workflowCommand('error', { title: 'Plimsoll: configuration' }, maskedBySight(thrown.message)));
    world.runner.output('verdict', 'error');
    return 2;
  }
}

async function look(inputs: Inputs, prepared: Exclude<Prepared, Unjudged>, world: ActionWorld): Promise<Outcome> {
  const common: Omit<CommonOptions, 'directory'> = {
    // The configuration is read from the trust root: a file named here could come from the pull request.
    config: null,
    organisation: await organisationConfig(inputs['organisation-config'], world.env),
    repository: world.env['GITHUB_REPOSITORY'] ?? null,
    kubernetesVersion: inputs['kubernetes-version'],
    failOn: inputs['fail-on'],
    allowEmpty: inputs['allow-empty'],
    ...(inputs.deadline === null ? {} : { deadline: inputs.deadline }),
    today: new Date(world.now()).toISOString().slice(0, 10),
  };
  if (prepared.mode === 'audit') return world.audit({ ...common, ...prepared.options, paths: [], chart: null });
  return world.review({ ...common, ...prepared.options });
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

function contextOf({ report, rules, sources, today }: Outcome, subject: Subject, { env }: ActionWorld): Context {
  return {
    rule: ruleOf(rules),
    lines: linesOf(sources),
    links: linksOf(env, subject, rules),
    deployments: deploymentsOf(report),
    ...(today === undefined ? {} : { today }),
  };
}

/** What was posted in the pull request. `notes` are sentences about it, in Markdown. */
interface Said {
  readonly report: Report;
  /** Findings that only the log and the job summary can show. */
  readonly unshown: readonly Finding[];
  readonly notes: readonly string[];
}

async function post(
  inputs: Inputs,
  subject: Subject,
  { report }: Outcome,
  context: Context,
  world: ActionWorld,
): Promise<Said> {
  const unposted = (...notes: string[]): Said => ({ report, unshown: reportedInFull(report), notes });
  if (inputs.mode === 'audit') return unposted();
  if (subject.kind !== 'pull-request') return unposted(comparedNote(subject, report));
  const repository = gitHubRepository(world.env);
  if (!inputs.comment || inputs.token === null || repository === null) return unposted();
  const elsewhere = link('the job summary', runPage(world.env));
  const pull = { ...repository, number: subject.number };
  try {
    const octokit = await world.connect(inputs.token);
    return fromPublished(await publish(octokit, { report, pull, commit: subject.head, context, elsewhere }, world));
  } catch (thrown) {
    return lost(report, messageOf(thrown));
  }
}

function fromPublished(published: PublishResult): Said {
  const { report } = published;
  const told = reportedInFull(report);
  switch (published.kind) {
    case 'posted':
      return { report, unshown: told.filter(({ shown }) => shown === 'summary'), notes: [] };
    case 'stale':
      return {
        report,
        unshown: told,
        notes: ['The pull request has new commits by now, so there are no comments on lines.'],
      };
    case 'refused':
      return { report, unshown: told, notes: [refusedNote(published.why)] };
  }
}

/** Part of it may have been posted, and which part is unknown, so everything is shown elsewhere. */
function lost(report: Report, why: string): Said {
  const problem: Problem = {
    stage: 'publish',
    code: 'annotation-lost',
    subject: 'the pull request',
    message: `Some results could not be posted in the pull request: ${maskedBySight(why)}`,
  };
  const complete = { ...report, problems: [...report.problems, problem] };
  return { report: complete, unshown: reportedInFull(report), notes: [] };
}

function refusedNote(why: string): string {
  return `Nothing could be posted in the pull request (${prose(why)}): for pull requests from forks, the token may only read.`;
}

function logged({ report, sources, rules }: Outcome): string {
  return textReport(report, { colors: picocolors.createColors(true), columns: LOG_COLUMNS, sources, rules });
}

/**
 * The findings that only the log shows. If the report could not be written in full: those of them that are left in it.
 */
function shownIn({ findings }: Report, { report, unshown }: Said): readonly Finding[] {
  if (findings === report.findings) return unshown;
  const left = new Set(findings);
  return unshown.filter((finding) => left.has(finding));
}

/**
 * Writes summary, files and outputs, replacing what an earlier call wrote. Returns the outcome with what could be
 * written.
 */
async function writeDown(
  inputs: Inputs & { readonly trustRoot: string | null },
  outcome: Outcome,
  context: Context,
  notes: readonly string[],
  world: ActionWorld,
): Promise<Outcome> {
  const { rules } = outcome;
  const { runner, env } = world;
  const summary = {
    ...context,
    limit: JOB_SUMMARY_LIMIT,
    elsewhere: 'the report file',
    notes,
    judgedBy: inputs.trustRoot,
  };
  const page = formatAnyway('the job summary', outcome, ({ report }) => markdownReport(report, summary));
  await runner.summary(page.text);
  const sarif = formatAnyway('SARIF', page.outcome, ({ report }) =>
    sarifReport(report, { rules, rulePage: context.links.rule }),
  );
  const json = formatAnyway('JSON', sarif.outcome, ({ report }) => jsonReport(report));
  const files = {
    report: await write(env, inputs['report-file'], json.text),
    sarif: await write(env, inputs['sarif-file'], sarif.text),
  };
  for (const [name, value] of Object.entries(outputsOf(json.outcome.report, files, inputs.trustRoot)))
    runner.output(name, value);
  return json.outcome;
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
