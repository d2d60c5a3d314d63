/** Orders severities and compares them with a threshold. */
import { type FailOn } from '../model/report.ts';
import { type Severity, severities } from '../model/rule.ts';

/** How far down the list of severities one stands: 0 is the most severe. */
export function rankOf(severity: Severity): number {
  return severities.indexOf(severity);
}

/** For sorting: the most severe first. */
export function bySeverity(a: { readonly severity: Severity }, b: { readonly severity: Severity }): number {
  return rankOf(a.severity) - rankOf(b.severity);
}

/** For sorting: the most severe first, and of these the ones with the larger risk. */
export function byWeight(a: Weighed, b: Weighed): number {
  return bySeverity(a, b) || (b.risk?.order ?? 0) - (a.risk?.order ?? 0);
}

/** The first of those that weigh most. */
export function worstOf<T extends Weighed>(all: readonly [T, ...T[]]): T {
  return all.reduce((worst, one) => (byWeight(one, worst) < 0 ? one : worst));
}

interface Weighed {
  readonly severity: Severity;
  readonly risk?: { readonly order: number };
}

/** Whether a severity is at or above a threshold. */
export function reaches(severity: Severity, threshold: FailOn): boolean {
  return threshold !== 'never' && rankOf(severity) <= rankOf(threshold);
}
