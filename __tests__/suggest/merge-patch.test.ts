import { describe, expect, test } from 'vitest';
import { type Path } from '../../src/model/json.ts';
import { type KubernetesObject, type Manifest } from '../../src/model/manifest.ts';
import { type FixOperation } from '../../src/model/rule.ts';
import { mergePatchFor } from '../../src/sources/kustomize/candidates/merge-patch.ts';

const object: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'eu-web', namespace: 'shop' },
  spec: {
    hostPID: true,
    tolerations: [{ key: 'a' }],
    containers: [{ name: 'web', ports: [{ containerPort: 80, hostPort: 80 }] }, { name: 'log' }],
  },
};

const manifest: Manifest = {
  source: 'eu',
  object,
  origin: {
    kind: 'kustomize',
    file: null,
    configuredIn: 'eu/kustomization.yaml',
    original: { apiVersion: 'v1', kind: 'Pod', namespace: null, name: 'web' },
    transformers: [],
  },
};

const set = (value: string, ...path: Path): FixOperation => ({ op: 'set', path, value });
const remove = (...path: Path): FixOperation => ({ op: 'remove', path });
const named = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } };

describe('a patch that is merged', () => {
  test('names list items by what they are merged by, each once', () => {
    const operations = [
      set('a', 'spec', 'containers', 1, 'x', 'y'),
      set('b', 'spec', 'containers', 1, 'x', 'z'),
      remove('spec', 'containers', 0, 'ports', 0, 'hostPort'),
    ];

    expect(mergePatchFor(manifest, operations)).toEqual({
      ...named,
      spec: {
        containers: [
          { name: 'log', x: { y: 'a', z: 'b' } },
          { name: 'web', ports: [{ containerPort: 80, hostPort: null }] },
        ],
      },
    });
  });

  test('removes by null', () => {
    expect(mergePatchFor(manifest, [remove('spec', 'hostPID')])).toEqual({ ...named, spec: { hostPID: null } });
  });

  test('is not made where a list has no names', () => {
    expect(mergePatchFor(manifest, [set('b', 'spec', 'tolerations', 0, 'key')])).toBeNull();
  });
});
