/**
 * Compares the Pod Security levels of the rules with those of Kubernetes' own checks, for generated pods, at every
 * version, and the list of checks with the headers of the rules. Needs only Go and its module proxy.
 */
import { resolve } from 'node:path';
import { checksOf } from '../../__tests__/policies/checks.ts';
import { levelsBefore } from '../../__tests__/policies/pod-security-level.ts';
import { podsOf } from '../../__tests__/policies/pods.ts';
import { singleFaults } from '../../__tests__/policies/single-faults.ts';
import { loadEvaluator } from '../../src/rules/evaluate.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { jsonLines, withGoProgram } from './go-program.ts';

const root = resolve(import.meta.dirname, '../..');

/** One pod and its levels: one letter per version, starting with 1.0. */
export interface JudgedPod {
  readonly pod: KubernetesObject;
  readonly theirs: string;
  readonly ours: string;
}

/** A run: the pods, and the checks as `<level> <id>`, sorted. */
export interface PodSecurityRun {
  readonly judged: readonly JudgedPod[];
  readonly checks: { readonly theirs: readonly string[]; readonly ours: readonly string[] };
}

/**
 * The pods with a single fault, then `count` generated ones.
 *
 * @param dist the folder of the compiled rules.
 */
export async function podSecurityRun(count: number, seed: number, dist: string): Promise<PodSecurityRun> {
  const pods = [...singleFaults(), ...podsOf(seed, count)];
  const all = await loadPack(resolve(root, dist));
  const pack = { ...all, rules: all.rules.filter(({ level }) => level !== undefined) }; // others take time
  const evaluator = await loadEvaluator([pack]);
  evaluator.know({});
  const upstream = askUpstream(pods);
  const judged = upstream.levels.map((theirs, index) => {
    const pod = pods[index];
    if (pod === undefined) throw new Error('podsecurity: an answer without a pod');
    return { pod, theirs, ours: levelsBefore({ evaluator, rules: pack.rules }, pod, theirs.length) };
  });
  return { judged, checks: { theirs: upstream.checks, ours: checksOf(pack.rules) } };
}

function askUpstream(pods: readonly KubernetesObject[]): { levels: readonly string[]; checks: readonly string[] } {
  return withGoProgram('podsecurity', (ask) => {
    const levels = ask(jsonLines(pods));
    if (levels.length !== pods.length) throw new Error(`podsecurity: ${levels.length} answers for ${pods.length} pods`);
    return { levels, checks: ask('', 'checks').toSorted() };
  });
}

/** Whether all levels are equal, and each check has exactly one rule. */
export function isAsUpstream({ judged, checks }: PodSecurityRun): boolean {
  return judged.every(({ theirs, ours }) => theirs === ours) && checks.theirs.join() === checks.ours.join();
}

/** Lines of text: the number of each level and of the checks, then the differences. */
export function podSecurityLines({ judged, checks }: PodSecurityRun): string[] {
  const letters = judged.map(({ theirs }) => theirs).join('');
  const count = (letter: string): number => letters.split(letter).length - 1;
  const different = judged.filter(({ theirs, ours }) => theirs !== ours);
  const checksOfLevel = (level: string): number =>
    checks.theirs.filter((check) => check.startsWith(`${level} `)).length;
  const [missing, unknown] = [without(checks.theirs, checks.ours), without(checks.ours, checks.theirs)];
  return [
    `Pod Security: ${judged.length} pods at ${judged[0]?.theirs.length ?? 0} versions, ${different.length} pods judged otherwise`,
    `    ${count('r')} restricted, ${count('b')} baseline, ${count('p')} privileged, ${count('o')} restricted and not baseline`,
    `    ${checksOfLevel('baseline')} checks of baseline, ${checksOfLevel('restricted')} of restricted, ${missing.length} without a rule`,
    ...missing.map((check) => `    no rule: ${check}`),
    ...unknown.map((check) => `    a rule, and no check or the rule of another one: ${check}`),
    ...different
      .slice(0, 20)
      .flatMap(({ pod, theirs, ours }) => [
        `    ${JSON.stringify(pod)}`,
        `        Kubernetes: ${theirs}`,
        `        Plimsoll:   ${ours}`,
      ]),
  ];
}

/** Each as often as it is more often among these than among those. */
function without(these: readonly string[], those: readonly string[]): string[] {
  const left = [...those];
  return these.filter((one) => {
    const at = left.indexOf(one);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}
