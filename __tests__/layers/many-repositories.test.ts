/** One change of an organisation's rules, and what comes of it in 400 repositories in which nothing is committed. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pMap from 'p-map';
import { afterAll, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/foundation/errors.ts';
import { review } from '../../src/run/review.ts';
import { openSmallWorld } from '../rules/some-rules.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

const world = openSmallWorld(() => undefined, null);
afterAll(async () => {
  await (await world).engines.close();
});

const amount = 400;
const today = '2026-06-15';

/** `hostPID` breaks this one, which is critical. */
const mandatory = 'pod-security-baseline/host-namespaces';
/** A port of the host breaks this one, which has the severity that the organisation sets. */
const other = 'pod-security-baseline/host-ports';

const before = `rules: {${other}: {severity: medium, enforcement: deny, enabled: true}}\n`;
const after = `${before}mandatory:
  failOn: high
  rules: {${mandatory}: deny}
rollout:
  - {repositories: "**", stage: gate}
  - {repositories: "old/*", stage: observe}
  - {repositories: "new/*", from: 2026-06-01, stage: comment}
  - {repositories: "late/*", from: 2026-07-01, stage: observe}
`;

/** Numbers that look random and are the same in each run (mulberry32). */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

interface Generated {
  readonly name: string;
  readonly failOn: 'critical' | 'high' | 'medium' | 'low' | 'never' | null;
  readonly change: 'off' | 'warn' | 'low' | 'critical' | null;
  readonly isWaived: boolean;
  /** Whether the pull request breaks the mandatory rule, and the other one. */
  readonly breaks: { readonly mandatory: boolean; readonly other: boolean };
}

function generated(index: number, below: (limit: number) => number): Generated {
  const one = <T>(...all: readonly T[]): T => all[below(all.length)] as T;
  return {
    name: `${one('shop', 'old', 'new', 'late')}/repository-${index}`,
    failOn: one(null, null, null, 'critical', 'high', 'medium', 'low', 'never'),
    change: one(null, null, null, 'off', 'warn', 'low', 'critical'),
    isWaived: below(8) === 0,
    breaks: { mandatory: below(2) === 0, other: below(2) === 0 },
  };
}

function configurationOf({ failOn, change, isWaived }: Generated): string {
  const changes = { off: 'off', warn: 'warn', low: '{severity: low}', critical: '{severity: critical}' };
  return [
    ...(failOn === null ? [] : [`failOn: ${failOn}`]),
    ...(change === null ? [] : [`rules: {${mandatory}: ${changes[change]}}`]),
    ...(isWaived ? [`waivers: [{rule: ${mandatory}, object: Pod/a, reason: x, owner: me, expires: 2026-07-01}]`] : []),
    '',
  ].join('\n');
}

function podOf({ breaks }: Generated): string {
  const port = breaks.other ? 'ports: [{containerPort: 80, hostPort: 80}], ' : '';
  const container = `{name: c, image: x@sha256:${'a'.repeat(64)}, ${port}resources: {}}`;
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: ${breaks.mandatory}, containers: [${container}]}\n`;
}

/** A repository whose `main` has the configuration, and whose `pull` adds the pod. */
function written(folder: string, repository: Generated): string {
  const directory = join(folder, repository.name);
  mkdirSync(directory, { recursive: true });
  const blob = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const by = 'committer T <t@example.test> 0 +0000\ndata 0\n';
  const stream = [
    `commit refs/heads/main\nmark :1\n${by}M 100644 inline .github/plimsoll.yaml\n${blob(configurationOf(repository))}`,
    `commit refs/heads/pull\n${by}from :1\nM 100644 inline pod.yaml\n${blob(podOf(repository))}`,
  ].join('\n');
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  execFileSync('git', ['init', '--quiet', '--bare', '--template=', directory], { env });
  execFileSync('git', ['fast-import', '--quiet'], { cwd: directory, env, input: stream });
  return directory;
}

interface Ended {
  readonly code: number;
  /** What it would be without the rollout. */
  readonly gate?: string;
}

const order = ['critical', 'high', 'medium', 'low'];

/** What must come of it, from the generated values alone. */
function expected({ name, failOn, change, isWaived, breaks }: Generated, isRuled: boolean): Ended {
  const threshold = failOn ?? 'high';
  const reaches = (severity: string): boolean =>
    threshold !== 'never' && order.indexOf(severity) <= order.indexOf(threshold);
  const otherFails = breaks.other && reaches('medium');
  if (!isRuled) {
    const severity = change === 'low' ? 'low' : 'critical';
    const counts = change !== 'off' && change !== 'warn' && !isWaived;
    return { code: (breaks.mandatory && counts && reaches(severity)) || otherFails ? 1 : 0 };
  }
  const isWeak =
    threshold === 'never' || threshold === 'critical' || isWaived || (change !== null && change !== 'critical');
  const blocks = !name.startsWith('old/') && !name.startsWith('new/');
  if (blocks && isWeak) return { code: 2 };
  const gate = isWeak ? 'error' : breaks.mandatory || otherFails ? 'fail' : 'pass';
  return { code: blocks && gate === 'fail' ? 1 : 0, gate };
}

test(`in each of ${amount} repositories, one change of the organisation's rules has exactly the effect that it should`, async () => {
  const folder = temporaryFolder();
  const below = numbersFrom(20260615);
  const all = Array.from({ length: amount }, (_, index) => generated(index, below));
  const ended = async (repository: Generated, directory: string, organisation: string): Promise<Ended> => {
    const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today };
    const handedIn = { file: 'plimsoll.yaml', text: organisation, origin: 'acme/policies' };
    const options = {
      ...common,
      directory,
      base: 'main',
      head: 'pull',
      trustRoot: 'main',
      repository: repository.name,
    };
    try {
      const { exitCode, report } = await review({ ...options, organisation: handedIn }, await world, () => false);
      return { code: exitCode, ...(report.rollout === undefined ? {} : { gate: report.rollout.verdict }) };
    } catch (thrown) {
      if (thrown instanceof ConfigurationError && thrown.message.includes('can be tightened, not weakened'))
        return { code: 2 };
      throw thrown;
    }
  };

  const results = await pMap(
    all,
    async (repository, index) => {
      const directory = written(folder, repository);
      // What was before is the same question each time: a part of the repositories answers it.
      const first = index % 8 === 0 ? await ended(repository, directory, before) : null;
      return { repository, first, second: await ended(repository, directory, after) };
    },
    { concurrency: 4 },
  );

  const wrong = results.filter(
    ({ repository, first, second }) =>
      (first !== null && JSON.stringify(first) !== JSON.stringify(expected(repository, false))) ||
      JSON.stringify(second) !== JSON.stringify(expected(repository, true)),
  );
  expect(wrong.map((each) => ({ ...each, expected: expected(each.repository, true) }))).toEqual([]);
  // Each outcome is among them.
  const kinds = new Set(results.map(({ second }) => `${second.code} ${second.gate ?? ''}`));
  expect([...kinds].sort()).toEqual(['0 error', '0 fail', '0 pass', '1 fail', '2 ']);
}, 120_000);
