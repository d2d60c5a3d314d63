import type { Finding, Report, Severity, Status } from '../model.ts';
import { groupBy } from '../groups.ts';
import { count, isIntroduced, objectLabel, placeLabel } from './labels.ts';
import { isCounted, isOpen, severities } from '../verdict.ts';

export type Tally = Readonly<Record<Status, number>>;

/** How many findings there are of each status. */
export function tally(findings: readonly Finding[]): Tally {
  const totals: Record<Status, number> = { new: 0, worsened: 0, existing: 0, fixed: 0, waived: 0 };
  for (const finding of findings) totals[finding.status] += 1;
  return totals;
}

/** Of findings that several sources have alike, one: people count what they see. */
export function eachOnce(findings: readonly Finding[]): readonly Finding[] {
  return [...sameFindings(findings).values()].map(([first]) => first);
}

/** Findings by what is seen of them: those with the same key differ in their source alone. */
export function sameFindings(findings: readonly Finding[]): ReadonlyMap<string, readonly [Finding, ...Finding[]]> {
  return groupBy(findings, ({ status, severity, rule, message, object, place }) =>
    JSON.stringify([status, severity, rule, message, objectLabel(object), placeLabel(place)]),
  );
}

/** Findings that are said in full: what a review introduces; in an audit everything that is not waived. */
export function toldInFull(report: Report): readonly Finding[] {
  const told = report.mode === 'review' ? isIntroduced : (status: Status) => status === 'existing';
  return report.findings.filter(({ status }) => told(status));
}

/** Findings that block the merge: counted, and at or above the threshold. */
export function held(report: Report): readonly Finding[] {
  const { failOn } = report;
  if (failOn === 'never') return [];
  return report.findings.filter((one) => isCounted(one, report.mode) && atLeast(one.severity, failOn));
}

function atLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}

/** Why the verdict is what it is, in one sentence without a final period. */
export function verdictReason(report: Report): string {
  if (report.verdict === 'error') return errorReason(report);
  if (report.verdict === 'fail') return failReason(report);
  if (report.counts.sources === 0) return nothingToCheck(report);
  if (toldInFull(report).length === 0) return report.mode === 'review' ? 'nothing new' : 'no findings';
  return report.failOn === 'never'
    ? 'findings do not block the merge'
    : `no finding at or above ${report.failOn} blocks the merge`;
}

function failReason(report: Report): string {
  const { length } = eachOnce(held(report));
  const findings = `${count(length, 'finding')} at or above ${report.failOn}`;
  if (report.mode === 'audit') return findings;
  return `${findings} ${length === 1 ? 'blocks' : 'block'} the merge`;
}

function errorReason({ problems, counts, sources }: Report): string {
  const open = problems.filter(isOpen);
  if (open.length > 0) return `${count(open.length, 'thing')} could not be checked`;
  if (sources.length === 0) return 'there is no manifest, chart or kustomization to check';
  return counts.rules === 0 ? 'no rule ran' : 'nothing to check was found';
}

function nothingToCheck({ mode, counts: { removed = 0 }, unread = [] }: Report): string {
  if (mode === 'audit') return 'nothing to check was found';
  const { length } = unread;
  const left = `${count(length, 'changed file')} ${length === 1 ? 'is' : 'are'} read by nothing here`;
  const gone = `${count(removed, 'source')} ${removed === 1 ? 'is' : 'are'} removed`;
  if (removed > 0) return length > 0 ? `${gone}; ${left}` : `${gone}, and none is added or changed`;
  return length > 0 ? left : 'no manifest, chart or kustomization is changed';
}

/** `['2 new', '1 worsened', '12 existing']`: the statuses that occur, in that order; what several sources have alike counts once. */
export function tallyWords(findings: readonly Finding[]): readonly string[] {
  const totals = tally(eachOnce(findings));
  return (['new', 'worsened', 'existing', 'fixed', 'waived'] as const)
    .filter((status) => totals[status] > 0)
    .map((status) => `${totals[status]} ${status}`);
}

/** What was looked at: `3 sources (1 failed, 12 others unchanged), 12 objects, 40 rules, for Kubernetes 1.36`. */
export function lookedAt({ sources, counts, kubernetesVersion }: Report): string {
  const number = (wanted: string) => sources.filter(({ status }) => status === wanted).length;
  const failed = number('failed') > 0 ? [`${number('failed')} failed`] : [];
  const unchanged = number('unchanged') > 0 ? [`${count(number('unchanged'), 'other')} unchanged`] : [];
  const asides = [...failed, ...unchanged];
  const aside = asides.length > 0 ? ` (${asides.join(', ')})` : '';
  const parts = [
    count(counts.files, 'file'),
    `${count(counts.sources, 'source')}${aside}`,
    count(counts.objects, 'object'),
    count(counts.rules, 'rule'),
  ];
  return `${parts.join(', ')}, for Kubernetes ${kubernetesVersion}`;
}
