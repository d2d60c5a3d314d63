/** Computes the verdict and the exit code from findings, problems and configuration. */
import { type Problem } from '../model/problem.ts';
import { type FailOn, type Finding, type Mode, type Report, type Verdict } from '../model/report.ts';
import { reaches } from '../foundation/severity.ts';

type Judged = Pick<Finding, 'status' | 'severity' | 'enforcement' | 'baseline'>;

export interface VerdictInput {
  readonly mode: Mode;
  readonly findings: readonly Judged[];
  readonly problems: readonly Problem[];
  /** Number of rules that are enabled. */
  readonly rules: number;
  /** Number of sources at head, checked or not. */
  readonly sourcesAtHead: number;
  readonly failOn: FailOn;
  readonly allowEmpty: boolean;
}

/**
 * 4: nothing to check · 3: something could not be checked · 1: findings that count · 0: pass. Usage errors end with 2
 * earlier.
 */
export type ExitCode = 0 | 1 | 3 | 4;

/** The first that applies, in the documented order. */
export function verdictOf(input: VerdictInput): { readonly verdict: Verdict; readonly exitCode: ExitCode } {
  const { sourcesAtHead, rules, problems, allowEmpty } = input;
  if ((sourcesAtHead === 0 || rules === 0) && !allowEmpty) return { verdict: 'error', exitCode: 4 };
  if (problems.some(isOpen)) return { verdict: 'error', exitCode: 3 };
  if (input.findings.some((finding) => blocks(finding, input))) {
    return { verdict: 'fail', exitCode: 1 };
  }
  return { verdict: 'pass', exitCode: 0 };
}

/** The verdict as the gate sees it: before the last stage of a rollout, that of the report is always `pass`. */
export function verdictOfGate({ verdict, rollout }: Pick<Report, 'verdict' | 'rollout'>): Verdict {
  return rollout?.verdict ?? verdict;
}

/** Whether a problem prevents a verdict. */
export function isOpen({ status }: Pick<Problem, 'status'>): boolean {
  return status !== 'existing';
}

/**
 * Whether a finding can block the merge: its enforcement is deny, and in a review it is new or worsened, in an audit
 * existing and not in the baseline.
 */
export function isCounted(
  { status, enforcement, baseline }: Pick<Finding, 'status' | 'enforcement' | 'baseline'>,
  mode: Mode,
): boolean {
  if (enforcement !== 'deny' || (mode === 'audit' && baseline === true)) return false;
  return mode === 'audit' ? status === 'existing' : status === 'new' || status === 'worsened';
}

/** Whether a finding blocks the merge: it is counted, and at or above the threshold. */
export function blocks(finding: Judged, { mode, failOn }: { readonly mode: Mode; readonly failOn: FailOn }): boolean {
  return isCounted(finding, mode) && reaches(finding.severity, failOn);
}
