import { isBuilt } from '../sources/kustomize/build.ts';
import { groupBy } from '../foundation/groups.ts';
import { type Compared } from '../model/finding.ts';
import { accept, type Accepted, clashOf } from './accept.ts';
import { joinNeighbours, planInFiles, type Planning } from './in-files.ts';
import { planWholeOrParts } from '../sources/candidates/whole-or-parts.ts';
import { type Plan } from '../sources/candidates/plan.ts';
import { planUndoing } from '../sources/kustomize/candidates/in-removals.ts';
import { planInPatches } from '../sources/kustomize/candidates/in-patches.ts';
import { planNewPatches } from '../sources/kustomize/candidates/new-patches.ts';
import { type Budget, budgetOf } from './prove.ts';
import { smallestUnitsOf, unitsOf } from '../sources/candidates/units.ts';
import { type Workshop } from './workshop.ts';

/**
 * Proven plans for findings of manifests and kustomizations. What is built is edited where it is written, a container as a
 * whole or field by field; else in the patch that made it so; else by a patch more.
 */
export async function suggestInFiles(findings: readonly Compared[], workshop: Workshop): Promise<Planning> {
  const budget = budgetOf(mostRenders, 'the files of a repository');
  const undoing = await planUndoing(findings, workshop);
  const { taken } = undoing;
  const written = await planInFiles(
    findings.filter((finding) => !taken.has(finding)),
    workshop.texts,
  );
  const first = await joinNeighbours([...undoing.plans, ...written.plans], workshop.texts);
  let done = await settled(first.plans, [], workshop, budget);
  const whys = new Map([...written.none, ...first.none, ...done.none].map(({ finding, why }) => [finding, why]));
  for (const [finding, { why }] of taken) whys.set(finding, why);
  for (const plan of [planFields, planAllInPatches, planNewPatches]) {
    const mended = new Set(done.plans.flatMap((each) => each.findings));
    const isOpen = (each: Compared): boolean => {
      const by = taken.get(each);
      return by === undefined || (by.isOwn && plan === planAllInPatches);
    };
    const left = findings.filter((each) => isBuilt(each.manifest.origin) && !mended.has(each) && isOpen(each));
    if (left.length > 0) done = await settled(await plan(left, workshop), done.plans, workshop, budget);
  }
  const mended = new Set(done.plans.flatMap((each) => each.findings));
  const left = findings.filter((finding) => !mended.has(finding));
  return { plans: done.plans, none: left.map((finding) => ({ finding, why: whys.get(finding) ?? unwritten })) };
}

/** Edits that fail are looked for by halves, each half by renders. */
const mostRenders = 3000;

const unwritten = 'No edit of a file in this repository was found that changes only this. Make the change by hand.';

/** The plans that pass, with those that passed before. */
async function settled(
  plans: readonly Plan[],
  before: readonly Plan[],
  workshop: Workshop,
  budget: Budget,
): Promise<Planning> {
  const accepted = await accept(plans, workshop, budget);
  const known = before.map((plan): Accepted => ({ plan, why: null, gone: new Set() }));
  const clash = await clashOf(known, accepted, workshop, budget);
  const judged = accepted.map(({ plan, why }) => ({ plan, why: why ?? clash }));
  return {
    plans: [...before, ...judged.filter(({ why }) => why === null).map(({ plan }) => plan)],
    none: judged.flatMap(({ plan, why }) => (why === null ? [] : plan.findings.map((finding) => ({ finding, why })))),
  };
}

/** Of a container that one edit did not mend, what each field asks for alone: its fields may be made in several places. */
async function planFields(findings: readonly Compared[], { texts }: Workshop): Promise<readonly Plan[]> {
  return (await planInFiles(findings, texts, smallestUnitsOf)).plans;
}

async function planAllInPatches(findings: readonly Compared[], { texts }: Workshop): Promise<readonly Plan[]> {
  const plans: Plan[] = [];
  for (const [manifest, group] of groupBy(findings, (finding) => finding.manifest)) {
    for (const whole of unitsOf(group)) {
      const tried = await planWholeOrParts(manifest, whole, (unit) => planInPatches(manifest, unit, texts));
      for (const { unit, planned } of tried)
        if (planned.kind === 'candidate') plans.push({ candidate: planned.candidate, findings: unit.findings });
    }
  }
  return (await joinNeighbours(plans, texts)).plans;
}
