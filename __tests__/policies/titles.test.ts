/** Titles are read in audits as well, where nothing is known of an earlier state. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const rules = z
  .array(
    z.looseObject({
      id: z.string(),
      title: z.string(),
      report: z.string().optional(),
      compares: z.boolean().optional(),
    }),
  )
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../dist/rules.json'), 'utf8')));

/** Of rules that need the base, an audit reports those with `report: lost` only. */
const inAudits = rules.filter(({ report, compares }) => report !== 'removed' && compares !== true);

test.each(inAudits.map(({ id, title }) => [id, title]))('the title of %s says no change', (_, title) => {
  expect(title).not.toMatch(/\b(lower|weaken|widen|loosen|take away|turn off|switch off|no longer|any more)\b/i);
});
