/** Computes the Pod Security level of each workload, before and after a change. */
import { type PodSecurityLevel, type WorkloadPosture } from '../../model/finding.ts';
import { type Manifest, type ObjectName } from '../../model/manifest.ts';
import { type RawFinding } from '../../model/rule.ts';
import { groupBy } from '../../foundation/groups.ts';
import { movesBetween, type RenderedObject } from '../compare/moves.ts';
import { renamedFrom } from '../compare/renamed.ts';
import { objectName } from '../../foundation/kubernetes/names.ts';
import { isWorkload } from '../../foundation/kubernetes/pods.ts';
import { type PredecessorIds } from '../compare/predecessors.ts';
import { mostLookedAt } from '../compare/match.ts';

/** One side: its manifests and all findings, whatever the configuration of rules. */
export interface PostureSide {
  readonly manifests: readonly Manifest[];
  readonly findings: readonly RawFinding[];
}

/**
 * The strictest Pod Security level that each workload meets, before and after; null if it does not exist on that side.
 *
 * @param isWhole whether a source of head is known completely. If not, a missing workload may still exist, and was not
 * renamed.
 */
export function posture(
  base: PostureSide | null,
  head: PostureSide,
  predecessors: PredecessorIds = new Map(),
  isWhole: (source: string) => boolean = () => true,
): WorkloadPosture[] {
  const after = levels(head);
  const was = levels(base ?? { manifests: [], findings: [] });
  const before = withRenamed(withMoved(was, after, predecessors), after, isWhole);
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].sort().flatMap((key) => {
    const known = after.get(key) ?? before.get(key);
    if (known === undefined) return [];
    return [
      {
        object: known.object,
        source: known.source,
        psa: { before: before.get(key)?.level ?? null, after: after.get(key)?.level ?? null },
      },
    ];
  });
}

/** Gives a workload that moved to another source, or that is in an alike source, its earlier level. */
function withMoved(
  before: ReadonlyMap<string, Level>,
  after: ReadonlyMap<string, Level>,
  predecessors: PredecessorIds,
): Map<string, Level> {
  if (before.size === 0) return new Map();
  const cameFrom = movesBetween([...before.values()].map(renderedOf), [...after.values()].map(renderedOf));
  const moved = new Map(before);
  for (const [key, level] of after) {
    if (before.has(key)) continue;
    const { object, source } = level;
    const origin = cameFrom(renderedOf(level));
    const from = origin === null ? undefined : before.get(workloadKey(origin, object));
    if (origin !== null) moved.delete(workloadKey(origin, object));
    const was = from ?? inPredecessors(object, predecessors.get(source) ?? new Set());
    if (was !== undefined) moved.set(key, { ...was, source });
  }
  return moved;

  function inPredecessors(object: ObjectName, sources: ReadonlySet<string>): Level | undefined {
    for (const source of sources) {
      const level = before.get(workloadKey(source, object));
      if (level !== undefined) return level;
    }
    return undefined;
  }
}

/** Gives a renamed workload its earlier level, as for its findings. */
function withRenamed(
  before: ReadonlyMap<string, Level>,
  after: ReadonlyMap<string, Level>,
  isWhole: (source: string) => boolean,
): ReadonlyMap<string, Level> {
  const renamed = new Map(before);
  const gone = groupBy(
    [...before].flatMap(([key, level]) => (after.has(key) || !isWhole(level.source) ? [] : [level])),
    kindKey,
  );
  for (const [key, level] of after) {
    if (before.has(key)) continue;
    const waiting = gone.get(kindKey(level)) ?? [];
    const place = waiting
      .slice(0, mostLookedAt)
      .findIndex(({ manifest }) => renamedFrom(manifest.object, level.manifest.object) !== null);
    const [was] = place === -1 ? [] : waiting.splice(place, 1);
    if (was === undefined) continue;
    renamed.delete(workloadKey(was.source, was.object));
    renamed.set(key, was);
  }
  return renamed;
}

function kindKey({ source, object }: Level): string {
  return JSON.stringify([source, object.kind]);
}

/** Ignores the cluster. */
function renderedOf({ object, source }: Level): RenderedObject {
  return { object: JSON.stringify(object), source, target: '' };
}

function workloadKey(source: string, { apiVersion, kind, namespace, name }: ObjectName): string {
  return JSON.stringify([source, apiVersion, kind, namespace, name]);
}

interface Level {
  readonly object: ObjectName;
  readonly source: string;
  readonly level: PodSecurityLevel;
  readonly manifest: Manifest;
}

function levels({ manifests, findings }: PostureSide): Map<string, Level> {
  const byManifest = groupBy(findings, ({ manifest }) => manifest);
  const found = new Map<string, Level>();
  for (const manifest of manifests) {
    if (!isWorkload(manifest.object)) continue;
    const object = objectName(manifest.object);
    const level = levelOf(byManifest.get(manifest) ?? []);
    found.set(workloadKey(manifest.source, object), { object, source: manifest.source, level, manifest });
  }
  return found;
}

/** Whether the findings of a rule decide the Pod Security level of a workload. */
export function decidesLevel(rule: string): boolean {
  return rule.startsWith('pod-security-baseline/') || rule.startsWith('pod-security-restricted/');
}

/** Restricted may be met although baseline is not: some restricted checks replace baseline checks and allow more. */
function levelOf(findings: readonly RawFinding[]): PodSecurityLevel {
  const baseline = findings.filter(({ rule }) => rule.startsWith('pod-security-baseline/'));
  const restricted = findings.filter(({ rule }) => rule.startsWith('pod-security-restricted/'));
  if (restricted.length === 0 && baseline.every(({ overridden }) => overridden === true)) return 'restricted';
  return baseline.length === 0 ? 'baseline' : 'privileged';
}
