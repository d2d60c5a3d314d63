/** Finds lost protections: findings of head whose object met the rule at base, for rules with `report: lost`. */
import { onceEach } from '../../foundation/cache/once-each.ts';
import { distinctBy, groupBy } from '../../foundation/groups.ts';
import { at, canonical, isJsonList, overlap } from '../../foundation/json.ts';
import { namedPath, objectKey, openPaths } from '../../foundation/kubernetes/keys.ts';
import { objectName } from '../../foundation/kubernetes/names.ts';
import { builtInPodKinds, type PodKinds } from '../../foundation/kubernetes/pods.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type RawFinding } from '../../model/rule.ts';
import { withoutFields } from './fields.ts';
import { isWithin } from '../identity/extent.ts';
import { type Found } from './found.ts';
import { type ObjectHistory, type Retained } from './object-history.ts';
import { objectPartners } from './partners.ts';
import { type Predecessors } from './predecessors.ts';
import { containerAround, type ContainerBefore, containersBefore } from './renamed-containers.ts';
import { renamedFrom, type SamePath } from './renamed.ts';

/** One side of a review. */
export interface ProtectedSide {
  /** The evaluated objects, each as a `placeholderFinding`. */
  readonly objects: readonly Found[];
  /** Findings of the rules with `report: lost`; for base also those that depend on unknown values. */
  readonly findings: readonly RawFinding[];
}

/** How to match objects of head with objects of base, as for `compare`. */
export interface Matching {
  /**
   * Whether the whole object must have met the rule: then an item of a list without keys, which is not in the same list at
   * base, is compared with what base had anywhere in the object. Otherwise such an item is new.
   */
  readonly isOfWholeObject?: (finding: RawFinding) => boolean;
  readonly history: ObjectHistory;
  readonly retained: Retained;
  /** `found` has placeholder findings of objects. */
  readonly predecessors: Pick<Predecessors, 'ids' | 'found' | 'fresh'>;
}

/** The object of base that met the rule. */
export interface LostProtection {
  readonly manifest: Manifest;
  /** The paths of the finding's field in it: several if list items have the same key. */
  readonly paths: readonly [Path, ...Path[]];
  /** Whether a finding of the same rule in the same object of base is about the same field. */
  readonly isSameField: (found: RawFinding) => boolean;
}

/** Null if base did not have the object or the list item, or these did not meet the rule. */
export type LostProtectionOf = (finding: RawFinding) => LostProtection | null;

/** A finding that stands for a whole object, to match objects in the way findings are matched. */
export function placeholderFinding(manifest: Manifest): RawFinding {
  return { rule: '', manifest, path: [], message: '', extent: {}, fix: [] };
}

export function lostProtections(
  base: ProtectedSide,
  head: ProtectedSide,
  { history, retained, predecessors, isOfWholeObject = () => false }: Matching,
): LostProtectionOf {
  const { isWorkload = builtInPodKinds.isWorkload } = history;
  const fields = distinctBy(
    head.findings.map(({ path }) => path),
    (path) => canonical([...path]),
  );
  const originals = new Map<Manifest, Manifest>();
  // A renamed workload is recognised by being the same in all other fields, so those that it may have lost are left out.
  const comparable = (found: Found, mayBeRenamed: boolean): Found => {
    const { manifest } = found.finding;
    if (!mayBeRenamed || !isWorkload(manifest.object)) return found;
    const stripped = { ...manifest, object: withoutFields(manifest.object, fields) };
    originals.set(stripped, manifest);
    return { ...found, finding: { ...found.finding, manifest: stripped } };
  };
  const partners = objectPartners(
    base.objects.map((found) => comparable(found, !history.isAtHead(found.finding.manifest))),
    head.objects.map((found) => comparable(found, !history.wasAtBase(found.finding.manifest))),
    history,
    retained,
    predecessors,
  );
  const original = (manifest: Manifest): Manifest => originals.get(manifest) ?? manifest;
  const origins = new Map(
    [...partners].map(([after, before]): [Manifest, Origin] => [
      original(after),
      { manifest: original(before), compared: { before, after } },
    ]),
  );
  const originsByKey = new Map([...origins].map(([manifest, origin]) => [keyOf(manifest), origin]));
  const objectsAtBase = new Set([...base.objects, ...predecessors.found].map(({ finding }) => finding.manifest));
  const findingsAtBase = groupBy(base.findings, ({ rule, manifest }) => keyOf(manifest, rule));
  const pathsByKey = pathFinder();
  const samePathOf = onceEach((origin: Origin) => samePathIn(origin, isWorkload));
  return (finding) => {
    // The object that an upgrade renders instead of another has the origin of that one.
    const origin = origins.get(finding.manifest) ?? originsByKey.get(keyOf(finding.manifest));
    if (origin === undefined) return null;
    const { manifest } = origin;
    const isSamePath = samePathOf(origin);
    const pathsIn = (object: JsonObject, of = finding): readonly Path[] =>
      isSamePath === null ? pathsByKey(object, of) : pathsByIndex(object, of);
    const [found, ...others] = pathsIn(manifest.object);
    const isKnownList = (): boolean =>
      isInUnkeyedList(finding) || (isTextInList(finding) && pathsIn(manifest.object, aroundText(finding)).length > 0);
    const isWhole = found === undefined && isOfWholeObject(finding) && isKnownList();
    if (found === undefined && !isWhole) return null;
    const first = found ?? [];
    const isSameField = (found: RawFinding): boolean =>
      isWhole ||
      pathsIn(found.manifest.object).some((path) => overlap(path, found.path)) ||
      isSamePath?.(found.path, finding.path) === true;
    const isOfObject = (found: RawFinding): boolean =>
      found.manifest === manifest || !objectsAtBase.has(found.manifest);
    const wasBroken = (findingsAtBase.get(keyOf(manifest, finding.rule)) ?? []).some(
      (found) => isOfObject(found) && isSameField(found) && isWithin(finding.extent, found.extent),
    );
    return wasBroken ? null : { manifest, paths: [first, ...others], isSameField };
  };
}

