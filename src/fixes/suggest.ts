/** Finds a verified suggestion for each finding, or the reason why there is none. */
import { isOfTemplate } from '../sources/helm/chart.ts';
import { within } from '../foundation/border.ts';
import { groupBy } from '../foundation/groups.ts';
import { inTurns } from '../foundation/concurrency/in-turns.ts';
import { type Compared } from '../model/finding.ts';
import { type Risk } from '../model/rule.ts';
import { type Suggestion } from '../model/suggestion.ts';
import { type Candidate } from '../sources/candidates/candidate.ts';
import { fixedAsWell } from './fixed-as-well.ts';
import { suggestForChart } from './for-chart.ts';
import { suggestInFiles } from './for-files.ts';
import { type FixPlans } from './in-files.ts';
import { type FixPlan } from '../sources/candidates/fix-plan.ts';
import { type FixContext } from './fix-context.ts';

export type Suggested =
  { readonly kind: 'verified'; readonly suggestion: Suggestion } | { readonly kind: 'none'; readonly why: string };

export type RiskOf = (rule: string) => Risk;

/** Used if a rule offers no fix and gives no reason. Only rules of users may do that. */
export const NO_FIX = 'The rule offers no fix for this.';

/** A verified suggestion for each finding, or the reason why there is none. */
export async function suggest(
  findings: readonly Compared[],
  context: FixContext,
  riskOf: RiskOf,
): Promise<Map<Compared, Suggested>> {
  const suggested = new Map<Compared, Suggested>();
  const fixable = findings.filter(({ fix }) => fix.length > 0);
  for (const finding of findings)
    if (finding.fix.length === 0) suggested.set(finding, { kind: 'none', why: finding.noFix ?? NO_FIX });
  const inChart = ({ manifest }: Compared): boolean => isOfTemplate(manifest.origin);

  const inFiles = fixable.filter((finding) => !inChart(finding));
  const files = await within(() => suggestInFiles(inFiles, context), brokenOf(inFiles));
  for (const { finding, why } of files.none) suggested.set(finding, { kind: 'none', why });
  for (const plan of files.plans) record(suggested, plan, riskOf);
  const charts = groupBy(fixable.filter(inChart), ({ manifest }) => manifest.source.split('#')[0] ?? '');
  const plannings = await inTurns([...charts.values()], width, async (group) =>
    within(() => suggestForChart(group, context), brokenOf(group)),
  );
  for (const { plans, none } of plannings) {
    for (const { finding, why } of none) suggested.set(finding, { kind: 'none', why });
    for (const plan of plans) record(suggested, plan, riskOf);
  }
  const plans = [...files.plans, ...plannings.flatMap((each) => each.plans)];
  const without = findings.filter((finding) => suggested.get(finding)?.kind === 'none');
  const more = await within(
    () => fixedAsWell(without, plans, context),
    () => new Map<Compared, FixPlan>(),
  );
  for (const [finding, { candidate, findings: own }] of more)
    suggested.set(finding, { kind: 'verified', suggestion: suggestionOf(candidate, riskOfAll(own, riskOf)) });
  return suggested;
}

function brokenOf(findings: readonly Compared[]): (why: string) => FixPlans {
  return (why) => ({
    plans: [],
    none: findings.map((finding) => ({
      finding,
      why: `No edit could be tried: ${why}. This is a bug in Plimsoll; please report it.`,
    })),
  });
}

/** Number of charts at a time: one is planned while the other renders. */
const width = 2;

function record(suggested: Map<Compared, Suggested>, { candidate, findings }: FixPlan, riskOf: RiskOf): void {
  const risk = riskOfAll(findings, riskOf);
  for (const finding of findings)
    suggested.set(finding, { kind: 'verified', suggestion: suggestionOf(candidate, risk) });
}

function riskOfAll(findings: readonly Compared[], riskOf: RiskOf): Risk {
  return highest(findings.map(({ rule }) => riskOf(rule)));
}

function suggestionOf({ file, edit }: Candidate, risk: Risk): Suggestion {
  return { file, first: edit.first, last: edit.last, replacement: edit.replacement, risk, verified: true };
}

const risks: readonly Risk[] = ['none', 'may-break', 'decision'];

function highest(all: readonly Risk[]): Risk {
  return risks[Math.max(0, ...all.map((risk) => risks.indexOf(risk)))] ?? 'decision';
}
