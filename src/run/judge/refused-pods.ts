/** Finds workloads whose pods a namespace would refuse after an edit of its Pod Security label. */
import { podSecurityLevel } from '../../findings/posture/pod-security-level.ts';
import { type Trial } from '../../fixes/fix-context.ts';
import { at } from '../../foundation/json.ts';
import { objectLabel, objectName } from '../../foundation/kubernetes/names.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type PodSecurityLevel } from '../../model/report.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Setting } from '../open/setting.ts';
import { workloadLevels } from './workload-levels.ts';

interface Workload {
  readonly target: string;
  readonly namespace: string;
  readonly label: string;
  readonly level: PodSecurityLevel;
}

const label = ['metadata', 'labels', 'pod-security.kubernetes.io/enforce'];

/**
 * Says which workload at head an edited namespace would refuse; null for none. Workloads of sources that were not
 * rendered are not known.
 */
export function refusedPods(head: InspectedSide, setting: Setting): (before: Trial, after: Trial) => string | null {
  let known: readonly Workload[] | null = null;
  return (before, after) => {
    const enforced = enforcedIn(before.rendering);
    for (const [namespace, level] of enforcedIn(after.rendering)) {
      if (level === null || enforced.get(namespace) === level) continue;
      known ??= workloadsOf(head, setting);
      const { target } = after.rendering.source;
      const refused = known.find(
        (each) => each.target === target && each.namespace === namespace && rank(each.level) < rank(level),
      );
      if (refused !== undefined)
        return `the namespace ${namespace} would refuse the pods of ${refused.label}, which meets only the ${refused.level} level`;
    }
    return null;
  };
}

function rank(level: PodSecurityLevel): number {
  return podSecurityLevel.values.indexOf(level);
}

/** The enforced level of each namespace in a rendering; null for a level that does not exist, or none. */
function enforcedIn({ manifests }: Rendering): ReadonlyMap<string, PodSecurityLevel | null> {
  const namespaces = manifests.filter(({ object }) => object.apiVersion === 'v1' && object.kind === 'Namespace');
  return new Map(
    namespaces.map(({ object }) => {
      const written = at(object, label);
      return [objectName(object).name, podSecurityLevel.values.find((level) => level === written) ?? null];
    }),
  );
}

function workloadsOf(head: InspectedSide, setting: Setting): readonly Workload[] {
  return workloadLevels(head, setting).map(({ source, manifest, level }) => {
    const name = objectName(manifest.object);
    return {
      target: source.target,
      namespace: name.namespace ?? source.namespace,
      label: objectLabel(name),
      level,
    };
  });
}
