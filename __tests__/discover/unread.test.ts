import { gzipSync } from 'node:zlib';
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

  expect(await unreadAmong(Object.keys(files), { tree, texts: textsOf(tree) })).toEqual([
    {
      file: 'components/tracing/kustomization.yaml',
      why: 'It is a component, which no kustomization here includes.',
    },
    { file: 'envs/prod.yaml', why: 'It is no manifest, and nothing that is rendered here reads it.' },
  ]);
});

test('a packed chart that nothing renders is named, and another archive is not', async () => {
  const tar = (name: string): Uint8Array => gzipSync(Buffer.concat([Buffer.from(name), Buffer.alloc(1024)]));
  const files = {
    'web-1.0.0.tgz': tar('web/Chart.yaml'),
    'releases/web.tar.gz': tar('web/Chart.yaml'),
    'cache/left-pad-1.0.0.tgz': tar('package/package.json'),
    'notes.tgz': 'no archive',
  };
  const tree = await folderTree(temporaryFolder(files), { tracked: false, digests: 'stat' });
  const why = 'It is a packed chart, and nothing that is rendered here reads it.';

  expect(await unreadAmong(Object.keys(files), { tree, texts: textsOf(tree) })).toEqual([
    { file: 'web-1.0.0.tgz', why },
    { file: 'releases/web.tar.gz', why },
  ]);
});
