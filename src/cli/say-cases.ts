/** Formats the results of rule cases for `plimsoll test`. */
import { type CaseResult } from '../rules/cases/run-cases.ts';
import { printableWords } from '../report/text/terminal.ts';

/** The failed cases, each with expected and actual findings, then the totals. */
export function sayCases(results: readonly CaseResult[]): string {
  const failed = results.filter(({ passed }) => !passed);
  const lines = failed.map(
    ({ rule, name, expected, got }) =>
      `FAIL ${rule} ${name}\n  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(got)}`,
  );
  return printableWords(
    `${[...lines, `${results.length - failed.length} passed, ${failed.length} failed`].join('\n')}\n`,
  );
}
