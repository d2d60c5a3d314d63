/** Turns a finding's fix into operations on the values that decide it. */
import { distinctBy } from '../../../foundation/groups.ts';
import { at, canonical } from '../../../foundation/json.ts';
import { type Compared } from '../../../model/finding.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type KubernetesObject } from '../../../model/manifest.ts';
import { type FixOperation } from '../../../model/rule.ts';
import { type ValuesOrigin } from '../../../model/suggestion.ts';
import { type Unit } from '../../candidates/units.ts';
import { movedToValue } from './printed-part.ts';
import { type ValuePlace } from './value-places.ts';
import { type CandidateContext, type Decided } from '../../candidates/candidate-context.ts';

/** Operations on a map of values, and the path of the value that they change. */
export interface InValues {
  readonly value: Path;
  readonly operations: readonly FixOperation[];
  /** As in the edit that it becomes. */
  readonly inPod?: boolean;
}

/** How many levels above a missing field a value may decide. */
const mostLevels = 3;

/**
 * The unit's operations applied to the values that decide the findings, whatever their names: first as parts of the
 * maps that hold them (`sc.privileged` in `sc`, which is the whole security context), then as single values.
 */
export function inSeenValues(
  { findings, operations }: Unit,
  places: readonly ValuePlace[],
  decided: Decided,
): InValues[] {
  const ways = findings.flatMap((finding) => {
    const origin = decided(finding);
    const given = origin === null ? undefined : givenAt(origin, places);
    return origin === null || given === undefined ? [] : correspondences(finding, origin.path, given);
  });
  const distinct = new Map(ways.map((way) => [JSON.stringify(way), way]));
  const object = findings[0]?.manifest.object;
  if (object === undefined) return [];
  return [...distinct.values()].flatMap(({ value, field }) => {
    const moved = operations.flatMap((operation) => movedTo(operation, field, value, object, places) ?? []);
    return moved.length === operations.length ? [{ value, operations: moved }] : [];
  });
}

/**
 * Switches the one value that decides all the findings, because what it switches on may be the protection: to what was
 * shown to prevent them; else a boolean is inverted, and a value that is empty becomes true.
 */
export function switched(
  { findings }: Unit,
  places: readonly ValuePlace[],
  { decided, switchFor }: Pick<CandidateContext, 'decided' | 'switchFor'>,
): InValues[] {
  const [shown = null, ...otherSwitches] = distinctBy(findings.map(switchFor), (each) => JSON.stringify(each));
  if (shown !== null && otherSwitches.length === 0) return [turned(shown.path, shown.value, true)];
  const [origin = null, ...otherOrigins] = distinctBy(findings.map(decided), originKey);
  const given = origin === null ? undefined : givenAt(origin, places);
  const value = given === undefined ? null : otherOf(given, findings);
  return origin === null || otherOrigins.length > 0 || value === null ? [] : [turned(origin.path, value, false)];
}

function turned(path: Path, value: Json, inPod: boolean): InValues {
  return { value: path, operations: [{ op: 'set', path, value }], inPod };
}

function originKey(origin: ValuesOrigin | null): string {
  return JSON.stringify(origin === null ? null : [origin.file, origin.path]);
}

/** Null where there is no other value. An empty value is a switch only of fields that are missing. */
function otherOf(given: Json, findings: readonly Compared[]): boolean | null {
  if (typeof given === 'boolean') return !given;
  const isAbsent = findings.every(({ manifest, path }) => at(manifest.object, path) === undefined);
  return isAbsent && (given === null || given === '') ? true : null;
}

/** Values of a subchart are given under its name; values in its own files cannot be found by that path. */
function givenAt({ file, path }: ValuesOrigin, places: readonly ValuePlace[]): Json | undefined {
  const place = places.findLast((each) => each.file === file && at(each.value, path) !== undefined);
  return at(place?.value, path);
}

interface Correspondence {
  readonly value: Path;
  readonly field: Path;
}

/**
 * Fields of the object that a value may stand for: the existing field; for a missing one, its parents or the missing
 * levels between.
 */
function correspondences({ path, manifest }: Compared, value: Path, given: Json): Correspondence[] {
  let depth = path.length;
  while (depth > 0 && at(manifest.object, path.slice(0, depth)) === undefined) depth--;
  if (depth < path.length) {
    const around = path.slice(0, depth);
    if (canonical(at(manifest.object, around) ?? null) === canonical(given)) return [{ value, field: around }];
    const above = Array.from({ length: Math.min(mostLevels, depth) }, (_, up) => depth - up);
    const below = Array.from({ length: path.length - 1 - depth }, (_, down) => depth + 1 + down);
    return [...below, ...above].map((level) => ({ value, field: path.slice(0, level) }));
  }
  const shared = sharedEnd(path, value);
  return Array.from({ length: shared + 1 }, (_, index) => {
    const cut = shared - index;
    return { value: value.slice(0, value.length - cut), field: path.slice(0, path.length - cut) };
  });
}

/** How many last parts of both paths are the same, keeping at least one part of the value's path. */
function sharedEnd(path: Path, value: Path): number {
  let shared = 0;
  while (shared < value.length - 1 && path.at(-1 - shared) === value.at(-1 - shared)) shared++;
  return shared;
}

function movedTo(
  operation: FixOperation,
  field: Path,
  value: Path,
  object: KubernetesObject,
  places: readonly ValuePlace[],
): FixOperation | null {
  if (!field.every((part, index) => part === operation.path[index])) return null;
  const way = [...value, ...operation.path.slice(field.length)];
  return movedToValue(operation, way, object, valueNow(places, way));
}

/** The value that the chart gets; undefined where it is not written in a place that is known. */
export function valueNow(places: readonly ValuePlace[], path: Path): Json | undefined {
  return places.map((place) => at(place.value, path)).findLast((each) => each !== undefined);
}
