import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadEvaluator } from '../../src/rules/evaluate.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { minorOf } from '../../src/rules/pod-security-version.ts';
import { newestKubernetes } from '../../src/run/open/setting.ts';
import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { levelAt, levelsBefore, runsOf } from './pod-security-level.ts';
import { podsOf } from './pods.ts';
import { singleFaults } from './single-faults.ts';

/** What Kubernetes' own checks say: how many versions have which level, from 1.0 on. */
interface Golden {
  readonly singleFaults: readonly string[];
  readonly pods: readonly { readonly levels: string; readonly pod: KubernetesObject }[];
}

/** `npx tsx scripts/pod-security.ts --count 20000 --seed 7 --write …` */
const golden = JSON.parse(readFileSync(new URL('golden/pod-security.json', import.meta.url), 'utf8')) as Golden;
const newest = minorOf(newestKubernetes) ?? 0;
const versions = newest + 1;

const pack = await loadPack('dist');
const evaluator = await loadEvaluator([pack]);
evaluator.know({});
const judge = { evaluator, rules: pack.rules };
const levelsOf = (pod: KubernetesObject): string => runsOf(levelsBefore(judge, pod, versions));

describe('the Pod Security level of a pod', () => {
  it("is that of Kubernetes' own checks at every version", () => {
    expect(golden.pods.map(({ pod }) => ({ levels: levelsOf(pod), pod }))).toEqual(golden.pods);
    expect(new Set(golden.pods.flatMap(({ levels }) => levels.match(/[a-z]/g)))).toEqual(new Set('bopr'));
  });

  it('is theirs for each value of each field that they look at', () => {
    const faults = singleFaults().map((pod, index) => ({ pod, levels: golden.singleFaults[index] }));

    expect(faults.map(({ pod }) => ({ pod, levels: levelsOf(pod) }))).toEqual(faults);
    expect(golden.singleFaults).toHaveLength(faults.length);
  });

  it('is that of the newest version where none is known, and at versions to come', () => {
    for (const { pod } of golden.pods) {
      const level = levelAt(judge, pod, newest);
      expect([levelAt(judge, pod, null), levelAt(judge, pod, 99)]).toEqual([level, level]);
    }
  });

  it('is the same in a template as in a pod', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(newest), (seed, minor) => {
        for (const pod of podsOf(seed, 1)) {
          const { metadata = {}, spec = {} } = pod;
          const job: KubernetesObject = {
            apiVersion: 'batch/v1',
            kind: 'CronJob',
            metadata: { name: 'web' },
            spec: { jobTemplate: { spec: { template: { metadata, spec } } } },
          };
          expect(levelAt(judge, job, minor)).toBe(levelAt(judge, pod, minor));
        }
      }),
    );
  });
});
