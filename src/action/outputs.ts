import { type Report } from '../model/report.ts';
import { tally } from '../report/tally.ts';

/** The outputs of action.yml, by their names there; a test compares. */
export function outputsOf(report: Report, files: { report: string | null; sarif: string | null }) {
  const totals = tally(report.findings);
  return {
    verdict: report.verdict,
    new: String(totals.new),
    worsened: String(totals.worsened),
    existing: String(totals.existing),
    fixed: String(totals.fixed),
    problems: String(report.problems.length),
    report: files.report ?? '',
    sarif: files.sarif ?? '',
  };
}
