/** What all families of posture share: which objects exist, and which object of base is which object of head. */
import { groupBy } from '../../foundation/groups.ts';
import { objectName } from '../../foundation/kubernetes/names.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type ObjectName } from '../../model/object-name.ts';
import { type PostureRow } from '../../model/posture.ts';
import { type RawFinding } from '../../model/rule.ts';
import { movesBetween, type RenderedObject } from '../compare/moves.ts';
import { type PredecessorIds } from '../compare/predecessors.ts';
import { type ValueOf } from './definition.ts';
import { type OfASide, predecessorsAmong } from './predecessors.ts';

/** One side: its manifests and all findings, whatever the configuration of rules. */
export interface PostureSide {
  readonly manifests: readonly Manifest[];
  readonly findings: readonly RawFinding[];
}

/**
 * One row for each object of a family on either side, sorted by `rowKey`.
 *
 * @param base null in an audit.
 * @param isWhole whether a source of head is known completely. If not, a missing object may still exist, and was not
 * renamed.
 */
export function postureRows(
  valueOf: ValueOf,
  base: PostureSide | null,
  head: PostureSide,
  predecessors: PredecessorIds = new Map(),
  isWhole: (source: string) => boolean = () => true,
): PostureRow[] {
  const after = standingsIn(head, valueOf);
  const was = standingsIn(base ?? { manifests: [], findings: [] }, valueOf);
  const before = withRenamed(withMoved(was, after, predecessors), after, isWhole);
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].sort().flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)];
    const known = now ?? old;
    if (known === undefined) return [];
    const { object, source } = known;
    return [{ object, source, before: old?.value ?? null, after: now?.value ?? null }];
  });
}

/** Equal for two rows about the same object in the same source. */
export function rowKey({ source, object }: Pick<PostureRow, 'source' | 'object'>): string {
  const { apiVersion, kind, namespace, name } = object;
  return JSON.stringify([source, apiVersion, kind, namespace, name]);
}

/** An object of one side and its value. */
interface Standing extends OfASide {
  readonly value: string;
}

/** By `rowKey`. */
type Standings = ReadonlyMap<string, Standing>;

function standingsIn({ manifests, findings }: PostureSide, valueOf: ValueOf): Standings {
  const byManifest = groupBy(findings, ({ manifest }) => manifest);
  const found = new Map<string, Standing>();
  for (const manifest of manifests) {
    const value = valueOf(manifest, byManifest.get(manifest) ?? []);
    if (value === null) continue;
    const standing = { object: objectName(manifest.object), source: manifest.source, value, manifest };
    found.set(rowKey(standing), standing);
  }
  return found;
}

/** Gives an object that moved to another source, or that is in an alike source, its earlier value. */
function withMoved(before: Standings, after: Standings, predecessors: PredecessorIds): Standings {
  if (before.size === 0) return new Map();
  const cameFrom = movesBetween([...before.values()].map(renderedOf), [...after.values()].map(renderedOf));
  const moved = new Map(before);
  for (const [key, standing] of after) {
    if (before.has(key)) continue;
    const { object, source } = standing;
    const origin = cameFrom(renderedOf(standing));
    const from = origin === null ? undefined : before.get(rowKey({ source: origin, object }));
    if (origin !== null) moved.delete(rowKey({ source: origin, object }));
    const was = from ?? inPredecessors(object, predecessors.get(source) ?? new Set());
    if (was !== undefined) moved.set(key, { ...was, source });
  }
  return moved;

  function inPredecessors(object: ObjectName, sources: ReadonlySet<string>): Standing | undefined {
    for (const source of sources) {
      const standing = before.get(rowKey({ source, object }));
      if (standing !== undefined) return standing;
    }
    return undefined;
  }
}

/** Gives an object that is called otherwise, or is of another version or namespace, its earlier value. */
function withRenamed(before: Standings, after: Standings, isWhole: (source: string) => boolean): Standings {
  const renamed = new Map(before);
  const gone = [...before].filter(([key, { source }]) => !after.has(key) && isWhole(source)).sort(byKey);
  const added = [...after].filter(([key]) => !before.has(key)).sort(byKey);
  for (const [old, present] of predecessorsAmong(gone.map(second), added.map(second))) {
    renamed.delete(rowKey(old));
    renamed.set(rowKey(present), old);
  }
  return renamed;
}

function byKey([one]: readonly [string, Standing], [other]: readonly [string, Standing]): number {
  return one < other ? -1 : 1;
}

function second([, standing]: readonly [string, Standing]): Standing {
  return standing;
}

/** Ignores the cluster. */
function renderedOf({ object, source }: Standing): RenderedObject {
  return { object: JSON.stringify(object), source, target: '' };
}
