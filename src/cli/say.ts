import { stdout } from 'node:process';
import picocolors from 'picocolors';
import { type Outcome } from '../conclude.ts';
import { sayAnyway, type Told } from '../last-border.ts';
import { JOB_SUMMARY_LIMIT } from '../report/body.ts';
import { deploymentsOf } from '../report/deployments.ts';
import { linesOf } from '../report/excerpt.ts';
import { ruleOf } from '../report/fix-wording.ts';
import { jsonReport } from '../report/json.ts';
import { noLinks } from '../report/links.ts';
import { markdownReport } from '../report/markdown.ts';
import { sarifReport } from '../report/sarif.ts';
import { textReport } from '../report/text.ts';

export type Format = 'text' | 'json' | 'sarif' | 'markdown';

/** Where a terminal does not say how wide it is. Columns. */
const usualColumns = 100;

/** The report in a format, and the outcome as far as it could be said; colours are for the text alone. */
export function say(format: Format, outcome: Outcome, colored: boolean): Told {
  return sayAnyway(format, outcome, (each) => sayIn(format, each, colored));
}

function sayIn(format: Format, { report, sources, rules }: Outcome, colored: boolean): string {
  switch (format) {
    case 'json':
      return jsonReport(report);
    case 'sarif':
      return sarifReport(report, { rules, rulePage: () => null });
    case 'markdown':
      return markdownReport(report, {
        rule: ruleOf(rules),
        lines: linesOf(sources),
        links: noLinks,
        deployments: deploymentsOf(report),
        limit: JOB_SUMMARY_LIMIT,
        elsewhere: 'the JSON report',
        notes: [],
      });
    case 'text': {
      const colors = picocolors.createColors(colored);
      return textReport(report, { colors, columns: stdout.columns || usualColumns, sources, rules });
    }
  }
}
