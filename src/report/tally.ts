/** Counts findings, and gives the reason of the verdict in words. */
import { type Status } from '../model/finding.ts';
import { type Finding, type Report } from '../model/report.ts';
import { groupBy } from '../foundation/groups.ts';
import { count, isIntroduced, placeLabel } from './labels.ts';
import { objectLabel } from '../foundation/kubernetes/names.ts';
import { remarks } from './remarks.ts';
import { type Statement, statements } from './statements.ts';
import { blocks, isOpen, verdictOfGate } from '../policy/verdict.ts';

export type Tally = Readonly<Record<Status, number>>;

/** The number of findings of each status, without those in the baseline. */
export function tally(findings: readonly Finding[]): Tally {
  const totals: Record<Status, number> = { new: 0, worsened: 0, existing: 0, fixed: 0, waived: 0 };
  for (const finding of findings) if (!isInBaseline(finding)) totals[finding.status] += 1;
  return totals;
}

/** Groups findings that look equal in a report: those of one group differ only in their source. */
export function sameFindings(findings: readonly Finding[]): ReadonlyMap<string, readonly [Finding, ...Finding[]]> {
  return groupBy(findings, ({ status, severity, rule, message, object, place }) =>
    JSON.stringify([status, severity, rule, message, objectLabel(object), placeLabel(place)]),
  );
}

/**
 * Findings that are described in full: in a review those that are new or worsened, in an audit all that are neither waived
 * nor in the baseline.
 */
export function reportedInFull(report: Report): readonly Finding[] {
  const reported = report.mode === 'review' ? isIntroduced : (status: Status) => status === 'existing';
  return report.findings.filter((finding) => reported(finding.status) && !isInBaseline(finding));
}

export function isInBaseline({ baseline }: Pick<Finding, 'baseline'>): boolean {
  return baseline === true;
}

/** The statements that a report lists: totals count these, because readers do. */
export function listedStatements(report: Report): readonly Statement[] {
  return remarks(reportedInFull(report)).flatMap(statements);
}

/** In how many places what a report lists is: fewer than findings, where several are said at once. */
export function listedPlaces(report: Report): number {
  return new Set(listedStatements(report).map((one) => placeLabel(one.place) ?? JSON.stringify(one.place))).size;
}

/** `in 2 places`; empty if each finding has a place of its own. */
export function placesWords(report: Report): string {
  const places = listedPlaces(report);
  return places < listedStatements(report).length ? ` in ${count(places, 'place')}` : '';
}

/** Findings that block the merge: they count, and are at or above the threshold. */
export function failing(report: Report): readonly Finding[] {
  return report.findings.filter((one) => blocks(one, report));
}

/** The reason of the verdict, in one sentence without a final period. */
export function verdictReason(report: Report): string {
  const { rollout } = report;
  if (rollout !== undefined && rollout.stage !== 'gate' && rollout.verdict !== 'pass')
    return `nothing blocks in the stage ${rollout.stage}; otherwise ${rollout.verdict}: ${reasonOf({ ...report, verdict: verdictOfGate(report) })}`;
  return reasonOf(report);
}

function reasonOf(report: Report): string {
  if (report.verdict === 'error') return errorReason(report);
  const reason = judgedReason(report);
  const unchecked = uncheckedWords(report);
  return unchecked === null ? reason : `${reason}; ${unchecked}`;
}

/** `2 things could not be checked`, beside a verdict that this does not decide; null if there is nothing, or it decides. */
export function uncheckedWords({ verdict, problems }: Report): string | null {
  if (verdict === 'error' || problems.length === 0) return null;
  const words = `${count(problems.length, 'thing')} could not be checked`;
  return problems.some(isOpen) ? words : `${words}, as at the base`;
}

function judgedReason(report: Report): string {
  if (report.verdict === 'fail') return failReason(report);
  if (report.counts.sources === 0) return nothingToCheck(report);
  return report.mode === 'review' ? passReason(report) : auditReason(report);
}

function passReason(report: Report): string {
  if (reportedInFull(report).length === 0) return 'nothing new';
  return report.failOn === 'never'
    ? 'findings do not block the merge'
    : `no finding at or above ${report.failOn} blocks the merge`;
}

function auditReason(report: Report): string {
  if (reportedInFull(report).length === 0)
    return report.findings.some(isInBaseline) ? 'nothing that is not in the baseline' : 'no findings';
  return report.failOn === 'never'
    ? 'findings do not fail the audit, because fail-on is never'
    : `no finding at or above ${report.failOn} counts`;
}

