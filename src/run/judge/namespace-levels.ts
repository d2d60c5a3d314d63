/** Says once that a namespace enforces too low a Pod Security level, and suggests the level that its workloads allow. */
import { includes } from '../../facts/pod-security.ts';
import { canonical } from '../../foundation/json.ts';
import { objectName } from '../../foundation/kubernetes/names.ts';
import { onceEach } from '../../foundation/cache/once-each.ts';
import { type Compared } from '../../model/finding.ts';
import { type Json } from '../../model/json.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type PodSecurityLevel } from '../../model/report.ts';
import { type LevelName, levelNames } from '../../model/rule.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Setting } from '../open/setting.ts';
import { type WorkloadLevel, workloadLevels } from './workload-levels.ts';

const lowered = 'guard-rails/pod-security-level-lowered';
const unlabelled = 'namespace/pod-security-labels';
const label = ['metadata', 'labels', 'pod-security.kubernetes.io/enforce'];

/**
 * Where a change lowers or removes the label restricted, that is the one finding, and its fix restores it. Baseline falls short
 * of the guard's own rule, too, so that the other finding beside it suggests it. Where no level was there, the fix sets the
 * strictest one that all workloads of the namespace meet. That no pods are refused then is checked as for every fix.
 */
export function withNamespaceLevels(all: readonly Compared[], head: InspectedSide, setting: Setting): Compared[] {
  const before = new Map(all.filter(isLowered).map((finding) => [finding.manifest, levelBefore(finding)]));
  const levels = onceEach((side: InspectedSide) => workloadLevels(side, setting));
  const met = onceEach((manifest: Manifest) => ({ level: levelMet(manifest, head, levels(head)) }));
  return all.flatMap((finding): Compared[] => {
    const was = before.get(finding.manifest) ?? null;
    if (isLowered(finding)) return [was === 'restricted' ? withLevel(finding, was) : finding];
    if (finding.rule !== unlabelled || finding.status === 'fixed') return [finding];
    if (was === 'restricted') return [];
    return [was === null ? raised(finding, () => met(finding.manifest).level) : finding];
  });
}

function isLowered(finding: Compared): boolean {
  return finding.rule === lowered && canonical(finding.path) === canonical(label) && levelBefore(finding) !== null;
}

function levelBefore({ lost }: Compared): LevelName | null {
  return levelNamed(lost?.was ?? null);
}

function levelNamed(value: Json): LevelName | null {
  return levelNames.find((level) => level === value) ?? null;
}

function withLevel(finding: Compared, level: LevelName): Compared {
  return { ...finding, fix: [{ op: 'set', path: label, value: level }] };
}

/** The fix with a stricter level than its own, if the workloads meet it. */
function raised(finding: Compared, met: () => LevelName | null): Compared {
  const own = finding.fix.find(({ path }) => canonical(path) === canonical(label));
  if (own?.op !== 'set' || own.value !== 'baseline') return finding;
  const level = met();
  if (level === null || !includes(level, 'baseline')) return finding;
  const fix = finding.fix.map((operation) => (operation === own ? { ...own, value: level } : operation));
  return { ...finding, fix };
}

/** The strictest level that all workloads of a namespace meet; null if it has none, or one meets no level. */
function levelMet(manifest: Manifest, head: InspectedSide, workloads: readonly WorkloadLevel[]): LevelName | null {
  const name = objectName(manifest.object).name;
  const target = [...head.renderings, ...head.unchanged].find(({ source }) => source.id === manifest.source)?.source
    .target;
  const levels = workloads.flatMap(({ source, manifest: { object }, level }): PodSecurityLevel[] =>
    source.target === target && (objectName(object).namespace ?? source.namespace) === name ? [level] : [],
  );
  if (levels.length === 0) return null;
  const isMet = (level: LevelName): boolean => levels.every((each) => each !== 'privileged' && includes(each, level));
  return levelNames.findLast(isMet) ?? null;
}
