/** The expectations that were taken from upstream tests, beside the files of some suites. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** @throws {Error} if the file has another form. */
export function derivedCases<T>(root: string, schema: z.ZodType<T>): readonly T[] {
  const text: unknown = JSON.parse(readFileSync(join(root, 'derived_expectations.json'), 'utf8'));
  return z.object({ cases: z.array(schema) }).parse(text).cases;
}
