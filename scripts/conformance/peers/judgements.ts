/** Who is right where a suite and the rules disagree: judged.yaml, one judgement for each disagreement. */
import { join } from 'node:path';
import { z } from 'zod';
import { type Disagreement } from './compare.ts';
import { documentsOf } from './files.ts';

const schema = z.array(
  z.strictObject({
    /** `choice`: the specification allows both. */
    right: z.enum(['plimsoll', 'peer', 'choice']),
    because: z.string().regex(/\.$/),
    of: z.array(z.string()).min(1),
  }),
);

export type Judgement = z.infer<typeof schema>[number];

/** @throws {Error} if the file has another form. */
export function readJudgements(): Judgement[] {
  return schema.parse(documentsOf(join(import.meta.dirname, 'judged.yaml'))[0]);
}

/** Disagreements that are not judged, or are judged twice, and judgements of what is no disagreement. */
export function judgementFaults(disagreements: readonly Disagreement[], judgements: readonly Judgement[]): string[] {
  const judged = judgements.flatMap(({ of }) => of);
  const labels = disagreements.map(({ label }) => label);
  const unjudged = disagreements.filter(({ label }) => !judged.includes(label));
  return [
    ...unjudged.map((each) => `not judged: ${each.label}: ${sides(each)}`),
    ...judged.filter((label) => !labels.includes(label)).map((label) => `judged, and no disagreement: ${label}`),
    ...judged.filter((label, index) => judged.indexOf(label) !== index).map((label) => `judged twice: ${label}`),
  ];
}

function sides({ theirs, ours, rules }: Disagreement): string {
  const outcome = (fails: boolean | number): string => {
    if (typeof fails === 'number') return `${fails} fail`;
    return fails ? 'fails' : 'passes';
  };
  return `the suite says that it ${outcome(theirs)}, ${rules.join(', ')} that it ${outcome(ours)}`;
}
