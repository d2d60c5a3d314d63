/** Settings in arguments that become unsafe, in reviews with all rules at hand and no configuration. */
import { expect, test } from 'vitest';
import { openWorld } from '../../src/run/open/open-world.ts';
import { ratchets } from './pack.ts';

const { reviewed } = ratchets(openWorld);

const pod = (...containers: readonly string[]): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: control, namespace: kube-system}\nspec:\n  containers:\n${containers.join('')}`;

const server = (name: string, setting: string): string =>
  `    - name: ${name}\n      image: registry.k8s.io/kube-apiserver:v1.37.0\n      command: [kube-apiserver, --anonymous-auth=${setting}, --profiling=false]\n`;

test.each([
  ['in a container that was there', pod(server('one', 'true')), 1],
  ['in a new container', pod(server('one', 'false'), server('two', 'true')), 0],
])('are lost protections %s', async (_, after, count) => {
  const { report } = await reviewed({ base: { 'a.yaml': pod(server('one', 'false')) }, head: { 'a.yaml': after } });

  expect(
    report.findings.filter(({ rule, lost }) => rule === 'components/api-server-authentication' && lost === true),
  ).toHaveLength(count);
});
