import { type Report } from '../model/report.ts';
import { escapeHiddenInJson } from './control-characters.ts';

/** The report as JSON, as docs/report.md describes it, with a final line break. */
export function jsonReport(report: Report): string {
  return writeJson(report);
}

/**
 * JSON that is safe to print to a terminal and into a job's log: what is hidden is escaped, as is `[` in `##[…]`, which
 * runners take for a command anywhere in a line (github.com/actions/runner, ActionCommand.TryParse; `##vso[…]` in Azure
 * Pipelines). Both can stand only inside a string.
 */
export function writeJson(value: unknown): string {
  return `${escapeHiddenInJson(JSON.stringify(value, null, 2)).replace(/##(\w*)\[/g, '##$1\\u005b')}\n`;
}
