/** Proves plans together; if that fails, finds by halves the ones that work. */
import { type FixPlan } from '../sources/candidates/fix-plan.ts';
import { type Budget, prove } from './prove.ts';
import { type FixContext } from './fix-context.ts';

export interface Accepted<P extends FixPlan = FixPlan> {
  readonly plan: P;
  /** Why it was refused; null if it is proven. */
  readonly why: string | null;
  /** Fingerprints of all findings that are fixed by it and by the plans that it was proven with. */
  readonly gone: ReadonlySet<string>;
}

/**
 * Proves all edits together, as if a user applied all of them. If that fails, both halves are tried separately, and
 * then what passed in each is tried together.
 */
export async function accept<P extends FixPlan>(
  plans: readonly P[],
  context: FixContext,
  budget: Budget | null = null,
): Promise<Accepted<P>[]> {
  const foreign = plans.filter(({ candidate }) => !context.mayEdit(candidate.file));
  const own = plans.filter(({ candidate }) => context.mayEdit(candidate.file));
  const refused = foreign.map((plan) => refusal(plan, notOurs(plan.candidate.file)));
  return [...refused, ...(own.length === 0 ? [] : await byHalves(own, context, budget))];
}

function notOurs(file: string): string {
  return `The fix would be in ${file}, which is fetched or vendored: an edit there would be lost. Set a value that the chart reads, or change the chart where it comes from.`;
}

const stillThere = 'An edit was tested, but the finding was still there. Make the change by hand.';

function refusal<P extends FixPlan>(plan: P, why: string): Accepted<P> {
  return { plan, why, gone: new Set() };
}

async function byHalves<P extends FixPlan>(
  plans: readonly P[],
  context: FixContext,
  budget: Budget | null,
): Promise<Accepted<P>[]> {
  const { why, fixing, gone } = await verdictOn(plans, context, budget);
  if (why === null) {
    // Plans that fix nothing are refused, and the rest is tried without them.
    const idle = plans.filter((plan) => !fixing.includes(plan)).map((plan) => refusal(plan, stillThere));
    if (idle.length === 0) return plans.map((plan) => ({ plan, why: null, gone }));
    return fixing.length === 0 ? idle : [...idle, ...(await byHalves(fixing, context, budget))];
  }
  if (plans.length === 1) return plans.map((plan) => refusal(plan, why));
  const middle = Math.ceil(plans.length / 2);
  const first = await byHalves(plans.slice(0, middle), context, budget);
  const second = await byHalves(plans.slice(middle), context, budget);
  const clash = await clashOf(first, second, context, budget);
  return [...first, ...(clash === null ? second : second.map(({ plan, why: own }) => refusal(plan, own ?? clash)))];
}

/** Why the accepted plans of both sides do not work together; null if they do. Each side is known to work alone. */
export async function clashOf(
  first: readonly Accepted[],
  second: readonly Accepted[],
  context: FixContext,
  budget: Budget | null = null,
): Promise<string | null> {
  const [one, other] = [passedOf(first), passedOf(second)];
  if (one.length === 0 || other.length === 0) return null;
  const passed = [...one, ...other];
  const { why, fixing } = await verdictOn(passed, context, budget);
  return why ?? (fixing.length === passed.length ? null : stillThere);
}

function passedOf(accepted: readonly Accepted[]): FixPlan[] {
  return accepted.filter(({ why }) => why === null).map(({ plan }) => plan);
}

/** Whether applying all plans fixes all their findings and has no other effect. */
export async function holdsTogether(plans: readonly FixPlan[], context: FixContext): Promise<boolean> {
  const { why, fixing } = await verdictOn(plans, context, null);
  return why === null && fixing.length === plans.length;
}

interface Verdict<P> {
  /** Null if the edits have no other effect. */
  readonly why: string | null;
  /** The plans whose findings are all fixed. */
  readonly fixing: readonly P[];
  readonly gone: ReadonlySet<string>;
}

async function verdictOn<P extends FixPlan>(
  plans: readonly P[],
  context: FixContext,
  budget: Budget | null,
): Promise<Verdict<P>> {
  const findings = plans.flatMap((plan) => plan.findings);
  const candidates = plans.map(({ candidate }) => candidate);
  const proof = await prove(candidates, findings, context, budget);
  if (!proof.ok) return { why: proof.why, fixing: [], gone: new Set() };
  const { gone } = proof;
  const fixing = plans.filter((plan) => plan.findings.every(({ fingerprint }) => gone.has(fingerprint)));
  return { why: null, fixing, gone };
}
