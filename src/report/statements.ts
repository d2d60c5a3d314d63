/** What a remark says: its findings as statements. */
import { type Status } from '../model/finding.ts';
import { type ObjectName } from '../model/object-name.ts';
import { type Place } from '../model/problem.ts';
import { type Finding, type FindingRisk } from '../model/report.ts';
import { type Enforcement, type Severity } from '../model/rule.ts';
import { groupBy } from '../foundation/groups.ts';
import { objectLabel } from '../foundation/kubernetes/names.ts';
import { byWeight, worstOf } from '../foundation/severity.ts';
import { messageWithLoss, placeLabel, subjectLabel, templateLabels } from './labels.ts';
import { hasSuggestion, type Remark } from './remark.ts';

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
  /** Each object with each of its places. */
  readonly sites: readonly Site[];
  readonly sources: readonly string[];
  /** The templates that rendered it, if they are not at its place: `web 1.0.0, templates/pod.yaml:3`. */
  readonly templates: readonly string[];
  /** The largest one of its objects; absent if there is none. */
  readonly risk?: FindingRisk;
  /** The object that has the risk; absent if all have it. */
  readonly atRisk?: ObjectName;
}

export interface Site {
  readonly object: ObjectName;
  readonly place: Place;
}

/** The findings of a remark as statements, the most severe first. */
export function statements({ findings, suggestion, place: own }: Remark): readonly Statement[] {
  const shown = findings.some(({ place }) => placeName(place) === placeName(own)) ? null : own;
  const isLeft = (one: Finding): boolean => suggestion !== null && !hasSuggestion(one);
  const siteOf = firstSites(findings);
  const groups = groupBy(findings, (one) => {
    const { rule, severity, enforcement, status } = one;
    // Without a suggestion, the same of the same object elsewhere is no other statement.
    const place = suggestion === null ? siteOf(one) : one.place;
    return JSON.stringify([rule, severity, enforcement, status, messageWithLoss(one), place, isLeft(one)]);
  });
  return [...groups.values()].map((all) => toStatement(all, isLeft(all[0]), shown)).sort(byWeight);
}

/** The place at which an object of the finding was first said to have what the message says. */
function firstSites(findings: readonly Finding[]): (finding: Finding) => string {
  const first = new Map<string, string>();
  const keyOf = (one: Finding): string => JSON.stringify([one.rule, messageWithLoss(one), objectLabel(one.object)]);
  for (const one of findings) if (!first.has(keyOf(one))) first.set(keyOf(one), placeName(one.place));
  return (one) => first.get(keyOf(one)) ?? placeName(one.place);
}

/** @param shown the place of the remark, if it is none of its findings. */
function toStatement(all: readonly [Finding, ...Finding[]], isLeft: boolean, shown: Place | null): Statement {
  const { rule, severity, enforcement, status } = all[0];
  const place = shown ?? all[0].place;
  const objects = new Map(all.map(({ object }) => [objectLabel(object), object]));
  const sources = new Set(all.map(({ source }) => source));
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
    sites: distinctSites(all),
    sources: [...sources].sort(),
    templates: templateLabels(all),
    ...worstRisk(all),
  };
}

interface AtRisk extends Pick<Statement, 'severity' | 'risk' | 'atRisk'> {
  readonly object?: ObjectName;
  readonly objects?: readonly ObjectName[];
}

/** The largest risk of several, and whose it is if the others do not have it. */
export function worstRisk(all: readonly [AtRisk, ...AtRisk[]]): Pick<Statement, 'risk' | 'atRisk'> {
  const worst = worstOf(all);
  const { risk } = worst;
  if (risk === undefined) return {};
  const reasons = (one: AtRisk): string => JSON.stringify(one.risk?.reasons);
  const isOfAll = all.every((one) => one.atRisk === undefined && reasons(one) === reasons(worst));
  const object = worst.atRisk ?? worst.object ?? worst.objects?.[0];
  return { risk, ...(isOfAll || object === undefined ? {} : { atRisk: object }) };
}

/** Each object at each place once, in this order. */
export function distinctSites(sites: readonly Site[]): readonly Site[] {
  const known = sites.map(
    ({ object, place }) => [`${objectLabel(object)} ${placeName(place)}`, { object, place }] as const,
  );
  return [...new Map(known).values()];
}

/** The beginning of a statement that names what it is about: a container, the pod, or its object. Null if it begins otherwise. */
export function subjectOfStatement({ message, objects }: Pick<Statement, 'message' | 'objects'>): string | null {
  const label = subjectLabel(message);
  const [object, ...others] = objects;
  if (label !== null || object === undefined || others.length > 0) return label;
  const own = `${object.kind} "${object.name}"`;
  return message.startsWith(`${own} `) ? own : null;
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