function keyOf(manifest: Manifest, rule = ''): string {
  return JSON.stringify([rule, manifest.source, objectKey(manifest)]);
}

/** What an object of head was at base. */
interface Origin {
  readonly manifest: Manifest;
  /** Both objects as they were compared: perhaps without the fields that may be lost. */
  readonly compared: { readonly before: Manifest; readonly after: Manifest };
}

/** Null if the object was not renamed. */
function samePathIn({ compared: { before, after } }: Origin, isWorkload: PodKinds['isWorkload']): SamePath | null {
  if (!isWorkload(before.object) || objectName(before.object).name === objectName(after.object).name) return null;
  return renamedFrom(before.object, after.object);
}

/**
 * Finds the paths of a finding's field in another object, list items by their keys: none if the list item is missing. A
 * container may have had another name.
 */
function pathFinder(): (object: JsonObject, finding: RawFinding) => readonly Path[] {
  const containerBefore = containersBefore();
  const listsOf = onceEach((_object: Json) => new Map<string, ReadonlyMap<string, readonly Path[]>>());
  return (object, { manifest, path }) => {
    const item = itemAround(manifest.object, path);
    if (item.length === 0) return [path];
    const lists = listsOf(object);
    const list = JSON.stringify(item.map((part) => (typeof part === 'number' ? null : part)));
    const items = lists.get(list) ?? groupBy(openPaths(object, item), (each) => namedPath(object, each));
    lists.set(list, items);
    const rest = path.slice(item.length);
    const found =
      items.get(namedPath(manifest.object, item)) ?? pathsInRenamed(containerBefore, object, manifest.object, item);
    return found.map((each) => [...each, ...rest]);
  };
}

/** The paths of a list item in the container that was renamed. */
function pathsInRenamed(
  containerBefore: ContainerBefore,
  before: JsonObject,
  after: JsonObject,
  item: Path,
): readonly Path[] {
  const container = containerAround(item);
  const renamed = container === null ? null : containerBefore(before, after, container);
  if (container === null || renamed === null) return [];
  const inner = item.slice(container.length);
  const [old, now] = [at(before, renamed) ?? null, at(after, container) ?? null];
  const wanted = namedPath(now, inner);
  return openPaths(old, inner).flatMap((path) => (namedPath(old, path) === wanted ? [[...renamed, ...path]] : []));
}

/** The items of a renamed object have the same indexes as before, and perhaps other names. */
function pathsByIndex(object: Json, { manifest, path }: RawFinding): readonly Path[] {
  return at(object, itemAround(manifest.object, path)) === undefined ? [] : [path];
}

/** Whether some list around the field has items without keys, which are known by their content alone. */
function isInUnkeyedList({ manifest: { object }, path }: RawFinding): boolean {
  return namedPath(object, path).includes('[#');
}

/** Whether the field is a text in a list, such as an argument: another text there is another item. */
function isTextInList({ manifest: { object }, path }: RawFinding): boolean {
  return typeof path.at(-1) === 'number' && typeof at(object, path) === 'string';
}

/** The item that has the list of texts: of arguments, the container. */
function aroundText(finding: RawFinding): RawFinding {
  return { ...finding, path: itemAround(finding.manifest.object, finding.path.slice(0, -1)) };
}

/** The path of the innermost existing list item that contains the field; `[]` if there is none. */
function itemAround(object: Json, path: Path): Path {
  const last = path.findLastIndex(
    (part, index) =>
      typeof part === 'number' &&
      isJsonList(at(object, path.slice(0, index))) &&
      at(object, path.slice(0, index + 1)) !== undefined,
  );
  return path.slice(0, last + 1);
}
