/** The outputs of action.yml, made from a report. */
import { type Report } from '../model/report.ts';
import type { ReportFiles } from './report-files.ts';
import { tally } from '../report/tally.ts';

/** The outputs by their names in action.yml; a test compares both. */
export function outputsOf(report: Report, files: ReportFiles) {
  const totals = tally(report.findings);
  return {
    verdict: report.verdict,
    new: String(totals.new),
    worsened: String(totals.worsened),
    existing: String(totals.existing),
    fixed: String(totals.fixed),
    problems: String(report.problems.length),
    // Nothing is posted before this is written.
    posted: '',
    base: report.base ?? '',
    head: report.head ?? '',
    'trust-root': report.trustRoot ?? '',
    report: files['report-file'] ?? '',
    sarif: files['sarif-file'] ?? '',
  };
}
