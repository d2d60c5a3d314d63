import { expect, test } from 'vitest';
import { composers } from '../../src/foundation/kubernetes/composed-pods.ts';
import { customKinds, kubernetesKinds } from '../../src/foundation/kubernetes/pod-kinds.ts';
import { page } from './pages.ts';

test('the page about deployments names every kind that makes pods, and its group', () => {
  const [, section = ''] = page('docs/deployments.md').text.split('## Which kinds make pods');
  const table = section.split('\n## ')[0] ?? '';
  const custom = [customKinds, composers].flatMap((each: Readonly<Record<string, object>>) => Object.entries(each));
  const missing = [
    ...Object.values(kubernetesKinds).flatMap((kinds) => Object.keys(kinds)),
    ...custom.flatMap(([group, kinds]) => [`\`${group}\``, ...Object.keys(kinds)]),
  ].filter((word) => !(word.startsWith('`') ? table.includes(word) : new RegExp(`\\b${word}\\b`).test(table)));
  expect(missing).toEqual([]);
});
