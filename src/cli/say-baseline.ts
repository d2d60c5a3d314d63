/** Formats the result of `plimsoll baseline`. */
import { baselineFile } from '../policy/baseline.ts';
import { count } from '../report/labels.ts';
import { printableWords } from '../report/text/terminal.ts';
import { type BaselineWritten } from '../run/baseline.ts';

export function sayBaseline(result: BaselineWritten, isDryRun: boolean): string {
  const { entries, added, dropped, changed, withheld, mandatory, isWritten, sources } = result;
  if (sources === 0) return '';
  const parts = [
    ...(added > 0 ? [`${added} added`] : []),
    ...(changed > 0 ? [`${changed} changed`] : []),
    ...(dropped > 0 ? [`${dropped} dropped`] : []),
  ];
  const how = parts.length === 0 ? 'nothing changed' : parts.join(', ');
  const verb = isDryRun ? 'would have' : 'has';
  const lines = isWritten
    ? [`${baselineFile} ${verb} ${count(entries.length, 'finding')} (${how}).`]
    : [`${baselineFile} is as it was: what could not be checked may still stand.`];
  if (withheld > 0)
    lines.push(
      `${count(withheld, 'finding')} left out, because the entry would show a value of a Secret or a credential.`,
    );
  if (mandatory > 0)
    lines.push(
      `${count(mandatory, 'finding')} left out, because the organisation made ${mandatory === 1 ? 'its rule' : 'their rules'} mandatory.`,
    );
  return printableWords(`${lines.join('\n')}\n`);
}

/** 4: nothing to check; 3: something could not be checked; else 0. */
export function baselineExitCode({ sources, problems }: BaselineWritten): number {
  if (sources === 0) return 4;
  return problems.length > 0 ? 3 : 0;
}
