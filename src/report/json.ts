/** Formats the report as JSON that is safe to print. */
import { type Report } from '../model/report.ts';
import { escapeHiddenInJson } from './control-characters.ts';

/** The report as JSON (docs/report.md), with a final line break. */
export function jsonReport(report: Report): string {
  return writeJson(report);
}

/**
 * JSON that is safe to print to a terminal and to a job's log. Hidden characters are escaped, and so is `[` in `##[…]`,
 * which runners execute as a command anywhere in a line (github.com/actions/runner, ActionCommand.TryParse; `##vso[…]`
 * in Azure Pipelines). Both occur only inside strings.
 */
export function writeJson(value: unknown): string {
  return `${escapeHiddenInJson(JSON.stringify(value, null, 2)).replace(/##(\w*)\[/g, '##$1\\u005b')}\n`;
}
