/** The family of posture for Pod Security: the strictest level that each workload meets. */
import { type PodKinds } from '../../foundation/kubernetes/pods.ts';
import { type PostureFamily, type PostureRow } from '../../model/posture.ts';
import { type PodSecurityLevel, type WorkloadPosture } from '../../model/report.ts';
import { type RawFinding, type Rule, type RuleLevel } from '../../model/rule.ts';
import { type PostureDefinition, type ValueOf } from './definition.ts';

export const podSecurityLevel: PostureDefinition<PodSecurityLevel> = {
  id: 'pod-security-level',
  title: 'Pod Security level',
  subject: 'workload',
  values: ['privileged', 'baseline', 'restricted'],
  reads: ({ level }) => level?.standard === 'pod-security',
  valuesBy: levelBy,
};

function levelBy(rules: readonly Rule[], { isWorkload }: PodKinds): ValueOf<PodSecurityLevel> {
  const idsOf = (name: RuleLevel['name']): ReadonlySet<string> =>
    new Set(rules.filter((rule) => podSecurityLevel.reads(rule) && rule.level?.name === name).map(({ id }) => id));
  const [baseline, restricted] = [idsOf('baseline'), idsOf('restricted')];
  return ({ object }, findings) => (isWorkload(object) ? levelOf(findings, baseline, restricted) : null);
}

/** Restricted may be met although baseline is not: some restricted checks replace baseline checks and allow more. */
function levelOf(
  findings: readonly RawFinding[],
  baseline: ReadonlySet<string>,
  restricted: ReadonlySet<string>,
): PodSecurityLevel {
  const ofBaseline = findings.filter(({ rule }) => baseline.has(rule));
  const isRestrictedMet = !findings.some(({ rule }) => restricted.has(rule));
  if (isRestrictedMet && ofBaseline.every(({ overridden }) => overridden === true)) return 'restricted';
  return ofBaseline.length === 0 ? 'baseline' : 'privileged';
}

/** The rows in the form of `posture.workloads` in a report, which is older than families. */
export function workloadsOf(families: readonly PostureFamily[]): WorkloadPosture[] {
  return families.filter(({ id }) => id === podSecurityLevel.id).flatMap(({ rows }) => rows.map(workloadOf));
}

function workloadOf({ object, source, before, after, unknown }: PostureRow): WorkloadPosture {
  const psa = { before: levelNamed(before), after: levelNamed(after) };
  return { object, source, psa, ...(unknown === undefined ? {} : { unknown }) };
}

function levelNamed(value: string | null): PodSecurityLevel | null {
  return podSecurityLevel.values.find((level) => level === value) ?? null;
}
