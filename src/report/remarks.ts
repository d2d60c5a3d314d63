/** Groups findings into remarks: those that share a place or a suggestion are reported together. */
import { type Place } from '../model/problem.ts';
import { type Finding } from '../model/report.ts';
import { bySeverity, reaches } from '../foundation/severity.ts';
import { groupBy } from '../foundation/groups.ts';
import { eachObjectOnce, eachSentenceOnce, atTheirValue, withAlike } from './joined-remarks.ts';
import { eachFixOnce, hasSuggestion, type Remark, remarkOf, showsItself, suggestionKey } from './remark.ts';

/** Groups findings into remarks, ordered by file and line; those without a file are last. */
export function remarks(findings: readonly Finding[]): readonly Remark[] {
  const ordered = [...findings].sort(byPlace);
  const suggested = new Map(
    ordered
      .filter(hasSuggestion)
      .map((one) => [placeKey(one), groupKey(one)] as const)
      .reverse(), // the first one wins
  );
  const isOfMany = repeatedIn(ordered);
  // A finding without a suggestion joins the remark at its place.
  const groups = groupBy(ordered, (one) => {
    if (hasSuggestion(one)) return groupKey(one);
    const here = suggested.get(placeKey(one));
    if (here !== undefined) return here;
    return isOfMany(one) ? JSON.stringify(['many', one.rule]) : placeKey(one);
  });
  const byFix = groupBy(ordered.filter(hasSuggestion), (one) => suggestionKey(one) ?? '');
  const grouped = [...groups.values()].map((group) => {
    const remark = remarkOf(group);
    return { ...remark, fixed: byFix.get(suggestionKey(remark) ?? '') ?? [] };
  });
  const sorted = grouped.sort((a, b) => byPlace(a.findings[0], b.findings[0]));
  const all = eachSentenceOnce(eachObjectOnce(atTheirValue(withAlike(sorted))));
  return eachFixOnce(all, (remark) => (showsItself(remark) ? 1 : 0));
}

/** From this number of files on, what one rule warns of is one remark: nobody reads the same ten times. */
const manyFiles = 5;

/**
 * Whether a finding is one of many that a rule has in different files, and that only warn of less than what is severe: of
 * policies that one change adds together, for example. What the change takes away is said for each.
 */
function repeatedIn(findings: readonly Finding[]): (finding: Finding) => boolean {
  const isAlike = (one: Finding): boolean =>
    one.status === 'new' &&
    one.enforcement === 'warn' &&
    !reaches(one.severity, 'high') &&
    one.lost !== true &&
    one.removed !== true;
  const byRule = groupBy(findings.filter(isAlike), ({ rule }) => rule);
  const rules = new Set(
    [...byRule].flatMap(([rule, all]) =>
      new Set(all.map(({ place }) => fileOf(place))).size >= manyFiles ? [rule] : [],
    ),
  );
  return (one) => isAlike(one) && rules.has(one.rule);
}

/**
 * Findings with the same suggestion are grouped if it shows their lines; other findings with it are grouped by place.
 */
function groupKey(finding: Finding): string {
  const { place } = finding;
  const at = showsItself(finding) ? null : place.kind === 'summary' ? place : { ...place, why: null };
  return JSON.stringify([suggestionKey(finding), at]);
}

/**
 * Key of a place. A finding without lines shares it only with equal findings of other sources; what a change removes, with all
 * that it removes of the same file, or of files that are gone.
 */
function placeKey({ place, rule, message, removed }: Finding): string {
  if (removed === true && place.kind !== 'lines') return JSON.stringify(['removed', fileOf(place), rule]);
  if (place.kind === 'lines') return JSON.stringify(['lines', place.file, place.first, place.last]);
  if (place.kind === 'file') return JSON.stringify(['file', place.file, rule, message]);
  return JSON.stringify(['summary', rule, message]);
}

function byPlace(a: Finding, b: Finding): number {
  return (
    compareFiles(fileOf(a.place), fileOf(b.place)) ||
    lineOf(a.place) - lineOf(b.place) ||
    bySeverity(a, b) ||
    compareFiles(a.rule, b.rule) ||
    compareFiles(a.message, b.message) ||
    // Of several sources, the same one is named first everywhere.
    compareFiles(a.source, b.source) ||
    compareFiles(a.fingerprint, b.fingerprint)
  );
}

/** Compares by code unit, so that the order does not depend on a locale; null is last. */
function compareFiles(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

function fileOf(place: Place): string | null {
  return place.kind === 'summary' ? null : place.file;
}

function lineOf(place: Place): number {
  return place.kind === 'lines' ? place.first : 0;
}
