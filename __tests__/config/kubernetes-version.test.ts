import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { audit } from '../../src/run/audit.ts';
import { newestKubernetes } from '../../src/run/open/setting.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { review } from '../../src/run/review.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };
const world = openWorld(() => undefined, null);
afterAll(async () => {
  await (await world).engines.close();
});

test('a Kubernetes that is newer than all that is known is refused, from the command line and the configuration', async () => {
  const directory = temporaryFolder({ 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n' });
  const audited = { ...common, directory, paths: [], chart: null };
  const config = { file: 'own.yaml', text: 'failOn: low\nkubernetesVersion: "1.99"\n' };
  const expected =
    'Kubernetes 1.99 is not known; expected 1.0 to 1.37, the newest that this version of Plimsoll knows.';

  await expect(audit({ ...audited, kubernetesVersion: '1.99' }, await world)).rejects.toThrow(
    `--kubernetes-version: ${expected}`,
  );
  await expect(audit({ ...audited, config }, await world)).rejects.toThrow(
    `own.yaml:2: kubernetesVersion: ${expected}`,
  );
  expect((await audit({ ...audited, kubernetesVersion: '1.37.2' }, await world)).exitCode).toBe(0);
});

test('a folder that is in no repository is told what looks at it', async () => {
  const directory = temporaryFolder({});

  await expect(review({ ...common, directory, base: null, head: 'HEAD' }, await world)).rejects.toThrow(
    'is not in a git repository; review compares two commits of a repository. To check a folder as it is, use `plimsoll audit`.',
  );
});

test.each([
  ['engine/generate/apiversions', 'k8s.io/client-go'],
  ['engine/generate/podsecurity', 'k8s.io/pod-security-admission'],
  ['engine/generate/rbac', 'k8s.io/kubernetes'],
])('the newest Kubernetes is that of the modules in %s', (folder, name) => {
  const modules = readFileSync(`${folder}/go.mod`, 'utf8');

  expect(modules).toMatch(new RegExp(`${name} v[01]\\.${newestKubernetes.slice('1.'.length)}\\.`));
});
