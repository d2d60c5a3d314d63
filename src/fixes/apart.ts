import { holdsTogether } from './accept.ts';
import { type Candidate } from '../sources/candidates/candidate.ts';
import {
  bySeverity,
  isBeside,
  joinNeighbours,
  type Planning,
  standsTooClose,
  unsuggested,
  untouching,
} from './in-files.ts';
import { type Plan } from '../sources/candidates/plan.ts';
import { type Workshop } from './workshop.ts';

/**
 * Plans of a chart that can all be taken: what stands together is joined; of edits that can't be, the most severe stays.
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
  const safe = isProven || (await holdsTogether(kept, workshop)) ? kept : await oneByOne(kept, plans, workshop);
  return { plans: safe, none: [...none, ...joined.none, ...tooClose, ...refused(kept, plans, safe)] };
}

const doesNotFit =
  'Its edit works alone, but not together with another suggestion. Apply that one first: the next run can suggest this one.';

/** What does not hold joined is tried as it was before, the most severe first. */
async function oneByOne(kept: readonly Plan[], plans: readonly Plan[], workshop: Workshop): Promise<Plan[]> {
  const safe: Plan[] = [];
  for (const plan of kept) {
    const parts = partsOf(plan, plans);
    for (const each of [plan, ...parts.toSorted(bySeverity)]) {
      if (safe.some((other) => isBeside(other, each))) continue;
      if (await holdsTogether([...safe, each], workshop)) safe.push(each);
    }
  }
  return safe;
}

/** The plans that one was joined of; none where it was one from the beginning. */
function partsOf(joined: Plan, plans: readonly Plan[]): Plan[] {
  const isPart = ({ candidate }: Plan): boolean => candidate !== joined.candidate;
  return plans.filter((plan) => isPart(plan) && plan.findings.every((finding) => joined.findings.includes(finding)));
}

function refused(kept: readonly Plan[], plans: readonly Plan[], safe: readonly Plan[]): Planning['none'] {
  const mended = new Set(safe.flatMap(({ findings }) => findings));
  const parts = kept.flatMap((plan) => {
    const own = partsOf(plan, plans);
    return own.length === 0 ? [plan] : own;
  });
  const left = parts.filter(({ findings }) => !findings.some((finding) => mended.has(finding)));
  return left.flatMap((plan) =>
    unsuggested([plan], safe.some((other) => isBeside(other, plan)) ? standsTooClose : doesNotFit),
  );
}
