import { expect, test } from 'vitest';
import { unreadAmong } from '../../src/discover/unread.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { textsOf } from '../../src/texts.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

test('a component that nothing includes is told from a file that is no manifest', async () => {
  const files = {
    'components/tracing/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: []\n',
    'envs/prod.yaml': 'replicas: 3\n',
  };
  const tree = await folderTree(temporaryFolder(files), { tracked: false, digests: 'stat' });

  expect(await unreadAmong(Object.keys(files), textsOf(tree))).toEqual([
    {
      file: 'components/tracing/kustomization.yaml',
      why: 'It is a component, which no kustomization here includes.',
    },
    { file: 'envs/prod.yaml', why: 'It is no manifest, and nothing that is rendered here reads it.' },
  ]);
});
