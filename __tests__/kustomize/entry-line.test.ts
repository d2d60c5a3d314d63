import { describe, expect, test } from 'vitest';
import { builder } from './built.ts';

const { build } = builder();
const files = { 'a/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n' };

describe('a build that fails for a file that an entry names', () => {
  test.each([
    [
      'a resource',
      'a',
      { 'a/kustomization.yaml': 'resources:\n  - pod.yaml\n  - gone.yaml\n' },
      'a/kustomization.yaml:3',
    ],
    ['a folder', 'a', { 'a/kustomization.yaml': 'resources:\n  - pod.yaml\n  - ../gone\n' }, 'a/kustomization.yaml:3'],
    [
      'a patch',
      'a',
      { 'a/kustomization.yaml': 'resources: [pod.yaml]\npatches:\n  - target: {kind: Pod}\n    path: gone.yaml\n' },
      'a/kustomization.yaml:4',
    ],
    [
      'a file of a generator under another name',
      'a',
      { 'a/kustomization.yaml': 'configMapGenerator:\n  - name: x\n    files:\n      - key=gone.txt\n' },
      'a/kustomization.yaml:4',
    ],
    [
      'a resource of its base',
      'b',
      {
        'a/kustomization.yaml': 'resources:\n  - gone.yaml\n',
        'b/kustomization.yaml': '# An overlay.\nresources:\n  - ../a\n',
      },
      'a/kustomization.yaml:2',
    ],
  ])('stands at that entry: %s', async (_, folder, kustomizations, place) => {
    const [problem] = (await build({ ...files, ...kustomizations }, folder)).problems;
    const [file = '', line] = place.split(':');

    expect(problem?.place).toEqual({ kind: 'lines', file, first: Number(line), last: Number(line) });
    expect(problem?.message.startsWith(`${place}: `)).toBe(true);
  });

  test('stands at the file where no entry is named', async () => {
    const text = 'resources: [pod.yaml]\npatches: [{patch: "{apiVersion: v1, kind: Pod, metadata: {name: y}}"}]\n';
    const [problem] = (await build({ ...files, 'a/kustomization.yaml': text }, 'a')).problems;

    expect(problem?.place).toMatchObject({ kind: 'file', file: 'a/kustomization.yaml' });
  });
});
