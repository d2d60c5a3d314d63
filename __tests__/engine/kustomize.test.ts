import { afterAll, describe, expect, it } from 'vitest';

import { files, openEngines, valueOf } from './open-engines.ts';

const engines = openEngines();
afterAll(async () => engines.close());

const build = async (dir: string, texts: Readonly<Record<string, string>>) =>
  engines.kustomize.build({ dir, files: files(texts) });

const base = {
  'base/kustomization.yaml': 'resources: [a+b.yaml]\nconfigMapGenerator: [{name: env, literals: [A=1]}]\n',
  'base/a+b.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n',
};

describe('building a kustomization', () => {
  it('gives what kustomize build gives, where each resource comes from, and what was read', async () => {
    const { resources, reads } = valueOf(
      await build('overlay', {
        ...base,
        'overlay/kustomization.yaml':
          'resources: [../base]\nnamePrefix: prod-\npatches: [{path: p.yaml}]\nbuildMetadata: [managedByLabel]\n',
        'overlay/p.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: LoadBalancer}\n',
        'overlay/unread.yaml': 'a: 1\n',
      }),
    );
    expect(reads).toEqual(['base/a+b.yaml', 'base/kustomization.yaml', 'overlay/kustomization.yaml', 'overlay/p.yaml']);
    const transformers = ['base/kustomization.yaml', 'overlay/kustomization.yaml'];
    expect(resources.map(({ text, origin }) => ({ object: JSON.parse(text) as unknown, origin }))).toEqual([
      {
        object: {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          data: { A: '1' },
          metadata: {
            name: 'prod-env-89g4tffbfk',
            labels: { 'app.kubernetes.io/managed-by': 'kustomize-v5.8.2' },
          },
        },
        origin: {
          path: null,
          configuredIn: 'base/kustomization.yaml',
          configuredBy: 'ConfigMapGenerator',
          original: { apiVersion: 'v1', kind: 'ConfigMap', namespace: null, name: 'env' },
          transformers,
        },
      },
      {
        object: {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: {
            name: 'prod-web',
            labels: { 'app.kubernetes.io/managed-by': 'kustomize-v5.8.2' },
          },
          spec: { ports: [{ port: 80 }], type: 'LoadBalancer' },
        },
        origin: {
          path: 'base/a+b.yaml',
          configuredIn: null,
          configuredBy: null,
          original: { apiVersion: 'v1', kind: 'Service', namespace: null, name: 'web' },
          transformers,
        },
      },
    ]);
  });

  const failing: readonly [string, string, Readonly<Record<string, string>>, object][] = [
    [
      'a remote base',
      '.',
      { 'kustomization.yaml': '# ours\nresources:\n  - https://github.com/acme/base?ref=v1\n' },
      {
        code: 'remote-refused',
        message: 'nothing is fetched: https://github.com/acme/base?ref=v1',
        file: 'kustomization.yaml',
        line: 3,
      },
    ],
    [
      'Helm charts in it',
      '.',
      { 'kustomization.yaml': 'helmCharts: [{name: a, repo: https://example.com, version: 1.0.0}]\n' },
      {
        code: 'kustomize-failed',
        message: 'helmCharts are not rendered in a kustomization yet',
        file: 'kustomization.yaml',
        line: null,
      },
    ],
    [
      'no kustomization',
      'nowhere',
      {},
      {
        code: 'kustomize-failed',
        message: "must build at directory: not a valid directory: 'nowhere' doesn't exist",
        file: 'nowhere/kustomization.yaml',
        line: null,
      },
    ],
  ];
  it.each(failing)('refuses %s', async (_, dir, texts, error) => {
    expect(await build(dir, texts)).toEqual({ ok: false, error });
  });
});
