/** Finds what at head does the same as a guard of base. */
import { isWithin } from '../../findings/identity/extent.ts';
import { groupBy } from '../../foundation/groups.ts';
import { canonical, isJsonList } from '../../foundation/json.ts';
import { objectName } from '../../foundation/kubernetes/names.ts';
import {
  isExample,
  mayShareEnvironment,
  nameOfManifest,
  otherEnvironments,
} from '../../foundation/text/environments.ts';
import { type Json, type JsonObject } from '../../model/json.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type Rule } from '../../model/rule.ts';
import { type Source } from '../../model/source.ts';
import { looksBy } from '../../rules/interest.ts';
import { valueLayers } from '../../sources/helm/chart.ts';
import { isFile } from '../../sources/kinds.ts';
import { evaluateAll } from '../look/inspect.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Setting } from '../open/setting.ts';
import { listAt, withoutLists } from './guard-extents.ts';
import { type Objects } from './guard-objects.ts';
import { withoutManifests } from './guarded-at-head.ts';

/** A guard of base, with what it would guard at head. */
export interface GuardOfBase {
  readonly rule: string;
  readonly manifest: Manifest;
  readonly extent: JsonObject;
  readonly source: Source;
}

/**
 * The items of the extent that no objects at head guard, in the same cluster and by findings of the same rule; null if they
 * cover all of it together.
 */
export function uncoveredBy(
  rules: ReadonlyMap<string, Rule>,
  { isNew, isLeftBy }: Objects,
  { renderings, unchanged, facts }: InspectedSide,
  evaluator: Setting['evaluator'],
): (guard: GuardOfBase) => readonly Json[] | null {
  const looks = looksBy([...rules.values()], evaluator.pods);
  const evaluated = [...renderings, ...unchanged].flatMap((rendering) => {
    const { source } = rendering;
    const manifests = rendering.manifests.filter(({ object }) => looks(object).length > 0);
    if (manifests.length === 0) return [];
    const { findings, hanging } = evaluateAll(evaluator, [{ ...withoutManifests(source), manifests }], facts);
    return [...findings, ...hanging.map(({ finding }) => finding)]
      .filter(({ rule }) => rules.has(rule))
      .map((finding) => ({ finding, source }));
  });
  const byRule = groupBy(evaluated, ({ finding, source }) => JSON.stringify([source.target, finding.rule]));
  return ({ rule, manifest, extent, source: own }) => {
    const near = (byRule.get(JSON.stringify([own.target, rule])) ?? []).filter(
      ({ finding, source }) =>
        !isLeftBy(own, source) &&
        (isNew(finding.manifest, source) || areOfOneCluster(own, source) || isForAll(finding.manifest, own, source)),
    );
    const name = nameIn(manifest, own);
    const isCovered =
      together(near.map(({ finding }) => withoutTruths(finding.extent))).some((all) =>
        isWithin(withoutTruths(extent), all, byFolder),
      ) ||
      near.some(
        ({ finding, source }) =>
          nameIn(finding.manifest, source) === name &&
          isWithin(comparable(extent), comparable(finding.extent), byFolder),
      );
    if (isCovered) return null;
    const alike = near.filter(({ finding }) => isSameButLists(finding.extent, extent));
    return Object.entries(extent).flatMap(([key, items]) => {
      if (!isJsonList(items)) return [];
      const isGuarded = byFolder(alike.flatMap(({ finding }) => listAt(finding.extent, key)));
      return items.filter((item) => !isGuarded(item));
    });
  };
}

function isSameButLists(one: JsonObject, other: JsonObject): boolean {
  return canonical(withoutTruths(withoutLists(one))) === canonical(withoutTruths(withoutLists(other)));
}

function nameIn({ object }: Manifest, { namespace }: Source): string {
  const { name, namespace: own } = objectName(object);
  return JSON.stringify([own ?? namespace, name]);
}

/** Without the list of contents: a policy that is written anew for another engine keeps its name. */
function comparable(extent: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(withoutTruths(extent)).filter(([key]) => key !== 'policies'));
}

/** What is true or false says whether there is something to guard, which is not the same for each guard. */
function withoutTruths(extent: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(extent).filter(([, value]) => typeof value !== 'boolean'));
}

/** `shop/*` covers what begins with `shop/`. */
function byFolder(items: readonly Json[]): (item: Json) => boolean {
  const known = new Set(items.map(canonical));
  const folders = items.flatMap((item) => (typeof item === 'string' && item.endsWith('/*') ? [item.slice(0, -1)] : []));
  return (item) =>
    known.has(canonical(item)) || (typeof item === 'string' && folders.some((folder) => item.startsWith(folder)));
}

/** Extents that differ in lists alone, as one. */
function together(extents: readonly JsonObject[]): JsonObject[] {
  const alike = groupBy(extents, (extent) => canonical(withoutLists(extent)));
  return [...alike.values()].map((all) => {
    const keys = new Set(all.flatMap((extent) => Object.keys(extent)));
    return Object.fromEntries(
      [...keys].map((key) => {
        const values = all.map((extent) => extent[key]).filter((value) => value !== undefined);
        return [key, values.every(isJsonList) ? values.flat() : (values[0] ?? null)];
      }),
    );
  });
}

/** Whether it is known of two sources with the same target that they go to the same cluster. */
function areOfOneCluster(one: Source, other: Source): boolean {
  if (one.id === other.id) return true;
  if (areValuesOfOneChart(one, other)) return false;
  if (one.deployment !== null && other.deployment !== null) return true;
  return (
    isFile(one) && isFile(other) && otherEnvironments(nameOfManifest(one.path), nameOfManifest(other.path)) === null
  );
}

/** A file with an object that names its namespace, for every environment or for that of the other source. */
function isForAll({ object }: Manifest, own: Source, source: Source): boolean {
  if (!isFile(source) || isExample(source.path)) return false;
  return (
    objectName(object).namespace !== null && mayShareEnvironment(nameOfManifest(own.path), nameOfManifest(source.path))
  );
}

/** Whether both are one chart with different value files that are next to it: for different environments. */
function areValuesOfOneChart(one: Source, other: Source): boolean {
  return (
    one.path === other.path &&
    [one, other].every((source) => valueLayers(source).some(({ file }) => file === source.deployment?.place.file))
  );
}
