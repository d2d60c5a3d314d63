/**
 * The only code that writes to standard output and standard error. Text that passes here can't move the cursor, reorder
 * a line, hide text in it or give workflow commands to a runner. Only the status line overwrites itself in place.
 */
import { env, stderr, stdout } from 'node:process';
import { isatty } from 'node:tty';
import { printable, printableWords } from '../report/text/terminal.ts';
import { maskedBySight } from '../secrets/by-sight.ts';
import { type StatusStream } from './status-line.ts';

export function isTerminal(): boolean {
  return isatty(stdout.fd);
}

export function print(text: string, colored = false): void {
  stdout.write(printable(text, colored));
}

/** Prints a remark to standard error. */
export function remark(text: string): void {
  stderr.write(printableWords(text));
}

/** Prints an error message to standard error. Secrets that it may quote are masked. */
export function complain(message: string): void {
  remark(`plimsoll: ${maskedBySight(message)}\n`);
}

/** Standard error, if it is a terminal that can overwrite a line; else null. */
export function watchedErrors(): StatusStream | null {
  return isatty(stderr.fd) && env['TERM'] !== 'dumb' ? stderr : null;
}
