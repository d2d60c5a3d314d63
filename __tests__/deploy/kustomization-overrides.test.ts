import { expect, test } from 'vitest';
import { withOverrides } from '../../src/sources/deployments/kustomization-overrides.ts';

test('a deployment sets fields in a kustomization as kustomize edit does', () => {
  const own = {
    resources: ['web.yaml'],
    namePrefix: 'a-',
    images: [{ name: 'web', newTag: '1' }, { name: 'db' }],
    commonLabels: { team: 'a', tier: 'x' },
    patches: [{ path: 'p.yaml' }],
  };
  const overrides = {
    namePrefix: 'b-',
    images: [{ name: 'web', newTag: '2' }],
    commonLabels: { team: 'b' },
    patches: [{ patch: 'x' }],
    components: ['../c'],
  };

  expect(withOverrides(own, overrides)).toEqual({
    resources: ['web.yaml'],
    namePrefix: 'b-',
    images: [{ name: 'db' }, { name: 'web', newTag: '2' }],
    commonLabels: { team: 'b', tier: 'x' },
    patches: [{ path: 'p.yaml' }, { patch: 'x' }],
    components: ['../c'],
  });
});
