import type { Report, Rule } from '../model.ts';
import { deploymentsOf } from './deployments.ts';
import { linesOf, type Sources } from './excerpt.ts';
import { ruleOf } from './fix-wording.ts';
import { remarks } from './remarks.ts';
import { toldInFull } from './tally.ts';
import { remarkLines } from './text/remark.ts';
import type { Screen } from './text/screen.ts';
import {
  briefLines,
  noticeLines,
  postureLines,
  problemLines,
  unknownLines,
  unreadLines,
  verdictLines,
} from './text/sections.ts';
import { printable } from './text/terminal.ts';

/** Narrower than this, wrapping leaves nothing to read. */
const LEAST_COLUMNS = 40;

export interface TextOptions extends Screen {
  /** The text of files at head, for quoting. */
  readonly sources: Sources;
  readonly rules: readonly Rule[];
}

/** The report for a terminal: findings by file and line, posture, problems, and the verdict as the last word. */
export function textReport(report: Report, options: TextOptions): string {
  const screen = { colors: options.colors, columns: Math.max(LEAST_COLUMNS, options.columns) };
  const lines = linesOf(options.sources);
  const rule = ruleOf(options.rules);
  const deployments = deploymentsOf(report);
  const told = remarks(toldInFull(report));
  const withStatus = (wanted: string) => report.findings.filter(({ status }) => status === wanted);
  const output = [
    ...told.flatMap((remark) => remarkLines(remark, lines, rule, deployments, screen)),
    ...briefLines('Fixed', withStatus('fixed'), screen),
    ...briefLines('Waived', withStatus('waived'), screen),
    ...postureLines(report, screen),
    ...unknownLines(report.unknown, screen),
    ...unreadLines(report.unread ?? [], screen),
    ...noticeLines(report.notices ?? [], screen),
    ...problemLines(report.problems, screen),
    ...verdictLines(report, screen),
  ];
  return `${printable(output.join('\n'), true)}\n`;
}
