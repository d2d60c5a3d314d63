import { type CaseResult } from '../rules/cases/run-cases.ts';
import { printableWords } from '../report/text/terminal.ts';

/** Cases that failed, with what was expected and what came; then the count. */
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
