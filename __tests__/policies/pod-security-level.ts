/** Which level of the Pod Security Standards a workload meets, as rules and posture say it. */
import { podSecurityLevel } from '../../src/findings/posture/pod-security-level.ts';
import { postureRows } from '../../src/findings/posture/rows.ts';
import { type Evaluator } from '../../src/rules/evaluate.ts';
import { type KubernetesObject, type Manifest } from '../../src/model/manifest.ts';
import { type Rule } from '../../src/model/rule.ts';

const source = { id: 'pod.yaml', kind: 'plain', path: 'pod.yaml', target: 'default', namespace: 'default' };

/** What judges pods. */
export interface Judge {
  readonly evaluator: Evaluator;
  readonly rules: readonly Rule[];
}

/**
 * A letter, as `engine/generate/podsecurity` has it: r for restricted and baseline, b for baseline alone, p for neither, o for
 * restricted alone.
 *
 * @param minor of the Kubernetes version.
 */
export function levelAt({ evaluator, rules }: Judge, object: KubernetesObject, minor: number | null): string {
  const manifest: Manifest = {
    source: source.id,
    object,
    origin: { kind: 'plain', file: source.path, document: 0, item: [] },
  };
  const { findings, problems } = evaluator.evaluate(manifest, {
    ...source,
    pod_security_version: minor,
    kubernetes_version: null,
  });
  const [row] = postureRows(podSecurityLevel.valuesBy(rules, evaluator.pods), null, {
    manifests: [manifest],
    findings,
  });
  const level = row?.after ?? null;
  if (problems.length > 0 || level === null) return '?';
  const baseline = new Set(rules.filter((rule) => rule.level?.name === 'baseline').map(({ id }) => id));
  const isBaseline = !findings.some(({ rule }) => baseline.has(rule));
  if (level === 'restricted') return isBaseline ? 'r' : 'o';
  return isBaseline === (level === 'baseline') ? level.slice(0, 1) : '?';
}

/** How long the same letter comes: `r34 p4`. */
export function runsOf(levels: string): string {
  return Array.from(levels.matchAll(/(.)\1*/g), ([run, letter = '']) => `${letter}${run.length}`).join(' ');
}

/** The same for each of the versions before `end`. */
export function levelsBefore(judge: Judge, object: KubernetesObject, end: number): string {
  return Array.from({ length: end }, (_, minor) => levelAt(judge, object, minor)).join('');
}
