/** Finds what a suggestion fixes besides the findings that it was made for. */
import { canonical } from '../foundation/json.ts';
import { inTurns } from '../foundation/concurrency/in-turns.ts';
import { type Compared } from '../model/finding.ts';
import { type Path } from '../model/json.ts';
import { type FixPlan } from '../sources/candidates/fix-plan.ts';
import { type FixContext } from './fix-context.ts';
import { prove } from './prove.ts';

/** Maximum number of suggestions that are tested for this: each is rendered alone. */
const mostTested = 40;

/**
 * For findings without a suggestion, the plan that fixes them as well. Only plans that change the field of such a finding, or one
 * around or in it, are tested.
 */
export async function fixedAsWell(
  without: readonly Compared[],
  plans: readonly FixPlan[],
  context: FixContext,
): Promise<ReadonlyMap<Compared, FixPlan>> {
  const asked = plans.flatMap((plan) => {
    const beside = without.filter((finding) => plan.findings.some((other) => changesFieldOf(other, finding)));
    return beside.length === 0 ? [] : [{ plan, beside }];
  });
  const proofs = await inTurns(asked.slice(0, mostTested), 1, async ({ plan, beside }) => ({
    plan,
    beside,
    proof: await prove([plan.candidate], [...plan.findings, ...beside], context, null),
  }));
  return new Map(
    proofs.flatMap(({ plan, beside, proof }) =>
      beside.flatMap((finding) =>
        proof.ok && (proof.gone.has(finding.fingerprint) || restores(plan, finding)) ? [[finding, plan] as const] : [],
      ),
    ),
  );
}

/** Whether a plan sets a protection that the change took away back to what it was. What the rule finds there was found at the base too. */
function restores({ findings }: FixPlan, { manifest, path, lost }: Compared): boolean {
  if (lost === undefined || lost.was === null) return false;
  const operations = findings.filter((other) => other.manifest === manifest).flatMap(({ fix }) => fix);
  return operations.some(
    (one) => one.op === 'set' && canonical([...one.path]) === canonical([...path]) && one.value === lost.was,
  );
}

function changesFieldOf({ manifest, fix }: Compared, finding: Compared): boolean {
  return manifest === finding.manifest && fix.some(({ path }) => isAlong(path, finding.path));
}

/** Whether one field is the other, or contains it. */
function isAlong(one: Path, other: Path): boolean {
  const length = Math.min(one.length, other.length);
  return canonical([...one.slice(0, length)]) === canonical([...other.slice(0, length)]);
}
