import type { Finding, ObjectName, Place, Severity, Status, Suggestion } from '../model.ts';
import { groupBy } from '../groups.ts';
import { objectLabel, templateLabels } from './labels.ts';
import { severities } from '../verdict.ts';

/** What is said at once: findings that share a suggestion, or else their place. Never empty. */
export interface Remark {
  /** Where the first of the findings stands. */
  readonly place: Place;
  readonly findings: readonly [Finding, ...Finding[]];
  readonly suggestion: Suggestion | null;
}

/** The same sentence of the same rule, once, with everything that it is said about. */
export interface Statement {
  readonly rule: string;
  readonly severity: Severity;
  readonly status: Status;
  readonly message: string;
  readonly objects: readonly ObjectName[];
  readonly sources: readonly string[];
  /** What made it, where that is not at its place: `web 1.0.0, templates/pod.yaml:3`. */
  readonly templates: readonly string[];
}

/** Remarks ordered by file and line; those without a file come last. */
export function remarks(findings: readonly Finding[]): readonly Remark[] {
  const ordered = [...findings].sort(byPlace);
  const suggested = new Map(ordered.filter(hasSuggestion).map((one) => [placeKey(one), suggestionKey(one)]));
  // A finding without a suggestion joins whatever is already said at its place.
  const groups = groupBy(ordered, (one) => suggestionKey(one) ?? suggested.get(placeKey(one)) ?? placeKey(one));
  return [...groups.values()].map(toRemark).sort((a, b) => byPlace(a.findings[0], b.findings[0]));
}

function toRemark(findings: [Finding, ...Finding[]]): Remark {
  const [first] = findings;
  const suggestion = findings.find(hasSuggestion)?.suggestion ?? null;
  return { place: first.place, findings, suggestion };
}

/** The remark's findings as statements, the most severe first. */
export function statements({ findings }: Remark): readonly Statement[] {
  const groups = groupBy(findings, ({ rule, severity, status, message }) =>
    JSON.stringify([rule, severity, status, message]),
  );
  return [...groups.values()]
    .map(toStatement)
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

function toStatement(all: readonly [Finding, ...Finding[]]): Statement {
  const { rule, severity, status, message } = all[0];
  const objects = new Map(all.map(({ object }) => [objectLabel(object), object]));
  const sources = new Set(all.map(({ source }) => source));
  return {
    rule,
    severity,
    status,
    message,
    objects: [...objects.values()],
    sources: [...sources],
    templates: templateLabels(all),
  };
}

function hasSuggestion(finding: Finding): boolean {
  return finding.suggestion !== undefined;
}

function suggestionKey({ suggestion }: Finding): string | null {
  if (suggestion === undefined) return null;
  const { file, first, last, replacement } = suggestion;
  return JSON.stringify(['suggestion', file, first, last, replacement]);
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
