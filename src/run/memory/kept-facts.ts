/** The schema of what a cache stores about a source's facts: names and labels, no rendered text. */
import { z } from 'zod';
import { contributionSchema } from '../../facts/contribution.ts';

/** Null: it does not render, so its contribution is unknown. */
export type KeptFacts = z.infer<typeof keptFacts>;

export const keptFacts = z.strictObject({ contribution: contributionSchema.nullable() });
