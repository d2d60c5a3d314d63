/** Formats the report as text for a terminal. */
import { type Report } from '../model/report.ts';
import { type Rule } from '../model/rule.ts';
import { deploymentsOf } from './deployments.ts';
import { linesOf, type Sources } from './excerpt.ts';
import { ruleOf } from './fix-wording.ts';
import { remarks } from './remarks.ts';
import { reportedInFull } from './tally.ts';
import { remarkLines } from './text/remark.ts';
import type { Screen } from './text/screen.ts';
import {
  baselineLines,
  briefLines,
  noticeLines,
  postureLines,
  problemLines,
  unknownLines,
  unreadLines,
  verdictLines,
} from './text/sections.ts';
import { totalLines } from './text/totals.ts';
import { printable } from './text/terminal.ts';

/** Text is not wrapped narrower than this. Columns. */
const LEAST_COLUMNS = 40;

export interface TextOptions extends Screen {
  /** The text of files at head, for quoting. */
  readonly sources: Sources;
  readonly rules: readonly Rule[];
  /** Only findings and problems. */
  readonly quiet?: boolean;
}

/** The report for a terminal: findings by file and line, posture, problems, and finally the verdict. */
export function textReport(report: Report, options: TextOptions): string {
  const screen = { colors: options.colors, columns: Math.max(LEAST_COLUMNS, options.columns) };
  const lines = linesOf(options.sources);
  const rule = ruleOf(options.rules);
  const deployments = deploymentsOf(report);
  const reported = remarks(reportedInFull(report));
  const withStatus = (wanted: string) => report.findings.filter(({ status }) => status === wanted);
  const findings = reported.flatMap((remark) => remarkLines(remark, lines, rule, deployments, screen));
  const problems = problemLines(report.problems, screen);
  if (options.quiet === true) return quietText([...findings, ...problems], report, screen);
  const output = [
    ...totalLines(report, options.rules, screen),
    ...findings,
    ...briefLines('Fixed', withStatus('fixed'), screen),
    ...briefLines('Waived', withStatus('waived'), screen),
    ...baselineLines(report),
    ...postureLines(report, screen),
    ...unknownLines(report.unknown, screen),
    ...unreadLines(report.unread ?? [], screen),
    ...noticeLines(report.notices ?? [], screen),
    ...problems,
    ...verdictLines(report, screen),
  ];
  return `${printable(output.join('\n'), true)}\n`;
}

/** If nothing was checked, but there is no problem, prints the verdict, which says so. */
function quietText(lines: readonly string[], report: Report, screen: Screen): string {
  const isUnsaid = report.verdict === 'error' && report.problems.length === 0;
  const all = [...lines, ...(isUnsaid ? verdictLines(report, screen) : [])];
  return all.length === 0 ? '' : `${printable(all.join('\n').trimEnd(), true)}\n`;
}
