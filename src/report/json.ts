import type { Report } from '../model.ts';

/** The report as JSON, as docs/report.md describes it, with a final line break. */
export function jsonReport(report: Report): string {
  return writeJson(report);
}

/**
 * JSON that is safe to print into a job's log: the runner takes `##[…]` anywhere in a line for a command
 * (github.com/actions/runner, ActionCommand.TryParse). It can stand only inside a string, where `\u005b` is `[`.
 */
export function writeJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replaceAll('##[', '##\\u005b')}\n`;
}
