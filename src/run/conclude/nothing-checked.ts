/** The report of a run that could check nothing. */
import { version } from '../../foundation/version.ts';
import { type Problem } from '../../model/problem.ts';
import { type FailOn, type Mode, type Report } from '../../model/report.ts';
import { maskedBySight } from '../../secrets/by-sight.ts';
import { newestKubernetes } from '../open/setting.ts';

/** What the run was asked for, as far as it is known. */
export interface NothingChecked {
  readonly mode: Mode;
  readonly kubernetesVersion: string | null;
  readonly failOn: FailOn | null;
}

/** A report with one problem and the verdict `error`. Of the configuration nothing is known, so credentials are masked by sight. */
export function nothingChecked({ mode, kubernetesVersion, failOn }: NothingChecked, problem: Problem): Report {
  return {
    schema: 1,
    tool: { name: 'plimsoll', version },
    mode,
    base: null,
    head: null,
    kubernetesVersion: kubernetesVersion ?? newestKubernetes,
    failOn: failOn ?? 'high',
    verdict: 'error',
    counts: { files: 0, sources: 0, objects: 0, rules: 0, evaluations: 0 },
    sources: [],
    findings: [],
    posture: { workloads: [], families: [] },
    unknown: [],
    problems: [{ ...problem, message: maskedBySight(problem.message) }],
  };
}
