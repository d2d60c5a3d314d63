/** Finds the Pod Security level of workloads, also of those that no finding was asked for. */
import { podSecurityLevel } from '../../findings/posture/pod-security-level.ts';
import { groupBy } from '../../foundation/groups.ts';
import { type Manifest, type Rendering } from '../../model/manifest.ts';
import { type PodSecurityLevel } from '../../model/report.ts';
import { type Source } from '../../model/source.ts';
import { evaluateAll } from '../look/inspect.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Setting } from '../open/setting.ts';

export interface WorkloadLevel {
  readonly source: Source;
  readonly manifest: Manifest;
  readonly level: PodSecurityLevel;
}

/** Workloads of sources that were not rendered are not known. */
export function workloadLevels(
  { renderings, unchanged, evaluated, facts }: Pick<InspectedSide, 'renderings' | 'unchanged' | 'evaluated' | 'facts'>,
  { evaluator, world }: Pick<Setting, 'evaluator' | 'world'>,
): WorkloadLevel[] {
  const levelOf = podSecurityLevel.valuesBy(world.rules, evaluator.pods);
  const here = groupBy(evaluated.findings, ({ manifest }) => manifest);
  const there = groupBy(evaluateAll(evaluator, unchanged, facts).findings, ({ manifest }) => manifest);
  const leveled = (source: Source, manifest: Manifest): WorkloadLevel[] => {
    const level = levelOf(manifest, here.get(manifest) ?? there.get(manifest) ?? []);
    return level === null ? [] : [{ source, manifest, level }];
  };
  const workloads = ({ source, manifests }: Rendering): WorkloadLevel[] =>
    manifests
      .filter(({ object }) => evaluator.pods.isWorkload(object))
      .flatMap((manifest) => leveled(source, manifest));
  return [...renderings, ...unchanged].flatMap(workloads);
}
