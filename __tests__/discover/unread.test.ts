import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { unreadAmong } from '../../src/sources/discover/unread.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { textsOf } from '../../src/snapshot/texts.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

test('a component that nothing includes is told from a file that is no manifest', async () => {
  const files = {
    'components/tracing/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: []\n',
    'components/broken/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [patch.yaml]\n',
    'components/broken/patch.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n',
    'envs/prod.yaml': 'replicas: 3\n',
  };
  const tree = await folderTree(temporaryFolder(files), { tracked: false, digests: 'stat' });

  expect(await unreadAmong(Object.keys(files), { tree, texts: textsOf(tree) })).toEqual([
    {
      file: 'components/tracing/kustomization.yaml',
      why: 'It is a component that no kustomization here includes.',
    },
    {
      file: 'components/broken/kustomization.yaml',
      why: 'It is a component that Kustomize cannot read: each of its patches must be a map (path: file).',
    },
    { file: 'components/broken/patch.yaml', why: 'It is part of a kustomization that nothing here builds.' },
    { file: 'envs/prod.yaml', why: 'It is not a manifest, and nothing that is rendered here reads it.' },
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

test('files in other languages are named, and what other tools read is not', async () => {
  const named = {
    'a.jsonnet': 'Jsonnet is not rendered.',
    'a.libsonnet': 'Jsonnet is not rendered.',
    'a.cue': 'CUE is not rendered.',
    'a.k': 'KCL is not rendered.',
    'a.dhall': 'Dhall is not rendered.',
    'a.star': 'Starlark is not rendered.',
    'a.tpl': 'It is a template outside a chart.',
    'a.gotmpl': 'It is a template, which is not rendered.',
    'a.j2': 'It is a template, which is not rendered.',
    'marked.yaml': 'It is not valid YAML until another tool fills in what is marked with {{.',
    'values.json': 'It is not a manifest, and nothing that is rendered here reads it.',
  };
  const texts: Record<string, string> = {
    ...Object.fromEntries(Object.keys(named).map((file) => [file, 'a: 1\n'])),
    'marked.yaml': 'a: {{ b }}: c\n',
    '.hidden.yaml': 'a: 1\n',
    '.ci/build.yaml': 'a: 1\n',
    'docs/a.yaml': 'a: 1\n',
    'node_modules/a.yaml': 'a: 1\n',
    'package.json': '{}',
    'tsconfig.json': '{}',
    'azure-pipelines.yml': 'a: 1\n',
    'docker-compose.yml': 'a: 1\n',
    'pnpm-lock.yaml': 'a: 1\n',
    'a.schema.json': '{}',
    'other.json': '{"$schema": "x"}',
    'openapi.yaml': 'a: 1\n',
    'api.yaml': 'openapi: 3.0.0\n',
    'stack.yaml': 'AWSTemplateFormatVersion: x\n',
    'build.yaml': 'on: push\njobs: {}\n',
    'README.md': 'a',
  };
  const tree = await folderTree(temporaryFolder(texts), { tracked: false, digests: 'stat' });

  const unread = await unreadAmong(Object.keys(texts), { tree, texts: textsOf(tree) });
  expect(Object.fromEntries(unread.map(({ file, why }) => [file, why]))).toEqual(named);
});
