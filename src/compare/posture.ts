import {
  type Manifest,
  type ObjectName,
  type PodSecurityLevel,
  type RawFinding,
  type WorkloadPosture,
} from '../model.ts';
import { type Alike } from './compare.ts';
import { groupBy } from '../groups.ts';
import { movesBetween, type Rendered } from './moves.ts';
import { objectName } from '../names.ts';
import { workloadKinds } from '../workloads.ts';

/** One side: the workloads it has, and all that the rules found, whatever the configuration says of the rules. */
export interface Side {
  readonly manifests: readonly Manifest[];
  readonly findings: readonly RawFinding[];
}

/** The strictest Pod Security level that each workload meets, before and after; null where it does not exist. */
export function posture(base: Side | null, head: Side, alike: Alike = new Map()): WorkloadPosture[] {
  const after = levels(head);
  const before = withMoved(levels(base ?? { manifests: [], findings: [] }), after, alike);
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

/** What only moved to another source is taken for there before; so is what is in a source that is alike. */
function withMoved(
  before: ReadonlyMap<string, Level>,
  after: ReadonlyMap<string, Level>,
  alike: Alike,
): Map<string, Level> {
  const cameFrom = movesBetween([...before.values()].map(renderedOf), [...after.values()].map(renderedOf));
  const moved = new Map(before);
  for (const [key, level] of after) {
    if (before.has(key)) continue;
    const { object, source } = level;
    const origin = cameFrom(renderedOf(level));
    const from = origin === null ? undefined : before.get(keyOf(origin, object));
    if (origin !== null) moved.delete(keyOf(origin, object));
    const was = from ?? inAlike(object, alike.get(source) ?? new Set());
    if (was !== undefined) moved.set(key, { ...was, source });
  }
  return moved;

  function inAlike(object: ObjectName, sources: ReadonlySet<string>): Level | undefined {
    for (const source of sources) {
      const level = before.get(keyOf(source, object));
      if (level !== undefined) return level;
    }
    return undefined;
  }
}

/** Whatever cluster it goes to. */
function renderedOf({ object, source }: Level): Rendered {
  return { object: JSON.stringify(object), source, target: '' };
}

function keyOf(source: string, { apiVersion, kind, namespace, name }: ObjectName): string {
  return JSON.stringify([source, apiVersion, kind, namespace, name]);
}

interface Level {
  readonly object: ObjectName;
  readonly source: string;
  readonly level: PodSecurityLevel;
}

function levels({ manifests, findings }: Side): Map<string, Level> {
  const byManifest = groupBy(findings, ({ manifest }) => manifest);
  const found = new Map<string, Level>();
  for (const manifest of manifests) {
    if (!workloadKinds.has(manifest.object.kind)) continue;
    const object = objectName(manifest.object);
    const level = levelOf(byManifest.get(manifest) ?? []);
    found.set(keyOf(manifest.source, object), { object, source: manifest.source, level });
  }
  return found;
}

function levelOf(findings: readonly RawFinding[]): PodSecurityLevel {
  if (findings.some(({ rule }) => rule.startsWith('pod-security-baseline/'))) return 'privileged';
  return findings.some(({ rule }) => rule.startsWith('pod-security-restricted/')) ? 'baseline' : 'restricted';
}
