/** What a report says of a suggestion, “fixed” or “not fixed”, is what a run after it says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Finding, type Report } from '../../src/model/report.ts';
import { ruleOf, whatIsLeft } from '../../src/report/fix-wording.ts';
import { leftBy } from '../../src/report/remark.ts';
import { remarks } from '../../src/report/remarks.ts';
import { reportedInFull } from '../../src/report/tally.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { review } from '../../src/run/review.ts';
import { commit, git, temporaryRepository } from '../snapshot/temporary.ts';

type Texts = Readonly<Record<string, string>>;

const world = openWorld(() => undefined, null);
afterAll(async () => {
  await (await world).engines.close();
});

async function reviewed(directory: string, head: string): Promise<Report> {
  const common = { config: null, kubernetesVersion: '1.37', failOn: null, allowEmpty: false, today: '2026-01-01' };
  const { report } = await review({ ...common, sets: ['all'], directory, base: 'main', head }, await world);
  return report;
}

const prefix = 'pod-security.kubernetes.io';
const namespace = (labels: Texts): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } }, null, 1);
const labelled = (version: string): string =>
  namespace({ [`${prefix}/enforce`]: 'restricted', [`${prefix}/enforce-version`]: version });
const pod = (security: object, image = 'registry.k8s.io/pause:3.9'): string =>
  JSON.stringify(
    {
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } },
      spec: { containers: [{ name: 'web', image, securityContext: security }] },
    },
    null,
    1,
  );
const safe = { privileged: false, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

test.each<[string, string, string, number]>([
  ['an old version in a label', labelled('latest'), labelled('v1.19'), 2],
  [
    'a lower level',
    namespace({ [`${prefix}/enforce`]: 'baseline' }),
    namespace({ [`${prefix}/enforce`]: 'privileged' }),
    2,
  ],
  ['a privileged container', pod(safe), pod({ ...safe, privileged: true }), 1],
  ['many fields at once', pod(safe), pod({ privileged: true, runAsUser: 0, capabilities: { add: ['SYS_ADMIN'] } }), 3],
  ['an image of a frozen registry', pod(safe), pod(safe, 'k8s.gcr.io/pause:3.9'), 1],
])('what is said of the suggestions for %s is so', async (_, before, after, atLeast) => {
  const directory = temporaryRepository({ 'a.yaml': before });
  git(directory, 'checkout', '--quiet', '-b', 'change');
  const head = commit(directory, { 'a.yaml': after });
  const report = await reviewed(directory, head);
  const suggested = remarks(reportedInFull(report)).filter(({ suggestion }) => suggestion !== null);
  const fixed = suggested.flatMap((remark) => remark.findings.filter((one) => !leftBy(remark).includes(one)));
  expect(fixed.length).toBeGreaterThanOrEqual(atLeast);

  for (const remark of suggested) {
    const { suggestion } = remark;
    if (suggestion === null) continue;
    git(directory, 'checkout', '--quiet', head);
    const lines = readFileSync(join(directory, 'a.yaml'), 'utf8').split('\n');
    const { first, last, replacement } = suggestion;
    const written = replacement === '' ? [] : replacement.split('\n');
    lines.splice(first - 1, last - first + 1, ...written);
    const again = await reviewed(directory, commit(directory, { 'a.yaml': lines.join('\n') }));

    const standing = new Set(reportedInFull(again).map(({ fingerprint }) => fingerprint));
    const left = leftBy(remark);
    const rule = ruleOf((await world).rules);
    const [compared, tested] = [true, false].map((wanted) =>
      remark.findings.filter((one) => (rule(one.rule)?.compares === true) === wanted),
    );
    const nameOf = (one: Finding): string => `${one.rule} ${one.path.join('.')}`;
    expect(tested?.filter((one) => standing.has(one.fingerprint)).map(nameOf)).toEqual(
      tested?.filter((one) => left.includes(one)).map(nameOf),
    );
    const words = left.length === 0 ? '' : whatIsLeft(left, rule);
    expect(words.includes('Not tested with the suggestion: ')).toBe((compared?.length ?? 0) > 0);
    expect(words.includes('Not fixed by the suggestion: ')).toBe(left.some((one) => compared?.includes(one) === false));
  }
});
