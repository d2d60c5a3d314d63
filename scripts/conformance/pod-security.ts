/**
 * Compares the Pod Security levels of the rules with those of Kubernetes' own checks, for generated pods, at every
 * version. Needs only Go and its module proxy.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { levelsBefore } from '../../__tests__/policies/pod-security-level.ts';
import { podsOf } from '../../__tests__/policies/pods.ts';
import { singleFaults } from '../../__tests__/policies/single-faults.ts';
import { loadEvaluator } from '../../src/rules/evaluate.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { loadPack } from '../../src/rules/headers/load-pack.ts';

const root = resolve(import.meta.dirname, '../..');

/** One pod and its levels: one letter per version, starting with 1.0. */
export interface JudgedPod {
  readonly pod: KubernetesObject;
  readonly theirs: string;
  readonly ours: string;
}

/**
 * The pods with a single fault, then `count` generated ones.
 *
 * @param dist the folder of the compiled rules.
 */
export async function judgedPods(count: number, seed: number, dist: string): Promise<JudgedPod[]> {
  const pods = [...singleFaults(), ...podsOf(seed, count)];
  const evaluator = await loadEvaluator([await loadPack(resolve(root, dist))]);
  evaluator.know({});
  return upstreamLevels(pods).map((theirs, index) => {
    const pod = pods[index];
    if (pod === undefined) throw new Error('podsecurity: an answer without a pod');
    return { pod, theirs, ours: levelsBefore(evaluator, pod, theirs.length) };
  });
}

function upstreamLevels(pods: readonly KubernetesObject[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-podsecurity-'));
  try {
    const program = join(folder, 'podsecurity');
    const cwd = join(root, 'engine/generate/podsecurity');
    output('go build', 'go', ['build', '-o', program, '.'], { cwd });
    const input = pods.map((pod) => `${JSON.stringify(pod)}\n`).join('');
    const answers = output('podsecurity', program, [], { input }).trimEnd().split('\n');
    if (answers.length !== pods.length)
      throw new Error(`podsecurity: ${answers.length} answers for ${pods.length} pods`);
    return answers;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @throws {Error} if it can't be started, or fails. */
function output(name: string, program: string, args: string[], given: { cwd?: string; input?: string }): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    ...given,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${name}: ${error?.message ?? stderr}`);
  return stdout;
}

/** Whether all levels are equal. */
export function isAsUpstream(judged: readonly JudgedPod[]): boolean {
  return judged.every(({ theirs, ours }) => theirs === ours);
}

/** Lines of text: the number of each level, then the differences. */
export function podSecurityLines(judged: readonly JudgedPod[]): string[] {
  const letters = judged.map(({ theirs }) => theirs).join('');
  const count = (letter: string): number => letters.split(letter).length - 1;
  const different = judged.filter(({ theirs, ours }) => theirs !== ours);
  return [
    `Pod Security: ${judged.length} pods at ${judged[0]?.theirs.length ?? 0} versions, ${different.length} pods judged otherwise`,
    `    ${count('r')} restricted, ${count('b')} baseline, ${count('p')} privileged, ${count('o')} restricted and not baseline`,
    ...different
      .slice(0, 20)
      .flatMap(({ pod, theirs, ours }) => [
        `    ${JSON.stringify(pod)}`,
        `        Kubernetes: ${theirs}`,
        `        Plimsoll:   ${ours}`,
      ]),
  ];
}
