/** What an object of base would guard at head. */
import { canonical, isJsonList } from '../../foundation/json.ts';
import { type Facts } from '../../facts/relate.ts';
import { type Json, type JsonObject } from '../../model/json.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type RawFinding } from '../../model/rule.ts';
import { type Source } from '../../model/source.ts';
import { evaluateAll } from '../look/inspect.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Setting } from '../open/setting.ts';
import { listAt, withoutLists } from './guard-extents.ts';
import { type Objects } from './guard-objects.ts';

/** An extent at head, with items that the base guarded as well. */
export function withItems(
  now: JsonObject | null,
  was: JsonObject,
  isStill: (item: Json) => boolean,
): JsonObject | null {
  const more = Object.entries(was).flatMap(([key, items]): [string, Json[]][] => {
    const added = isJsonList(items) ? items.filter(isStill) : [];
    return added.length === 0 ? [] : [[key, [...new Set([...listAt(now ?? {}, key), ...added])]]];
  });
  return more.length === 0 ? now : { ...(now ?? withoutLists(was)), ...Object.fromEntries(more) };
}

/** What the object of base would guard by the facts of head; null if that is gone, or of another kind. */
export function guardedStays(
  { isGoneWhole, isLeftWorkload }: Objects,
  before: InspectedSide,
  { facts }: InspectedSide,
  evaluator: Setting['evaluator'],
): (finding: RawFinding, source: Source) => JsonObject | null {
  const extentBy = ({ rule, path, extent, manifest }: RawFinding, source: Source, known: Facts): JsonObject | null =>
    evaluateAll(evaluator, [{ ...withoutManifests(source), manifests: [manifest] }], known).findings.find(
      (found) =>
        found.rule === rule &&
        canonical(found.path) === canonical(path) &&
        canonical(withoutLists(found.extent)) === canonical(withoutLists(extent)),
    )?.extent ?? null;
  const noFacts: Facts = { sbom: before.facts.sbom, targets: {} };
  return (finding, source) => {
    if (isGoneWhole(source) && extentBy(finding, source, noFacts) === null) return null;
    const extent = extentBy(finding, source, facts);
    return extent === null ? null : withoutItems(extent, (item) => isLeftWorkload(source, item));
  };
}

/** Null if nothing is left in any list. */
function withoutItems(extent: JsonObject, isLeft: (item: Json) => boolean): JsonObject | null {
  const lists = Object.entries(extent).flatMap(([key, items]) => (isJsonList(items) ? [{ key, items }] : []));
  if (!lists.some(({ items }) => items.some(isLeft))) return extent;
  const kept = lists.map(({ key, items }) => [key, items.filter((item) => !isLeft(item))] as const);
  return kept.every(([, items]) => items.length === 0) ? null : { ...extent, ...Object.fromEntries(kept) };
}

/** A source as if it was rendered, for objects of base. */
export function withoutManifests(source: Source): Rendering {
  return { source, status: 'rendered', manifests: [], problems: [] };
}
