import { type ConfigurationError } from '../errors.ts';
import { writeJson } from '../report/json.ts';
import { maskedBySight } from '../secrets/by-sight.ts';
import { version } from '../version.ts';

/** What stands in for the report when there can be none: wrong usage, or a configuration that is not one. */
export function problemReport({
  subject,
  message,
  code,
}: Pick<ConfigurationError, 'subject' | 'message' | 'code'>): string {
  const problem = { stage: 'config', code, subject, message: maskedBySight(message) };
  return writeJson({
    schema: 1,
    tool: { name: 'plimsoll', version },
    verdict: 'error',
    findings: [],
    problems: [problem],
  });
}
