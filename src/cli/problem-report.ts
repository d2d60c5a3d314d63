import { brokenProblem } from '../foundation/border.ts';
import { type ConfigurationError, messageOf } from '../foundation/errors.ts';
import { type Problem } from '../model/problem.ts';
import { writeJson } from '../report/json.ts';
import { maskedBySight } from '../secrets/by-sight.ts';
import { version } from '../foundation/version.ts';

/** What stands in for the report when there can be none: wrong usage, or a configuration that is not one. */
export function problemReport({
  subject,
  message,
  code,
}: Pick<ConfigurationError, 'subject' | 'message' | 'code'>): string {
  return reportOf({ stage: 'config', code, subject, message });
}

/** The same for what is our fault, where nothing was looked at yet. */
export function faultReport(thrown: unknown): string {
  return reportOf(brokenProblem('config', 'the command', messageOf(thrown)));
}

function reportOf(problem: Problem): string {
  return writeJson({
    schema: 1,
    tool: { name: 'plimsoll', version },
    verdict: 'error',
    findings: [],
    problems: [{ ...problem, message: maskedBySight(problem.message) }],
  });
}
