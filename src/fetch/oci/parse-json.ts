/** Parses and validates a JSON document of a registry. */
import { type z } from 'zod';
import { Refused } from '../refusal.ts';

/** @throws {Refused} where it is not JSON of this shape; `what` names it in the message: `the manifest`. */
export function parseJson<T>(shape: z.ZodType<T>, bytes: Uint8Array, what: string): T {
  const parsed = shape.safeParse(jsonOf(bytes));
  if (!parsed.success) throw new Refused('answer-invalid', `${what} is not valid`);
  return parsed.data;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null; // which matches no shape; the parser's error message would quote it
  }
}
