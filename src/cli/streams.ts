import { env, stderr, stdout } from 'node:process';
import { isatty } from 'node:tty';
import { printable, printableWords } from '../report/text/terminal.ts';
import { maskedBySight } from '../secrets/by-sight.ts';

/**
 * The only ways to standard output and standard error. Nothing that passes moves a cursor, reorders a line, hides in it or
 * commands the runner of a job.
 */

/** Whether colours are wanted: on a terminal, and never with NO_COLOR (https://no-color.org). */
export function wantsColors(): boolean {
  return isatty(stdout.fd) && (env['NO_COLOR'] ?? '') === '';
}

export function print(text: string, colored = false): void {
  stdout.write(printable(text, colored));
}

/** What is said beside the result. */
export function remark(text: string): void {
  stderr.write(printableWords(text));
}

/** What went wrong, as a sentence of ours; what it quotes is looked through for secrets. */
export function complain(message: string): void {
  remark(`plimsoll: ${maskedBySight(message)}\n`);
}

/** Where somebody looks at standard error. */
export function progress(message: string): void {
  if (isatty(stderr.fd)) remark(`${message}\n`);
}
