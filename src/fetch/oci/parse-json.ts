import { type z } from 'zod';
import { Refused } from '../refusal.ts';

/** @throws {Refused} for a document that is not JSON of that shape; `what` names it: `the manifest`. */
export function parseJson<T>(shape: z.ZodType<T>, bytes: Uint8Array, what: string): T {
  const parsed = shape.safeParse(jsonOf(bytes));
  if (!parsed.success) throw new Refused('answer-invalid', `${what} is not what it should be`);
  return parsed.data;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null; // which has no shape; the parser's own words would quote it
  }
}