function failReason(report: Report): string {
  const counted = listedStatements(report).filter((one) => blocks(one, report));
  const { length } = counted;
  const findings = `${count(length, 'finding')} at or above ${report.failOn}`;
  if (report.mode === 'audit') return findings;
  return `${findings} ${length === 1 ? 'blocks' : 'block'} the merge`;
}

function errorReason({ problems, counts, sources }: Report): string {
  const open = problems.filter(isOpen);
  const old = problems.length - open.length;
  const more = old === 0 ? '' : `, and ${old} more, as at the base`;
  if (open.length > 0) return `${count(open.length, 'thing')} could not be checked${more}`;
  if (sources.length === 0)
    return 'there is no manifest, chart or kustomization to check (allow-empty makes this a pass)';
  return counts.rules === 0 ? 'no rule ran' : 'nothing to check was found';
}

function nothingToCheck({ mode, counts: { removed = 0 }, unread = [] }: Report): string {
  if (mode === 'audit') return 'nothing to check was found';
  const { length } = unread;
  const left = `${count(length, 'changed file')} ${length === 1 ? 'is' : 'are'} not read by Plimsoll`;
  const gone = `${count(removed, 'source')} ${removed === 1 ? 'is' : 'are'} removed`;
  if (removed > 0) return length > 0 ? `${gone}; ${left}` : `${gone}, and none is added or changed`;
  return length > 0 ? left : 'no manifest, chart or kustomization is changed';
}

/**
 * `['2 new', '1 worsened in 2 places', '12 existing']`, in an audit `['3 findings', '1 waived']`: the number of each status,
 * counted as listed.
 */
export function tallyWords(report: Report): readonly string[] {
  const reported = listedStatements(report);
  const briefly = [...sameFindings(report.findings.filter((one) => !isInBaseline(one))).values()].map(
    ([first]) => first,
  );
  const baselined = sameFindings(report.findings.filter(isInBaseline)).size;
  const number = (wanted: Status): number => {
    const inFull = reported.filter(({ status }) => status === wanted).length;
    return inFull > 0 ? inFull : briefly.filter(({ status }) => status === wanted).length;
  };
  const said = (['new', 'worsened', 'existing', 'fixed', 'waived'] as const).filter((status) => number(status) > 0);
  const last = said.findLast((status) => reported.some((one) => one.status === status));
  const counted = said.map((status) => {
    const words =
      report.mode === 'audit' && status === 'existing'
        ? count(number(status), 'finding')
        : `${number(status)} ${status}`;
    return status === last ? `${words}${placesWords(report)}` : words;
  });
  return baselined === 0 ? counted : [...counted, `${baselined} in the baseline`];
}

/**
 * What was checked: `2 files, 3 sources (1 failed, 12 others unchanged), 12 objects, 40 rules, for Kubernetes 1.36`.
 */
export function inspectedTotals(report: Report): string {
  const { sources, counts, kubernetesVersion } = report;
  const number = (wanted: string) => sources.filter(({ status }) => status === wanted).length;
  const failed = number('failed') > 0 ? [`${number('failed')} failed`] : [];
  const unchanged = number('unchanged') > 0 ? [`${count(number('unchanged'), 'other')} unchanged`] : [];
  const asides = [...failed, ...unchanged];
  const aside = asides.length > 0 ? ` (${asides.join(', ')})` : '';
  const parts = [
    count(counts.files, 'file'),
    `${count(counts.sources, 'source')}${aside}`,
    count(counts.objects, 'object'),
    rulesRun(report),
  ];
  return `${parts.join(', ')}, for Kubernetes ${kubernetesVersion}`;
}

/** `30 rules of the set default (117 more report only protections that the change takes away; 22 off)`. */
function rulesRun({ counts, ruleSets }: Report): string {
  const { rules, rulesIfLost, rulesOff } = counts;
  const chosen = ruleSets === undefined || ruleSets.includes('all') ? [] : ruleSets;
  const of = chosen.length === 0 ? '' : ` of the ${chosen.length === 1 ? 'set' : 'sets'} ${chosen.join(', ')}`;
  const asides = [
    ...(rulesIfLost === undefined
      ? []
      : [
          `${rulesIfLost} more ${rulesIfLost === 1 ? 'reports' : 'report'} only protections that the change takes away`,
        ]),
    ...(rulesOff === undefined ? [] : [`${rulesOff} off`]),
  ];
  return `${count(rules, 'rule')}${of}${asides.length === 0 ? '' : ` (${asides.join('; ')})`}`;
}
