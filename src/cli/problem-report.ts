/** The JSON that is printed in place of a report when a command fails before it has one. */
import { brokenProblem } from '../foundation/border.ts';
import { type ConfigurationError, messageOf } from '../foundation/errors.ts';
import { type Problem } from '../model/problem.ts';
import { writeJson } from '../report/json.ts';
import { maskedBySight } from '../secrets/by-sight.ts';
import { version } from '../foundation/version.ts';

/** The JSON printed in place of a report, for wrong usage or an invalid configuration. */
export function problemReport({
  subject,
  message,
  code,
}: Pick<ConfigurationError, 'subject' | 'message' | 'code'>): string {
  return reportOf({ stage: 'config', code, subject, message });
}

/** The same for an internal error before anything was checked. */
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
