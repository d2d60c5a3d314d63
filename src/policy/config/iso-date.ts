/** Dates of the configuration, written YYYY-MM-DD. */
import { z } from 'zod';

export const isoDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { message: 'a date is written YYYY-MM-DD', abort: true })
  .refine(isDay, 'expected a date that exists')
  .meta({ format: 'date' });

/** Whether a date exists: 2027-02-30 does not. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

const millisecondsOfDay = 24 * 60 * 60 * 1000;

/** The ISO date a number of days after another. */
export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * millisecondsOfDay).toISOString().slice(0, 10);
}

/** Number of days from one ISO date to another; negative if that is earlier. */
export function daysUntil(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / millisecondsOfDay;
}
