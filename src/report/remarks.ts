import { type Status } from '../model/finding.ts';
import { type ObjectName } from '../model/manifest.ts';
import { type Place } from '../model/problem.ts';
import { type Finding } from '../model/report.ts';
import { type Enforcement, type Severity, severities } from '../model/rule.ts';
import { type Suggestion } from '../model/suggestion.ts';
import { groupBy } from '../foundation/groups.ts';
import { templateLabels } from './labels.ts';
import { objectLabel } from '../foundation/kubernetes/names.ts';

/**
 * What is said at once: findings that share their place, or a suggestion that shows the lines of all of them. Never empty.
 */
export interface Remark {
  /** Where the first of the findings stands. */
  readonly place: Place;
  readonly findings: readonly [Finding, ...Finding[]];
  readonly suggestion: Suggestion | null;
  /** All that the suggestion mends, here and in other remarks. */
  readonly mended: readonly Finding[];
  /** Where the remark stands that shows the suggestion, if that is another one; null: it is shown here. */
  readonly shownAt: Place | null;
}

/** The same sentence of the same rule, once, with everything that it is said about. */
export interface Statement {
  readonly rule: string;
  readonly severity: Severity;
  readonly enforcement: Enforcement;
  readonly status: Status;
  readonly message: string;
  readonly place: Place;
  /** Whether the remark's suggestion leaves it as it is. */
  readonly isLeft: boolean;
  readonly objects: readonly ObjectName[];
  readonly sources: readonly string[];
  /** What made it, where that is not at its place: `web 1.0.0, templates/pod.yaml:3`. */
  readonly templates: readonly string[];
}

/** Remarks ordered by file and line; those without a file come last. */
export function remarks(findings: readonly Finding[]): readonly Remark[] {
  const ordered = [...findings].sort(byPlace);
  const suggested = new Map(
    ordered
      .filter(hasSuggestion)
      .map((one) => [placeKey(one), groupKey(one)] as const)
      .reverse(), // the first one counts
  );
  // A finding without a suggestion joins whatever is already said at its place.
  const groups = groupBy(ordered, (one) =>
    hasSuggestion(one) ? groupKey(one) : (suggested.get(placeKey(one)) ?? placeKey(one)),
  );
  const mended = groupBy(ordered.filter(hasSuggestion), (one) => suggestionKey(one) ?? '');
  const said = [...groups.values()].map((group) => {
    const remark = remarkOf(group);
    return { ...remark, mended: mended.get(suggestionKey(remark) ?? '') ?? [] };
  });
  const all = said.sort((a, b) => byPlace(a.findings[0], b.findings[0]));
  return eachFixOnce(all, (remark) => (showsItself(remark) ? 1 : 0));
}

/** Findings as one remark, which shows its suggestion. */
export function remarkOf(findings: readonly [Finding, ...Finding[]]): Remark {
  const [{ place }] = findings;
  const suggestion = findings.find(hasSuggestion)?.suggestion ?? null;
  return { place, findings, suggestion, mended: findings.filter(hasSuggestion), shownAt: null };
}

/** Of remarks that share a suggestion, the one with the highest rank shows it; of these the first. */
export function eachFixOnce(all: readonly Remark[], rank: (remark: Remark) => number): readonly Remark[] {
  const showing = new Map<string, Remark>();
  for (const remark of all) {
    const key = suggestionKey(remark);
    const known = key === null ? undefined : showing.get(key);
    if (key !== null && (known === undefined || rank(remark) > rank(known))) showing.set(key, remark);
  }
  return all.map((remark) => {
    const shower = showing.get(suggestionKey(remark) ?? '') ?? remark;
    return { ...remark, shownAt: shower === remark ? null : shower.place };
  });
}

/** The remark's findings that its suggestion leaves as they are. */
export function leftBy({ findings, suggestion }: Remark): readonly Finding[] {
  return suggestion === null ? [] : findings.filter((one) => !hasSuggestion(one));
}

/** The remark's findings as statements, the most severe first. */
export function statements({ findings, suggestion }: Remark): readonly Statement[] {
  const isLeft = (one: Finding): boolean => suggestion !== null && !hasSuggestion(one);
  const groups = groupBy(findings, (one) => {
    const { rule, severity, enforcement, status, message, place } = one;
    return JSON.stringify([rule, severity, enforcement, status, message, place, isLeft(one)]);
  });
  return [...groups.values()]
    .map((all) => toStatement(all, isLeft(all[0])))
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

function toStatement(all: readonly [Finding, ...Finding[]], isLeft: boolean): Statement {
  const { rule, severity, enforcement, status, message, place } = all[0];
  const objects = new Map(all.map(({ object }) => [objectLabel(object), object]));
  const sources = new Set(all.map(({ source }) => source));
  return {
    rule,
    severity,
    enforcement,
    status,
    message,
    place,
    isLeft,
    objects: [...objects.values()],
    sources: [...sources],
    templates: templateLabels(all),
  };
}

function hasSuggestion(finding: Finding): boolean {
  return finding.suggestion !== undefined;
}

function suggestionKey({ suggestion }: Pick<Finding, 'suggestion'> | Remark): string | null {
  if (suggestion === undefined || suggestion === null) return null;
  const { file, first, last, replacement } = suggestion;
  return JSON.stringify(['suggestion', file, first, last, replacement]);
}

/** A suggestion speaks for all findings whose lines it shows; of others, for those of one place. */
function groupKey(finding: Finding): string {
  const { place } = finding;
  const at = showsItself(finding) ? null : place.kind === 'summary' ? place : { ...place, why: null };
  return JSON.stringify([suggestionKey(finding), at]);
}

/** Lines around a suggestion that are quoted with it. */
export const CONTEXT = 2;

/** Whether the text of its suggestion shows where a finding stands. */
function showsItself({ place, suggestion }: Pick<Finding, 'place' | 'suggestion'> | Remark): boolean {
  if (suggestion === undefined || suggestion === null || place.kind === 'summary') return false;
  if (place.file !== suggestion.file) return false;
  return (
    place.kind === 'file' || (place.first >= suggestion.first - CONTEXT && place.last <= suggestion.last + CONTEXT)
  );
}

/** Summaries share no place: each finding without one speaks for itself, together with its like in other sources. */
function placeKey({ place, rule, message }: Finding): string {
  if (place.kind === 'lines') return JSON.stringify(['lines', place.file, place.first, place.last]);
  if (place.kind === 'file') return JSON.stringify(['file', place.file, rule, message]);
  return JSON.stringify(['summary', rule, message]);
}

function byPlace(a: Finding, b: Finding): number {
  return (
    compareFiles(fileOf(a.place), fileOf(b.place)) ||
    lineOf(a.place) - lineOf(b.place) ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compareFiles(a.rule, b.rule) ||
    compareFiles(a.message, b.message) ||
    compareFiles(a.fingerprint, b.fingerprint)
  );
}

/** By code unit, so that the order does not hang on a locale; no file comes last. */
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
