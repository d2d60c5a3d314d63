import { type Problem } from '../model/problem.ts';
import { type FailOn, type Finding, type Mode, type Verdict } from '../model/report.ts';
import { type Severity, severities } from '../model/rule.ts';

export interface Judged {
  readonly mode: Mode;
  readonly findings: readonly Pick<Finding, 'status' | 'severity' | 'enforcement'>[];
  readonly problems: readonly Problem[];
  /** Rules that are on. */
  readonly rules: number;
  /** Sources that the head has, looked at or not. */
  readonly sourcesAtHead: number;
  readonly failOn: FailOn;
  readonly allowEmpty: boolean;
}

/** 4: nothing to look at · 3: could not check something · 1: counted findings · 0: pass. Usage errors end with 2 before. */
export type ExitCode = 0 | 1 | 3 | 4;

/** The first that applies, in the order of the contract. */
export function judge(judged: Judged): { readonly verdict: Verdict; readonly exitCode: ExitCode } {
  const { sourcesAtHead, rules, problems, allowEmpty } = judged;
  if ((sourcesAtHead === 0 || rules === 0) && !allowEmpty) return { verdict: 'error', exitCode: 4 };
  if (problems.some(isOpen)) return { verdict: 'error', exitCode: 3 };
  if (judged.findings.some((finding) => isCounted(finding, judged.mode) && reaches(finding.severity, judged.failOn))) {
    return { verdict: 'fail', exitCode: 1 };
  }
  return { verdict: 'pass', exitCode: 0 };
}

/** Whether a problem keeps the run from a verdict. */
export function isOpen({ status }: Pick<Problem, 'status'>): boolean {
  return status !== 'existing';
}

/** Whether a finding can block the merge: what the pull request brings; in an audit all that stands. */
export function isCounted({ status, enforcement }: Pick<Finding, 'status' | 'enforcement'>, mode: Mode): boolean {
  if (enforcement !== 'deny') return false;
  return mode === 'audit' ? status === 'existing' : status === 'new' || status === 'worsened';
}

function reaches(severity: Severity, failOn: FailOn): boolean {
  return failOn !== 'never' && severities.indexOf(severity) <= severities.indexOf(failOn);
}
