/** What is kept of a source between runs, for the facts: names and labels of what it brings, and nothing that was rendered. */
import { z } from 'zod';
import { contributionSchema } from '../../facts/contribution.ts';

/** Null: it does not render, and what it brings is not known. */
export type KeptFacts = z.infer<typeof keptFacts>;

export const keptFacts = z.strictObject({ contribution: contributionSchema.nullable() });
