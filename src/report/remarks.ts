/** Groups findings into remarks: those that share a place or a suggestion are reported together. */
import { type Status } from '../model/finding.ts';
import { type ObjectName } from '../model/object-name.ts';
import { type Place } from '../model/problem.ts';
import { type Finding, type FindingRisk } from '../model/report.ts';
import { bySeverity, byWeight, reaches, worstOf } from '../foundation/severity.ts';
import { type Enforcement, type Severity } from '../model/rule.ts';
import { type Suggestion } from '../model/suggestion.ts';
import { groupBy } from '../foundation/groups.ts';
import { messageWithLoss, placeLabel, subjectLabel, templateLabels } from './labels.ts';
import { objectLabel } from '../foundation/kubernetes/names.ts';

/** Findings that are reported together: they share a place, or a suggestion that shows the lines of all of them. */
export interface Remark {
  /** The place of the first finding. */
  readonly place: Place;
  readonly findings: readonly [Finding, ...Finding[]];
  readonly suggestion: Suggestion | null;
  /** All findings that the suggestion fixes, in this and in other remarks. */
  readonly fixed: readonly Finding[];
  /** The same in other sources, each with a suggestion of its own: their findings are among `findings`. */
  readonly alike: readonly Remark[];
  /** The place of the other remark that shows the suggestion; null if this one shows it. */
  readonly shownAt: Place | null;
}

/** One message of one rule, with all objects and sources that it applies to. */
export interface Statement {
  readonly rule: string;
  readonly severity: Severity;
  readonly enforcement: Enforcement;
  readonly status: Status;
  /** For a lost protection with a sentence that says so. */
  readonly message: string;
  /** The first of `places`. */
  readonly place: Place;
  /** Several if the same is true of the same objects in other files. */
  readonly places: readonly [Place, ...Place[]];
  /** Whether the remark's suggestion does not fix it. */
  readonly isLeft: boolean;
  readonly objects: readonly ObjectName[];
  readonly sources: readonly string[];
  /** The templates that rendered it, if they are not at its place: `web 1.0.0, templates/pod.yaml:3`. */
  readonly templates: readonly string[];
  /** The largest one of its objects; absent if there is none. */
  readonly risk?: FindingRisk;
}

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
  const ofOneObject = onOneObject(ordered.filter((one) => !hasSuggestion(one)));
  // A finding without a suggestion joins the remark at its place.
  const groups = groupBy(ordered, (one) => {
    if (hasSuggestion(one)) return groupKey(one);
    const here = suggested.get(placeKey(one));
    if (here !== undefined) return here;
    return isOfMany(one) ? JSON.stringify(['many', one.rule]) : (ofOneObject(one) ?? placeKey(one));
  });
  const byFix = groupBy(ordered.filter(hasSuggestion), (one) => suggestionKey(one) ?? '');
  const grouped = [...groups.values()].map((group) => {
    const remark = remarkOf(group);
    return { ...remark, fixed: byFix.get(suggestionKey(remark) ?? '') ?? [] };
  });
  const sorted = grouped.sort((a, b) => byPlace(a.findings[0], b.findings[0]));
  const all = eachSentenceOnce(atTheirValue(withAlike(sorted)));
  return eachFixOnce(all, (remark) => (showsItself(remark) ? 1 : 0));
}

/** From this number of findings on, what one rule says of one object is one remark. */
const manyOfObject = 3;

