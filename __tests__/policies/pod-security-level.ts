/** Which level of the Pod Security Standards a workload meets, as rules and posture say it. */
import { posture } from '../../src/findings/posture/posture.ts';
import { type Evaluator } from '../../src/rules/evaluate.ts';
import { type KubernetesObject, type Manifest } from '../../src/model/manifest.ts';

const source = { id: 'pod.yaml', kind: 'plain', path: 'pod.yaml', target: 'default', namespace: 'default' };

/**
 * A letter, as `engine/generate/podsecurity` has it: r for restricted and baseline, b for baseline alone, p for neither, o for
 * restricted alone.
 *
 * @param minor of the Kubernetes version.
 */
export function levelAt(evaluator: Evaluator, object: KubernetesObject, minor: number | null): string {
  const manifest: Manifest = {
    source: source.id,
    object,
    origin: { kind: 'plain', file: source.path, document: 0, item: [] },
  };
  const { findings, problems } = evaluator.evaluate(manifest, { ...source, pod_security_version: minor });
  const [workload] = posture(null, { manifests: [manifest], findings });
  const level = workload?.psa.after;
  if (problems.length > 0 || level === undefined || level === null) return '?';
  const isBaseline = !findings.some(({ rule }) => rule.startsWith('pod-security-baseline/'));
  if (level === 'restricted') return isBaseline ? 'r' : 'o';
  return isBaseline === (level === 'baseline') ? level.slice(0, 1) : '?';
}

/** How long the same letter comes: `r34 p4`. */
export function runsOf(levels: string): string {
  return Array.from(levels.matchAll(/(.)\1*/g), ([run, letter = '']) => `${letter}${run.length}`).join(' ');
}

/** The same for each of the versions before `end`. */
export function levelsBefore(evaluator: Evaluator, object: KubernetesObject, end: number): string {
  return Array.from({ length: end }, (_, minor) => levelAt(evaluator, object, minor)).join('');
}
