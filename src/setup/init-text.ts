/** Prints what `plimsoll init` did, or would do. */
import { terminalText } from '../report/text/terminal.ts';
import { type InitPlan } from './init.ts';

/** @param isDryRun whether nothing was written: then the texts are printed too. */
export function initText({ found, write, kept, next }: InitPlan, isDryRun: boolean): string {
  const done = isDryRun ? 'would write' : 'wrote';
  const lines = [
    ...found.map(terminalText),
    '',
    ...write.map(({ file }) => `${done}  ${terminalText(file)}`),
    ...kept.map(({ file, why }) => `${' '.repeat(done.length - 4)}kept  ${terminalText(file)}: ${why}`),
    ...(isDryRun ? write.flatMap(({ file, text }) => ['', `--- ${terminalText(file)}`, text.trimEnd()]) : []),
    '',
    'Next:',
    ...next.map((step, index) => `  ${index + 1}. ${terminalText(step)}`),
  ];
  return `${lines.join('\n')}\n`;
}
