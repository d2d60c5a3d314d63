import { holdsTogether } from './accept.ts';
import { type Candidate } from './candidate.ts';
import { joinNeighbours, type Plan, type Planning, unsuggested, untouching } from './in-files.ts';
import { type Workshop } from './workshop.ts';

/**
 * Plans of a chart that can all be taken: what stands together is joined; of edits that can't be, the first stays.
 * `together` are candidates that were proven with each other.
 */
export async function apart(
  plans: readonly Plan[],
  none: Planning['none'],
  workshop: Workshop,
  together: readonly Candidate[],
): Promise<Planning> {
  const joined = await joinNeighbours(plans, workshop.texts);
  const { plans: kept, none: tooClose } = untouching(joined.plans);
  const isProven = kept.length === together.length && kept.every(({ candidate }) => together.includes(candidate));
  const safe = isProven || (await holdsTogether(kept, workshop)) ? kept : await oneByOne(kept, workshop);
  const refused = kept.filter((plan) => !safe.includes(plan));
  return {
    plans: safe,
    none: [...none, ...joined.none, ...tooClose, ...unsuggested(refused, doesNotFit)],
  };
}

const doesNotFit = 'its edit holds alone, but not together with another suggestion; take that one first';

async function oneByOne(plans: readonly Plan[], workshop: Workshop): Promise<Plan[]> {
  const safe: Plan[] = [];
  for (const plan of plans) if (await holdsTogether([...safe, plan], workshop)) safe.push(plan);
  return safe;
}
