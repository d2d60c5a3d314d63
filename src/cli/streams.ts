/**
 * The only ways to standard output and standard error. Nothing that passes moves a cursor, reorders a line, hides in it or
 * commands the runner of a job; the status line alone is written over in place.
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

/** What is said beside the result. */
export function remark(text: string): void {
  stderr.write(printableWords(text));
}

/** What went wrong, as a sentence of ours; what it quotes is searched for secrets. */
export function complain(message: string): void {
  remark(`plimsoll: ${maskedBySight(message)}\n`);
}

/** Standard error, where somebody looks at it and a line can be written over; else null. */
export function watchedErrors(): StatusStream | null {
  return isatty(stderr.fd) && env['TERM'] !== 'dumb' ? stderr : null;
}
