/** Makes the plans of a chart compatible: joins close edits, and refuses those that conflict. */
import { holdsTogether } from './accept.ts';
import { type Candidate } from '../sources/candidates/candidate.ts';
import {
  plansBySeverity,
  isBeside,
  joinNeighbours,
  type FixPlans,
  standsTooClose,
  unsuggested,
  untouching,
} from './in-files.ts';
import { type FixPlan } from '../sources/candidates/fix-plan.ts';
import { type FixContext } from './fix-context.ts';

/**
 * The plans of a chart that can all be applied: edits that are close together are joined; if they can't be, the most
 * severe one stays. `together` are candidates that were proven with each other.
 */
export async function compatiblePlans(
  plans: readonly FixPlan[],
  none: FixPlans['none'],
  context: FixContext,
  together: readonly Candidate[],
): Promise<FixPlans> {
  const joined = await joinNeighbours(plans, context.texts);
  const { plans: kept, none: tooClose } = untouching(joined.plans);
  const isProven = kept.length === together.length && kept.every(({ candidate }) => together.includes(candidate));
  const safe = isProven || (await holdsTogether(kept, context)) ? kept : await oneByOne(kept, plans, context);
  return { plans: safe, none: [...none, ...joined.none, ...tooClose, ...refused(kept, plans, safe)] };
}

const doesNotFit =
  'Its edit works alone, but not together with another suggestion. Apply that one first: the next run can suggest this one.';

/** Tries each joined plan; if it fails, its parts one by one, the most severe first. */
async function oneByOne(kept: readonly FixPlan[], plans: readonly FixPlan[], context: FixContext): Promise<FixPlan[]> {
  const safe: FixPlan[] = [];
  for (const plan of kept) {
    const parts = joinedFrom(plan, plans);
    for (const each of [plan, ...parts.toSorted(plansBySeverity)]) {
      if (safe.some((other) => isBeside(other, each))) continue;
      if (await holdsTogether([...safe, each], context)) safe.push(each);
    }
  }
  return safe;
}

/** The plans from which a plan was joined; none if it was not joined. */
function joinedFrom(joined: FixPlan, plans: readonly FixPlan[]): FixPlan[] {
  const isPart = ({ candidate }: FixPlan): boolean => candidate !== joined.candidate;
  return plans.filter((plan) => isPart(plan) && plan.findings.every((finding) => joined.findings.includes(finding)));
}

function refused(kept: readonly FixPlan[], plans: readonly FixPlan[], safe: readonly FixPlan[]): FixPlans['none'] {
  const fixed = new Set(safe.flatMap(({ findings }) => findings));
  const parts = kept.flatMap((plan) => {
    const own = joinedFrom(plan, plans);
    return own.length === 0 ? [plan] : own;
  });
  const left = parts.filter(({ findings }) => !findings.some((finding) => fixed.has(finding)));
  return left.flatMap((plan) =>
    unsuggested([plan], safe.some((other) => isBeside(other, plan)) ? standsTooClose : doesNotFit),
  );
}
