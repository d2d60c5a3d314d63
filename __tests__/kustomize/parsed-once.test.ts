import { expect, test } from 'vitest';
import { treeOf } from '../../src/sources/remote/files-tree.ts';
import { textsOf } from '../../src/snapshot/texts.ts';
import { patchesIn } from '../../src/sources/kustomize/writing/patches.ts';
import { pluginPatches } from '../../src/sources/kustomize/writing/plugin-patches.ts';

test('inline patches are read once for all findings of a build', async () => {
  const texts = textsOf(treeOf('test', new Map()));
  const patch = 'kind: Pod\nmetadata: {name: a}\n';
  const plugin = `apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: p}\npatch: '[{op: remove, path: /spec}]'\n`;
  const kustomization = {
    file: 'kustomization.yaml',
    document: 0,
    fields: { patches: [{ patch }], transformers: [plugin] },
  };
  const read = async () => [
    ...(await patchesIn(texts, kustomization, 'patches')),
    ...(await pluginPatches(texts, kustomization)),
  ];

  const [first, again] = [await read(), await read()];
  expect(first.map(({ value }) => value)).toEqual([
    { kind: 'Pod', metadata: { name: 'a' } },
    [{ op: 'remove', path: '/spec' }],
  ]);
  for (const [index, { value }] of first.entries()) expect(again[index]?.value).toBe(value);
});
