/** What stood at the base of a review: in which files, and how far its findings reached. */
import { originKindOf } from '../../sources/kinds.ts';
import { choosingFile } from '../../sources/remote/brought.ts';
import { groupBy } from '../../foundation/groups.ts';
import { clusterKey } from '../../foundation/kubernetes/names.ts';
import { type Manifest, type Rendering } from '../../model/manifest.ts';
import { type RawFinding } from '../../model/rule.ts';
import { type StoodAtBase } from '../../policy/config/waivers.ts';
import { type InspectedSide } from '../look/inspected-side.ts';

/** Equal for manifests of the same object in the same cluster. */
export type ObjectIn = (manifest: Manifest) => string;

/** An object is the same at base and head if cluster, API group, kind, namespace and name are, whatever its source. */
export function objectIn(sides: readonly Pick<InspectedSide, 'renderings' | 'unchanged'>[]): ObjectIn {
  const sources = new Map(
    sides.flatMap(({ renderings, unchanged }) =>
      [...renderings, ...unchanged].map(({ source }) => [source.id, source] as const),
    ),
  );
  return ({ source, object }) => {
    const { target = '', namespace = 'default' } = sources.get(source) ?? {};
    return JSON.stringify([target, clusterKey(object, namespace)]);
  };
}

/**
 * Looked up only if a waiver matches: most reviews have none. A source may have another cluster or namespace at head, so
 * each side has keys of its own.
 */
export function stoodAtBase(before: InspectedSide, after: InspectedSide): StoodAtBase {
  const atBase = objectIn([before]);
  const atHead = objectIn([before, after]);
  let files: ReadonlyMap<string, readonly string[]> | undefined;
  let findings: ReadonlyMap<string, readonly RawFinding[]> | undefined;
  const bySource = ({ evaluated }: InspectedSide, keyOf: ObjectIn) =>
    groupBy(evaluated.findings, (each) => JSON.stringify([each.rule, each.manifest.source, keyOf(each.manifest)]));
  let inSources: Readonly<Record<'before' | 'now', ReadonlyMap<string, readonly RawFinding[]>>> | undefined;
  return {
    filesOf: (manifest) => (files ??= filesByObject(before, atBase)).get(atHead(manifest)) ?? [],
    findingsOf: ({ rule, manifest }) => {
      findings ??= groupBy(before.evaluated.findings, (each) => JSON.stringify([each.rule, atBase(each.manifest)]));
      return findings.get(JSON.stringify([rule, atHead(manifest)])) ?? [];
    },
    inSource: ({ rule, manifest }) => {
      inSources ??= { before: bySource(before, atBase), now: bySource(after, atHead) };
      const key = JSON.stringify([rule, manifest.source, atHead(manifest)]);
      return { before: inSources.before.get(key) ?? [], now: inSources.now.get(key) ?? [] };
    },
  };
}

function filesByObject({ renderings, unchanged, side }: InspectedSide, keyOf: ObjectIn): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const manifest of allManifests([...renderings, ...unchanged])) {
    const file = choosingFile(manifest, side.brought) ?? originKindOf(manifest.origin).file(manifest.origin);
    const key = keyOf(manifest);
    files.set(key, [...(files.get(key) ?? []), file]);
  }
  return files;
}

/** Includes objects that exist only under another supposition. */
export function allManifests(renderings: readonly Rendering[]): Manifest[] {
  return renderings.flatMap(({ manifests, supposed }) => [...manifests, ...(supposed?.possible ?? [])]);
}
