import { groupBy } from '../groups.ts';
import { type Compared, type Risk, type Suggestion } from '../model.ts';
import { type Candidate } from './candidate.ts';
import { suggestForChart } from './for-chart.ts';
import { type Plan, planInFiles } from './in-files.ts';
import { prove } from './prove.ts';
import { type Workshop } from './workshop.ts';

export type Suggested =
  { readonly kind: 'verified'; readonly suggestion: Suggestion } | { readonly kind: 'none'; readonly why: string };

export type RiskOf = (rule: string) => Risk;

/** A verified suggestion for each finding whose rule offers a fix, or why there is none. */
export async function suggest(
  findings: readonly Compared[],
  workshop: Workshop,
  riskOf: RiskOf,
): Promise<Map<Compared, Suggested>> {
  const suggested = new Map<Compared, Suggested>();
  const fixable = findings.filter(({ fix }) => fix.length > 0);
  const inChart = ({ manifest }: Compared): boolean => manifest.origin.kind === 'helm';

  const { plans, none } = await planInFiles(
    fixable.filter((finding) => !inChart(finding)),
    workshop.texts,
  );
  for (const { finding, why } of none) suggested.set(finding, { kind: 'none', why });
  for (const { plan, why } of await accept(plans, workshop)) record(suggested, plan, why, riskOf);
  const charts = groupBy(fixable.filter(inChart), ({ manifest }) => manifest.source.split('#')[0] ?? '');
  for (const group of charts.values()) {
    const { plans: proven, none: left } = await suggestForChart(group, workshop);
    for (const { finding, why } of left) suggested.set(finding, { kind: 'none', why });
    for (const plan of proven) record(suggested, plan, null, riskOf);
  }
  return suggested;
}

interface Accepted {
  readonly plan: Plan;
  /** Null: proven. */
  readonly why: string | null;
}

/**
 * Edits are tried together, as somebody would who takes them all; where that fails, by halves, and what passes in each is
 * tried together again.
 */
export async function accept(plans: readonly Plan[], workshop: Workshop): Promise<Accepted[]> {
  const foreign = plans.filter(({ candidate }) => !workshop.mayEdit(candidate.file));
  const own = plans.filter(({ candidate }) => workshop.mayEdit(candidate.file));
  const refused = foreign.map((plan) => ({ plan, why: `${plan.candidate.file} is not this repository's to edit` }));
  return [...refused, ...(own.length === 0 ? [] : await byHalves(own, workshop))];
}

async function byHalves(plans: readonly Plan[], workshop: Workshop): Promise<Accepted[]> {
  const flaw = await verdictOn(plans, workshop);
  if (flaw === null || plans.length === 1) return plans.map((plan) => ({ plan, why: flaw }));
  const middle = Math.ceil(plans.length / 2);
  const first = await byHalves(plans.slice(0, middle), workshop);
  const second = await byHalves(plans.slice(middle), workshop);
  const passed = [...first, ...second].filter(({ why }) => why === null).map(({ plan }) => plan);
  const clash = passed.length === 0 ? null : await verdictOn(passed, workshop);
  return [...first, ...second.map(({ plan, why }) => ({ plan, why: why ?? clash }))];
}

/** Null when every finding of the plans is gone and nothing else happened; else why not. */
async function verdictOn(plans: readonly Plan[], workshop: Workshop): Promise<string | null> {
  const findings = plans.flatMap((plan) => plan.findings);
  const proof = await prove(
    plans.map(({ candidate }) => candidate),
    findings,
    workshop,
  );
  if (!proof.ok) return proof.why;
  return findings.every(({ fingerprint }) => proof.gone.has(fingerprint)) ? null : 'the finding would still be there';
}

function record(
  suggested: Map<Compared, Suggested>,
  { candidate, findings }: Plan,
  why: string | null,
  riskOf: RiskOf,
): void {
  const risk = highest(findings.map(({ rule }) => riskOf(rule)));
  for (const finding of findings) {
    suggested.set(
      finding,
      why === null ? { kind: 'verified', suggestion: suggestionOf(candidate, risk) } : { kind: 'none', why },
    );
  }
}

function suggestionOf({ file, edit }: Candidate, risk: Risk): Suggestion {
  return { file, first: edit.first, last: edit.last, replacement: edit.replacement, risk, verified: true };
}

const risks: readonly Risk[] = ['none', 'may-break', 'decision'];

function highest(all: readonly Risk[]): Risk {
  return risks[Math.max(0, ...all.map((risk) => risks.indexOf(risk)))] ?? 'decision';
}
