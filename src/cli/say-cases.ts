/** Formats the results of rule cases for `plimsoll test`. */
import { canonical } from '../foundation/json.ts';
import { type CaseResult } from '../rules/cases/run-cases.ts';
import { printableWords } from '../report/text/terminal.ts';

/** The failed cases, each with expected and actual findings, then the totals. */
export function sayCases(results: readonly CaseResult[]): string {
  const failed = results.filter(({ passed }) => !passed);
  const lines = failed.map(({ rule, name, expected, got, faults }) =>
    [
      `FAIL ${rule} ${name}`,
      ...faults.map((fault) => `  ${fault}`),
      ...(canonical(expected) === canonical(got)
        ? []
        : [`  expected ${JSON.stringify(expected)}`, `  got      ${JSON.stringify(got)}`]),
    ].join('\n'),
  );
  return printableWords(
    `${[...lines, `${results.length - failed.length} passed, ${failed.length} failed`].join('\n')}\n`,
  );
}
