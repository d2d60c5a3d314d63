import { groupBy } from '../groups.ts';
import { type Compared } from '../model.ts';
import { accept, type Accepted, clashOf } from './accept.ts';
import { joinNeighbours, type Plan, planInFiles, type Planning } from './in-files.ts';
import { planInPatches } from './in-patches.ts';
import { planNewPatches } from './new-patches.ts';
import { type Budget, budgetOf } from './prove.ts';
import { unitsOf } from './units.ts';
import { type Workshop } from './workshop.ts';

/**
 * Proven plans for findings of manifests and kustomizations. What is built is edited where it is written; else in the patch
 * that made it so; else by a patch more.
 */
export async function suggestInFiles(findings: readonly Compared[], workshop: Workshop): Promise<Planning> {
  const written = await planInFiles(findings, workshop.texts);
  const budget = budgetOf(mostRenders, 'the files of a repository');
  let done = await settled(written.plans, [], workshop, budget);
  const whys = new Map([...written.none, ...done.none].map(({ finding, why }) => [finding, why]));
  for (const plan of [planAllInPatches, planNewPatches]) {
    const mended = new Set(done.plans.flatMap((each) => each.findings));
    const left = findings.filter((each) => each.manifest.origin.kind === 'kustomize' && !mended.has(each));
    if (left.length > 0) done = await settled(await plan(left, workshop), done.plans, workshop, budget);
  }
  const mended = new Set(done.plans.flatMap((each) => each.findings));
  const left = findings.filter((finding) => !mended.has(finding));
  return { plans: done.plans, none: left.map((finding) => ({ finding, why: whys.get(finding) ?? unwritten })) };
}

/** Edits that fail are looked for by halves, each half by renders. */
const mostRenders = 3000;

const unwritten = 'no file of this repository could be edited so that only this changes';

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

async function planAllInPatches(findings: readonly Compared[], { texts }: Workshop): Promise<readonly Plan[]> {
  const plans: Plan[] = [];
  for (const [manifest, group] of groupBy(findings, (finding) => finding.manifest)) {
    for (const unit of unitsOf(group)) {
      const planned = await planInPatches(manifest, unit, texts);
      if (planned.kind === 'candidate') plans.push({ candidate: planned.candidate, findings: unit.findings });
    }
  }
  return (await joinNeighbours(plans, texts)).plans;
}
