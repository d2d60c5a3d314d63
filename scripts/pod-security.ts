/**
 * Compares Pod Security levels with those of Kubernetes' own checks, for generated pods, at every version. Needs Go.
 *
 *     npx tsx scripts/pod-security.ts [--count 5000] [--seed 1] [--dist dist] [--write FILE]
 *
 * `--write` stores the checks, Kubernetes' answers for the pods with a single fault, and one pod for each different answer
 * of the others, in the form of __tests__/policies/golden/pod-security.json.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runsOf } from '../__tests__/policies/pod-security-level.ts';
import { singleFaults } from '../__tests__/policies/single-faults.ts';
import { isAsUpstream, podSecurityLines, podSecurityRun, type PodSecurityRun } from './conformance/pod-security.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '1' },
      dist: { type: 'string', default: 'dist' },
      write: { type: 'string' },
    },
  });
  const run = await podSecurityRun(Number(values.count), Number(values.seed), values.dist);
  if (values.write !== undefined) await writeFile(values.write, goldenOf(run));
  process.stdout.write(`${podSecurityLines(run).join('\n')}\n`);
  process.exitCode = isAsUpstream(run) ? 0 : 1;
}

/** The checks, the answers for all pods with a single fault, and the smallest of the other pods for each answer. */
function goldenOf({ judged, checks }: PodSecurityRun): string {
  const single = singleFaults().length;
  const answers = judged.slice(0, single).map(({ theirs }) => JSON.stringify(runsOf(theirs)));
  const smallest = new Map<string, string>();
  for (const { pod, theirs } of judged.slice(single)) {
    const text = JSON.stringify(pod);
    const known = smallest.get(theirs);
    if (known === undefined || text.length < known.length) smallest.set(theirs, text);
  }
  const pods = [...smallest].sort().map(([levels, pod]) => `{"levels":"${runsOf(levels)}","pod":${pod}}`);
  const named = checks.theirs.map((check) => JSON.stringify(check));
  return `{"checks":[\n${named.join(',\n')}\n],"singleFaults":[\n${answers.join(',\n')}\n],"pods":[\n${pods.join(',\n')}\n]}\n`;
}

await main();