/** A key for the findings of one rule about one object, if there are many in the file: the volumes of a pod, for example. */
function onOneObject(findings: readonly Finding[]): (finding: Finding) => string | null {
  const keyOf = ({ rule, object, source, place, status }: Finding): string | null =>
    place.kind === 'lines' ? JSON.stringify(['object', rule, object, source, place.file, status]) : null;
  const counts = groupBy(findings, keyOf);
  return (one) => {
    const key = keyOf(one);
    return key !== null && (counts.get(key)?.length ?? 0) >= manyOfObject ? key : null;
  };
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

/** Joins remarks that say the same at one place, and differ only in sources and in what their suggestions edit. */
function withAlike(all: readonly Remark[]): readonly Remark[] {
  const groups = groupBy(all, (remark) => {
    if (remark.suggestion === null || showsItself(remark)) return remark;
    return JSON.stringify(statements(remark).map(withoutSources));
  });
  return [...groups.values()].map(([first, ...alike]) => {
    return { ...first, findings: findingsOfAll(first, alike), alike };
  });
}

/**
 * Joins remarks whose one edit is in another file, and which say the same of other containers or objects: a value that several
 * templates print. They are best shown at that value.
 */
function atTheirValue(all: readonly Remark[]): readonly Remark[] {
  const groups = groupBy(all, (remark) => {
    const { suggestion, place } = remark;
    if (suggestion === null || place.kind === 'summary' || place.file === suggestion.file) return remark;
    if (statements(remark).some(isLong)) return remark;
    const said = statements(remark).map(({ rule, severity, enforcement, status, message, isLeft }) =>
      JSON.stringify([rule, severity, enforcement, status, message.slice(subjectLabel(message)?.length ?? 0), isLeft]),
    );
    return JSON.stringify([suggestionKey(remark), said.sort()]);
  });
  return [...groups.values()].map(([first, ...others]) => {
    const { suggestion } = first;
    if (suggestion === null || others.length === 0) return first;
    const { file, first: from, last } = suggestion;
    const place = { kind: 'lines', file, first: from, last } as const;
    return { ...first, findings: findingsOfAll(first, others), place };
  });
}

/** Joins remarks without a suggestion that say the same of the same objects: the same manifest is in many generated files. */
function eachSentenceOnce(all: readonly Remark[]): readonly Remark[] {
  const groups = groupBy(all, (remark) => {
    if (remark.suggestion !== null || statements(remark).some(isLong)) return remark;
    return JSON.stringify(
      statements(remark).map(({ rule, severity, enforcement, status, message, objects }) => [
        ...[rule, severity, enforcement, status, message],
        objects.map(objectLabel),
      ]),
    );
  });
  return [...groups.values()].map(([first, ...others]) =>
    others.length === 0 ? first : { ...first, findings: findingsOfAll(first, others) },
  );
}

function findingsOfAll({ findings: [first, ...more] }: Remark, others: readonly Remark[]): Remark['findings'] {
  return [first, ...more, ...others.flatMap(({ findings }) => findings)];
}

function withoutSources({ rule, severity, enforcement, status, message, place, isLeft }: Statement): unknown {
  return [rule, severity, enforcement, status, message, place, isLeft];
}

/** Findings as one remark, which shows its suggestion. */
export function remarkOf(findings: readonly [Finding, ...Finding[]]): Remark {
  const [{ place }] = findings;
  const suggestion = findings.find(hasSuggestion)?.suggestion ?? null;
  return { place, findings, suggestion, fixed: findings.filter(hasSuggestion), alike: [], shownAt: null };
}

/** Some findings of a remark, which shows what it shows of them. */
export function partOfRemark(remark: Remark, findings: Remark['findings']): Remark {
  const part = remarkOf(findings);
  if (part.suggestion === null) return part;
  const alike = [remark, ...remark.alike].filter(
    (other) => suggestionKey(other) !== suggestionKey(part) && other.fixed.some((one) => findings.includes(one)),
  );
  const { fixed, shownAt } = remark;
  const isFirst = suggestionKey(remark) === suggestionKey(part);
  return isFirst ? { ...part, fixed, alike, shownAt } : { ...part, alike };
}

/** Of remarks that share a suggestion, the first one with the highest rank shows it. */
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

/** The findings of a remark that its suggestion does not fix. */
export function leftBy({ findings, suggestion }: Remark): readonly Finding[] {
  return suggestion === null ? [] : findings.filter((one) => !hasSuggestion(one));
}

/** The findings of a remark as statements, the most severe first. */
export function statements({ findings, suggestion, place: own }: Remark): readonly Statement[] {
  const shown = findings.some(({ place }) => placeName(place) === placeName(own)) ? null : own;
  const isLeft = (one: Finding): boolean => suggestion !== null && !hasSuggestion(one);
  const groups = groupBy(findings, (one) => {
    const { rule, severity, enforcement, status } = one;
    // Without a suggestion, only what is the same elsewhere has another place.
    const place = suggestion === null ? null : one.place;
    return JSON.stringify([rule, severity, enforcement, status, messageWithLoss(one), place, isLeft(one)]);
  });
  return [...groups.values()].map((all) => toStatement(all, isLeft(all[0]), shown)).sort(byWeight);
}

/** @param shown the place of the remark, if it is none of its findings. */
function toStatement(all: readonly [Finding, ...Finding[]], isLeft: boolean, shown: Place | null): Statement {
  const { rule, severity, enforcement, status } = all[0];
  const place = shown ?? all[0].place;
  const objects = new Map(all.map(({ object }) => [objectLabel(object), object]));
  const sources = new Set(all.map(({ source }) => source));
  const { risk } = worstOf(all);
  return {
    rule,
    severity,
    enforcement,
    status,
    message: messageWithLoss(all[0]),
    place,
    places: distinctPlaces([place, ...all.map((one) => one.place)]),
    isLeft,
    objects: [...objects.values()],
    sources: [...sources].sort(),
    templates: templateLabels(all),
    ...(risk === undefined ? {} : { risk }),
  };
}

/** UTF-16 units. */
const longest = 1000;

/** Whether the names in a statement are so long that it is said alone. */
export function isLong({ message, objects, places, sources }: Omit<Statement, 'rule'>): boolean {
  const texts = [message, ...objects.map(objectLabel), ...places.map(placeName), ...sources];
  return texts.some(({ length }) => length > longest);
}

/** Each place once, the first one first. */
export function distinctPlaces([first, ...others]: readonly [Place, ...Place[]]): readonly [Place, ...Place[]] {
  const known = new Map(others.map((place) => [placeName(place), place]));
  known.delete(placeName(first));
  return [first, ...known.values()];
}

function placeName(place: Place): string {
  return placeLabel(place) ?? JSON.stringify(place);
}

function hasSuggestion(finding: Finding): boolean {
  return finding.suggestion !== undefined;
}

function suggestionKey({ suggestion }: Pick<Finding, 'suggestion'> | Remark): string | null {
  if (suggestion === undefined || suggestion === null) return null;
  const { file, first, last, replacement } = suggestion;
  return JSON.stringify(['suggestion', file, first, last, replacement]);
}

/**
 * Findings with the same suggestion are grouped if it shows their lines; other findings with it are grouped by place.
 */
function groupKey(finding: Finding): string {
  const { place } = finding;
  const at = showsItself(finding) ? null : place.kind === 'summary' ? place : { ...place, why: null };
  return JSON.stringify([suggestionKey(finding), at]);
}

/** Number of lines around a suggestion that are quoted with it. */
export const CONTEXT = 2;

/** Whether the quoted text of its suggestion shows the finding's place. */
function showsItself({ place, suggestion }: Pick<Finding, 'place' | 'suggestion'> | Remark): boolean {
  if (suggestion === undefined || suggestion === null || place.kind === 'summary') return false;
  if (place.file !== suggestion.file) return false;
  return (
    place.kind === 'file' || (place.first >= suggestion.first - CONTEXT && place.last <= suggestion.last + CONTEXT)
  );
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
