/** Searches proven edits for findings of plain manifests and kustomizations. */
import { isBuilt } from '../sources/kustomize/build.ts';
import { groupBy } from '../foundation/groups.ts';
import { type Compared } from '../model/finding.ts';
import { accept, type Accepted, clashOf } from './accept.ts';
import { joinNeighbours, planInFiles, type FixPlans } from './in-files.ts';
import { planWholeOrParts } from '../sources/candidates/whole-or-parts.ts';
import { type FixPlan } from '../sources/candidates/fix-plan.ts';
import { planUndoing } from '../sources/kustomize/candidates/in-removals.ts';
import { planInPatches } from '../sources/kustomize/candidates/in-patches.ts';
import { planNewPatches } from '../sources/kustomize/candidates/new-patches.ts';
import { type Budget, budgetOf } from './prove.ts';
import { smallestUnitsOf, unitsOf } from '../sources/candidates/units.ts';
import { type FixContext } from './fix-context.ts';

/**
 * Proven plans for findings of plain manifests and kustomizations. For a kustomization, these are tried in order: an
 * edit where the object is written, for a whole container or field by field; an edit of the patch that causes the
 * finding; a new patch.
 */
export async function suggestInFiles(findings: readonly Compared[], context: FixContext): Promise<FixPlans> {
  const budget = budgetOf(mostRenders, 'the files of a repository');
  const undoing = await planUndoing(findings, context);
  const { taken } = undoing;
  const written = await planInFiles(
    findings.filter((finding) => !taken.has(finding)),
    context.texts,
  );
  const first = await joinNeighbours([...undoing.plans, ...written.plans], context.texts);
  let done = await settled(first.plans, [], context, budget);
  const whys = new Map([...written.none, ...first.none, ...done.none].map(({ finding, why }) => [finding, why]));
  for (const [finding, { why }] of taken) whys.set(finding, why);
  for (const plan of [planFields, planAllInPatches, planNewPatches]) {
    const fixed = new Set(done.plans.flatMap((each) => each.findings));
    const isOpen = (each: Compared): boolean => {
      const by = taken.get(each);
      return by === undefined || (by.isOwn && plan === planAllInPatches);
    };
    const left = findings.filter((each) => isBuilt(each.manifest.origin) && !fixed.has(each) && isOpen(each));
    if (left.length > 0) done = await settled(await plan(left, context), done.plans, context, budget);
  }
  const fixed = new Set(done.plans.flatMap((each) => each.findings));
  const left = findings.filter((finding) => !fixed.has(finding));
  return { plans: done.plans, none: left.map((finding) => ({ finding, why: whys.get(finding) ?? unwritten })) };
}

/** Maximum number of renders. Searching the edits that fail takes several. */
const mostRenders = 3000;

const unwritten = 'No edit of a file in this repository was found that changes only this. Make the change by hand.';

/** The plans that passed before, and the new plans that pass together with them. */
async function settled(
  plans: readonly FixPlan[],
  before: readonly FixPlan[],
  context: FixContext,
  budget: Budget,
): Promise<FixPlans> {
  const accepted = await accept(plans, context, budget);
  const known = before.map((plan): Accepted => ({ plan, why: null, gone: new Set() }));
  const clash = await clashOf(known, accepted, context, budget);
  const judged = accepted.map(({ plan, why }) => ({ plan, why: why ?? clash }));
  return {
    plans: [...before, ...judged.filter(({ why }) => why === null).map(({ plan }) => plan)],
    none: judged.flatMap(({ plan, why }) => (why === null ? [] : plan.findings.map((finding) => ({ finding, why })))),
  };
}

/** Plans for single fields of a container that one edit could not fix: its fields may be written in several places. */
async function planFields(findings: readonly Compared[], { texts }: FixContext): Promise<readonly FixPlan[]> {
  return (await planInFiles(findings, texts, smallestUnitsOf)).plans;
}

async function planAllInPatches(findings: readonly Compared[], { texts }: FixContext): Promise<readonly FixPlan[]> {
  const plans: FixPlan[] = [];
  for (const [manifest, group] of groupBy(findings, (finding) => finding.manifest)) {
    for (const whole of unitsOf(group)) {
      const tried = await planWholeOrParts(manifest, whole, (unit) => planInPatches(manifest, unit, texts));
      for (const { unit, planned } of tried)
        if (planned.kind === 'candidate') plans.push({ candidate: planned.candidate, findings: unit.findings });
    }
  }
  return (await joinNeighbours(plans, texts)).plans;
}
