import { z } from 'zod';
import { type Contribution } from '../relate/relate.ts';

const names = z.array(z.string());

const brought = { defined: names, filled: names, ruled: names, deniedIngress: names, deniedEgress: names };

/** What a source brings to its cluster: names of namespaces, and nothing that was rendered. */
const contribution: z.ZodType<Contribution> = z.strictObject({
  target: z.string(),
  ...brought,
  uncertain: z.strictObject(brought),
});

/** What is kept of a source. Null: it does not render, and what it brings is not known. */
export type KeptFacts = z.infer<typeof keptFacts>;

export const keptFacts = z.strictObject({ contribution: contribution.nullable() });
