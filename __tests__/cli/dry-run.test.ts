import { afterAll, expect, test } from 'vitest';
import { sayFixed } from '../../src/cli/say-fixed.ts';
import { fix } from '../../src/run/fix.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { hasty } from '../fetch/world.ts';
import { temporaryRepository } from '../snapshot/temporary.ts';
import { type Texts } from '../suggest/audited.ts';

const world = openWorld(() => undefined, null, { offline: true, cache: null, limits: hasty });
afterAll(async () => {
  await (await world).engines.close();
});

const pod = (container: string, name = 'web'): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
    - name: web
      image: nginx:1.27
      securityContext:
        ${container}
`;

/** What is mended and left, and the last line, of a dry run and then of a run. */
async function both(texts: Texts, unsafe: boolean): Promise<readonly unknown[]> {
  const directory = temporaryRepository(texts);
  const options = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };
  const all = { ...options, directory, paths: [], unsafe, base: null };
  const told = [];
  for (const dryRun of [true, false]) {
    const fixed = await fix({ ...all, dryRun }, await world);
    const summary = sayFixed(fixed, 'text', dryRun).trimEnd().split('\n').at(-1);
    told.push({
      mended: fixed.fixed.map(({ rule }) => rule),
      left: fixed.left.map(({ finding, why }) => [finding.rule, why]),
      after: fixed.files.map(({ file, after }) => [file, after]),
      summary: summary?.replace('would be fixed', 'fixed'),
    });
  }
  return told;
}

test.each<readonly [string, Texts, boolean]>([
  ['a fix that another one allows', { 'a.yaml': pod('{privileged: true}') }, true],
  ['several in one file', { 'a.yaml': `${pod('{capabilities: {add: [SYS_ADMIN]}}')}---\n${pod('{}', 'b')}` }, true],
  ['fixes without risk alone', { 'a.yaml': pod('{privileged: true}') }, false],
  ['nothing to fix', { 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n' }, true],
  [
    'a chart',
    {
      'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'web/values.yaml': 'sc: {privileged: true}\n',
      'web/templates/pod.yaml': pod('{{- toYaml .Values.sc | nindent 8 }}'),
    },
    true,
  ],
])('a dry run counts what the run does: %s', { timeout: 60_000 }, async (_, texts, unsafe) => {
  const [dry, run] = await both(texts, unsafe);

  expect(dry).toEqual(run);
});
