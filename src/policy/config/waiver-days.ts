/** How long waivers may last. */
import { ConfigurationError } from '../../foundation/errors.ts';
import { type TrustedConfig } from '../trusted-config.ts';
import { daysAfter } from './iso-date.ts';

/** How far ahead a waiver may end, if the organisation does not allow more. Days. */
export const mostWaiverDays = 180;

/** Days before its last day from which a waiver is reported. */
export const lastWaiverDays = 14;

/** What is wrong with the last day of a waiver; null if nothing is. */
export function lastDayFault(expires: string, today: string, mostDays: number): string | null {
  const last = daysAfter(today, mostDays);
  return expires <= last ? null : `expected a day until ${last}, ${mostDays} days from today; got "${expires}"`;
}

/**
 * Checks that no waiver lasts too long.
 *
 * @throws {ConfigurationError} that names file, line and key, and the last day that is allowed.
 */
export function requireWaiverDays({ file, value, lineOf }: TrustedConfig, today: string, mostDays: number): void {
  const messages = value.waivers.flatMap(({ expires }, index) => {
    const fault = lastDayFault(expires, today, mostDays);
    const path = ['waivers', index, 'expires'];
    return fault === null ? [] : [`${file}:${lineOf(path)}: ${path.join('.')}: ${fault}`];
  });
  if (messages.length > 0) throw new ConfigurationError(file, messages.join('\n'));
}

/** How far ahead an offered waiver ends at least. Days. */
const offeredDays = 90;

/**
 * The last day of the waiver that a comment offers: the end of the month in 90 days. A comment is edited only if its sense
 * changes, so the day must not move every day.
 */
export function lastDayOffered(today: string): string {
  const [year = 0, month = 1] = daysAfter(today, offeredDays).split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}
