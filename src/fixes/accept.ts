import { type Plan } from '../sources/candidates/plan.ts';
import { type Budget, prove } from './prove.ts';
import { type Workshop } from './workshop.ts';

export interface Accepted<P extends Plan = Plan> {
  readonly plan: P;
  /** Null: proven. */
  readonly why: string | null;
  /** Fingerprints of all that is mended by it and those that it was proven with. */
  readonly gone: ReadonlySet<string>;
}

/**
 * Edits are tried together, as somebody would who takes them all; where that fails, by halves, and what passes in each is
 * tried together again.
 */
export async function accept<P extends Plan>(
  plans: readonly P[],
  workshop: Workshop,
  budget: Budget | null = null,
): Promise<Accepted<P>[]> {
  const foreign = plans.filter(({ candidate }) => !workshop.mayEdit(candidate.file));
  const own = plans.filter(({ candidate }) => workshop.mayEdit(candidate.file));
  const refused = foreign.map((plan) => refusal(plan, notOurs(plan.candidate.file)));
  return [...refused, ...(own.length === 0 ? [] : await byHalves(own, workshop, budget))];
}

function notOurs(file: string): string {
  return `The fix would be in ${file}, which is fetched or vendored: an edit there would be lost. Set a value that the chart reads, or change the chart where it comes from.`;
}

const stillThere = 'An edit was tried, and the finding was still there. Make the change by hand.';

function refusal<P extends Plan>(plan: P, why: string): Accepted<P> {
  return { plan, why, gone: new Set() };
}

async function byHalves<P extends Plan>(
  plans: readonly P[],
  workshop: Workshop,
  budget: Budget | null,
): Promise<Accepted<P>[]> {
  const { why, mended, gone } = await verdictOn(plans, workshop, budget);
  if (why === null) {
    // What does nothing is left out, and the rest tried without it.
    const idle = plans.filter((plan) => !mended.includes(plan)).map((plan) => refusal(plan, stillThere));
    if (idle.length === 0) return plans.map((plan) => ({ plan, why: null, gone }));
    return mended.length === 0 ? idle : [...idle, ...(await byHalves(mended, workshop, budget))];
  }
  if (plans.length === 1) return plans.map((plan) => refusal(plan, why));
  const middle = Math.ceil(plans.length / 2);
  const first = await byHalves(plans.slice(0, middle), workshop, budget);
  const second = await byHalves(plans.slice(middle), workshop, budget);
  const clash = await clashOf(first, second, workshop, budget);
  return [...first, ...(clash === null ? second : second.map(({ plan, why: own }) => refusal(plan, own ?? clash)))];
}

/** Why what was accepted on either side does not hold together; null when it does. Each side is known to. */
export async function clashOf(
  first: readonly Accepted[],
  second: readonly Accepted[],
  workshop: Workshop,
  budget: Budget | null = null,
): Promise<string | null> {
  const [one, other] = [passedOf(first), passedOf(second)];
  if (one.length === 0 || other.length === 0) return null;
  const passed = [...one, ...other];
  const { why, mended } = await verdictOn(passed, workshop, budget);
  return why ?? (mended.length === passed.length ? null : stillThere);
}

function passedOf(accepted: readonly Accepted[]): Plan[] {
  return accepted.filter(({ why }) => why === null).map(({ plan }) => plan);
}

/** Whether somebody who takes them all gets all that they say, and nothing else. */
export async function holdsTogether(plans: readonly Plan[], workshop: Workshop): Promise<boolean> {
  const { why, mended } = await verdictOn(plans, workshop, null);
  return why === null && mended.length === plans.length;
}

interface Verdict<P> {
  /** Null when nothing happened but what was meant. */
  readonly why: string | null;
  /** The plans whose findings are all gone. */
  readonly mended: readonly P[];
  readonly gone: ReadonlySet<string>;
}

async function verdictOn<P extends Plan>(
  plans: readonly P[],
  workshop: Workshop,
  budget: Budget | null,
): Promise<Verdict<P>> {
  const findings = plans.flatMap((plan) => plan.findings);
  const candidates = plans.map(({ candidate }) => candidate);
  const proof = await prove(candidates, findings, workshop, budget);
  if (!proof.ok) return { why: proof.why, mended: [], gone: new Set() };
  const { gone } = proof;
  const mended = plans.filter((plan) => plan.findings.every(({ fingerprint }) => gone.has(fingerprint)));
  return { why: null, mended, gone };
}
