import { type Status } from '../model/finding.ts';
import { type Finding, type Report } from '../model/report.ts';
import { type Severity, severities } from '../model/rule.ts';
import { groupBy } from '../foundation/groups.ts';
import { count, isIntroduced, placeLabel } from './labels.ts';
import { objectLabel } from '../foundation/kubernetes/names.ts';
import { remarks, type Statement, statements } from './remarks.ts';
import { isCounted, isOpen } from '../policy/verdict.ts';

export type Tally = Readonly<Record<Status, number>>;

/** How many findings there are of each status. */
export function tally(findings: readonly Finding[]): Tally {
  const totals: Record<Status, number> = { new: 0, worsened: 0, existing: 0, fixed: 0, waived: 0 };
  for (const finding of findings) totals[finding.status] += 1;
  return totals;
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

/** What a report lists of them: people count what they see. */
export function listed(report: Report): readonly Statement[] {
  return remarks(toldInFull(report)).flatMap(statements);
}

/** Findings that block the merge: counted, and at or above the threshold. */
export function failing(report: Report): readonly Finding[] {
  return report.findings.filter((one) => isHeld(one, report));
}

function isHeld(one: Pick<Finding, 'status' | 'severity' | 'enforcement'>, { failOn, mode }: Report): boolean {
  return failOn !== 'never' && isCounted(one, mode) && atLeast(one.severity, failOn);
}

function atLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}

/** Why the verdict is what it is, in one sentence without a final period. */
export function verdictReason(report: Report): string {
  if (report.verdict === 'error') return errorReason(report);
  if (report.verdict === 'fail') return failReason(report);
  if (report.counts.sources === 0) return nothingToCheck(report);
  return report.mode === 'review' ? passReason(report) : auditReason(report);
}

function passReason(report: Report): string {
  if (toldInFull(report).length === 0) return 'nothing new';
  return report.failOn === 'never'
    ? 'findings do not block the merge'
    : `no finding at or above ${report.failOn} blocks the merge`;
}

function auditReason(report: Report): string {
  if (toldInFull(report).length === 0) return 'no findings';
  return report.failOn === 'never'
    ? 'whatever is found, as fail-on is never'
    : `no finding at or above ${report.failOn} counts`;
}

function failReason(report: Report): string {
  const counted = listed(report).filter((one) => isHeld(one, report));
  const { length } = counted;
  const findings = `${count(length, 'finding')} at or above ${report.failOn}`;
  if (report.mode === 'audit') return findings;
  return `${findings} ${length === 1 ? 'blocks' : 'block'} the merge`;
}

function errorReason({ problems, counts, sources }: Report): string {
  const open = problems.filter(isOpen);
  if (open.length > 0) return `${count(open.length, 'thing')} could not be checked`;
  if (sources.length === 0) return 'there is no manifest, chart or kustomization to check (allow-empty lets that pass)';
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

/**
 * `['2 new', '1 worsened', '12 existing']`, in an audit `['3 findings', '1 waived']`: what there is of each status, counted
 * as it is listed.
 */
export function tallyWords(report: Report): readonly string[] {
  const told = listed(report);
  const briefly = [...sameFindings(report.findings).values()].map(([first]) => first);
  const number = (wanted: Status): number => {
    const inFull = told.filter(({ status }) => status === wanted).length;
    return inFull > 0 ? inFull : briefly.filter(({ status }) => status === wanted).length;
  };
  return (['new', 'worsened', 'existing', 'fixed', 'waived'] as const)
    .filter((status) => number(status) > 0)
    .map((status) =>
      report.mode === 'audit' && status === 'existing'
        ? count(number(status), 'finding')
        : `${number(status)} ${status}`,
    );
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
