/** Prints a report in one of the four output formats of the command line. */
import { stdout } from 'node:process';
import picocolors from 'picocolors';
import { type Outcome } from '../run/conclude/outcome.ts';
import { formatAnyway, type FormattedReport } from '../run/conclude/last-border.ts';
import { JOB_SUMMARY_LIMIT } from '../report/body.ts';
import { deploymentsOf } from '../report/deployments.ts';
import { linesOf } from '../report/excerpt.ts';
import { ruleOf } from '../report/fix-wording.ts';
import { jsonReport } from '../report/json.ts';
import { noLinks } from '../report/links.ts';
import type { RulePage } from '../report/rule-pages.ts';
import { markdownReport } from '../report/markdown.ts';
import { sarifReport } from '../report/sarif.ts';
import { textReport } from '../report/text.ts';

export type Format = 'text' | 'json' | 'sarif' | 'markdown';

/** Used when the terminal does not report its width. Columns. */
export const usualColumns = 100;

/** How the report is printed. `colored` and `quiet` apply to the text format only. */
export interface Style {
  readonly colored: boolean;
  /** Print only findings and problems. */
  readonly quiet?: boolean;
  readonly rulePage?: RulePage;
}

/** The report in this format, and the outcome with what could be formatted. */
export function say(format: Format, outcome: Outcome, style: Style): FormattedReport {
  return formatAnyway(format, outcome, (each) => sayIn(format, each, style));
}

function sayIn(
  format: Format,
  { report, sources, rules, today }: Outcome,
  { colored, quiet = false, rulePage = () => null }: Style,
): string {
  switch (format) {
    case 'json':
      return jsonReport(report);
    case 'sarif':
      return sarifReport(report, { rules, rulePage });
    case 'markdown':
      return markdownReport(report, {
        rule: ruleOf(rules),
        lines: linesOf(sources),
        links: { ...noLinks, rule: rulePage },
        deployments: deploymentsOf(report),
        ...(today === undefined ? {} : { today }),
        limit: JOB_SUMMARY_LIMIT,
        elsewhere: 'the JSON report',
        notes: [],
      });
    case 'text': {
      const colors = picocolors.createColors(colored);
      return textReport(report, { colors, columns: stdout.columns || usualColumns, sources, rules, quiet });
    }
  }
}
