/** A date of the configuration. */
import { z } from 'zod';

/** `YYYY-MM-DD`, a day that exists. */
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
