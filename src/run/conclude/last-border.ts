import { brokenProblem } from '../../foundation/border.ts';
import { type Concluded, type Outcome } from './outcome.ts';
import { ConfigurationError, messageOf } from '../../foundation/errors.ts';
import { type Problem } from '../../model/problem.ts';
import { type Mode, type Report } from '../../model/report.ts';
import { type CommonOptions } from '../options.ts';
import { secretsWithheld } from '../../secrets/secrets.ts';
import { newestKubernetes } from '../open/setting.ts';
import { type World } from '../open/world.ts';

/** Around a whole command: what nothing inside of it caught still ends in a report, which says that. */
export async function reportAnyway(
  mode: Mode,
  options: CommonOptions,
  world: World,
  run: () => Promise<Concluded>,
): Promise<Concluded> {
  try {
    return await run();
  } catch (thrown) {
    return nothingButFault(mode, options, world, thrown);
  }
}

/** @throws {ConfigurationError} if it is one. */
export function nothingButFault(mode: Mode, options: CommonOptions, world: World, thrown: unknown): Concluded {
  if (thrown instanceof ConfigurationError) throw thrown;
  const { version, rules } = world;
  world.progress(thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown));
  const problem = brokenProblem('evaluate', `the ${mode}`, messageOf(thrown));
  const report: Report = {
    schema: 1,
    tool: { name: 'plimsoll', version },
    mode,
    base: null,
    head: null,
    kubernetesVersion: options.kubernetesVersion ?? newestKubernetes,
    failOn: options.failOn ?? 'high',
    verdict: 'error',
    counts: { files: 0, sources: 0, objects: 0, rules: 0, evaluations: 0 },
    sources: [],
    findings: [],
    posture: { workloads: [] },
    unknown: [],
    problems: [masked(problem)],
  };
  const sources = (): null => null;
  return { report, exitCode: 3, sources, rules, unmasked: { findings: [], sources }, secrets: secretsWithheld };
}

function masked(problem: Problem): Problem {
  return { ...problem, message: secretsWithheld.text(problem.message) };
}

/** The outcome with one more thing that could not be done: no verdict stands on that. */
export function withFault<T extends Outcome>(outcome: T, fault: Problem): T {
  const { report } = outcome;
  const problems = [...report.problems, masked(fault)];
  return { ...outcome, report: { ...report, verdict: 'error', problems }, exitCode: 3 };
}

/** A report in a format, and the outcome as far as it could be said. */
export interface Told {
  readonly text: string;
  readonly outcome: Outcome;
}

/**
 * Says an outcome. Where that breaks down, it is said without the findings that cannot be said; then without any; and in
 * the end that alone.
 */
export function sayAnyway(format: string, outcome: Outcome, say: (outcome: Outcome) => string): Told {
  try {
    return { text: say(outcome), outcome };
  } catch (thrown) {
    const fault = brokenProblem('publish', `the report as ${format}`, messageOf(thrown));
    return sayLess(outcome, fault, say);
  }
}

function sayLess(outcome: Outcome, fault: Problem, say: (outcome: Outcome) => string): Told {
  const { report } = outcome;
  const emptied = { ...report, sources: [], findings: [], posture: { workloads: [] }, unknown: [] };
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
