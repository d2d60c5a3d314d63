/** Turns an uncaught error, or a report that can't be formatted, into a report that says so. */
import { brokenProblem } from '../../foundation/border.ts';
import { type UnmaskedOutcome, type Outcome } from './outcome.ts';
import { ConfigurationError, messageOf } from '../../foundation/errors.ts';
import { type Problem } from '../../model/problem.ts';
import { type Mode, type Report } from '../../model/report.ts';
import { type CommonOptions } from '../options.ts';
import { secretsWithheld } from '../../secrets/secrets.ts';
import { nothingChecked } from './nothing-checked.ts';
import { rolledOut } from './rolled-out.ts';
import { type World } from '../open/world.ts';

/** Runs a whole command. An uncaught error still ends in a report with a problem. */
export async function reportAnyway(
  mode: Mode,
  options: CommonOptions,
  world: World,
  run: () => Promise<UnmaskedOutcome>,
): Promise<UnmaskedOutcome> {
  try {
    return await run();
  } catch (thrown) {
    return nothingButFault(mode, options, world, thrown);
  }
}

/**
 * The report of an internal error.
 *
 * @throws {ConfigurationError} if `thrown` is one.
 */
export function nothingButFault(mode: Mode, options: CommonOptions, world: World, thrown: unknown): UnmaskedOutcome {
  if (thrown instanceof ConfigurationError) throw thrown;
  world.progress(thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown));
  const { kubernetesVersion, failOn } = options;
  const problem = brokenProblem('evaluate', `the ${mode}`, messageOf(thrown));
  const report = nothingChecked({ mode, kubernetesVersion, failOn }, problem);
  const sources = (): null => null;
  return {
    report,
    exitCode: 3,
    sources,
    rules: world.rules,
    unmasked: { findings: [], sources },
    secrets: secretsWithheld,
    standing: [],
    isMandatory: () => false,
  };
}

function masked(problem: Problem): Problem {
  return { ...problem, message: secretsWithheld.text(problem.message) };
}

/** The outcome with another problem, which makes the verdict `error`, where the verdict decides. */
export function withFault<T extends Outcome>(outcome: T, fault: Problem): T {
  const { report } = outcome;
  const problems = [...report.problems, masked(fault)];
  const { verdict, exitCode, rollout } = rolledOut(report.rollout?.stage ?? null, 'error', 3);
  return { ...outcome, report: { ...report, verdict, ...(rollout === null ? {} : { rollout }), problems }, exitCode };
}

/** A formatted report, and the outcome with a problem if some of it could not be formatted. */
export interface FormattedReport {
  readonly text: string;
  readonly outcome: Outcome;
}

/**
 * Formats an outcome. If that fails, it is tried without the findings that can't be formatted, then without any
 * findings, then without problems; finally the error message alone is returned.
 */
export function formatAnyway(format: string, outcome: Outcome, say: (outcome: Outcome) => string): FormattedReport {
  try {
    return { text: say(outcome), outcome };
  } catch (thrown) {
    const fault = brokenProblem('publish', `the report as ${format}`, messageOf(thrown));
    return formatLess(outcome, fault, say);
  }
}

function formatLess(outcome: Outcome, fault: Problem, say: (outcome: Outcome) => string): FormattedReport {
  const { report } = outcome;
  const emptied = { ...report, sources: [], findings: [], posture: { workloads: [], families: [] }, unknown: [] };
  const isSayable = (findings: Report['findings']): boolean =>
    isDone(() => say({ ...outcome, report: { ...emptied, findings, problems: [] } }));
  const sayable = () => report.findings.filter((finding) => isSayable([finding]));
  const attempts: readonly (() => Report)[] = [
    () => ({ ...report, findings: sayable() }),
    () => emptied,
    () => ({ ...emptied, problems: [] }),
  ];
  for (const attempt of attempts) {
    const less = withFault({ ...outcome, report: attempt() }, fault);
    const text = doneOr(() => say(less));
    if (text !== null) return { text, outcome: withFault(outcome, fault) };
  }
  return { text: `${masked(fault).message}\n`, outcome: withFault(outcome, fault) };
}

function isDone(work: () => unknown): boolean {
  return doneOr(() => [work()]) !== null;
}

function doneOr<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
