import { expect, test } from 'vitest';
import { foldersOf } from '../../src/snapshot/folders.ts';
import { valueFileDeployments } from '../../src/sources/deployments/value-files.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';
import { lines } from './found.ts';

async function byFile(files: readonly string[]) {
  const contents = Object.fromEntries(files.map((file) => [file, '']));
  const tree = await folderTree(temporaryFolder(contents), { tracked: false, digests: 'stat' });
  const { deployments } = valueFileDeployments(foldersOf(tree), 'web', { name: 'release-name', namespace: 'default' });
  return deployments;
}

test('each value file beside a chart is a deployment, named by the part that varies', async () => {
  const files = [
    'web/values-prod.yaml',
    'web/values.staging.yml',
    'web/values_dev.yaml',
    'web/envs/eu.yaml',
    'web/env/values-us.yaml',
    'web/environments/asia/values.yaml',
    'web/values/test-1.yaml',
    'web/values/africa.yaml',
  ];

  const deployments = await byFile(['web/Chart.yaml', 'web/values.yaml', 'values-root.yaml', ...files]);

  expect(deployments.map(({ name, place }) => [name, place.file])).toEqual([
    ['us', 'web/env/values-us.yaml'],
    ['asia', 'web/environments/asia/values.yaml'],
    ['eu', 'web/envs/eu.yaml'],
    ['prod', 'web/values-prod.yaml'],
    ['staging', 'web/values.staging.yml'],
    ['africa', 'web/values/africa.yaml'],
    ['dev', 'web/values_dev.yaml'],
  ]);
  expect(deployments[3]).toEqual({
    name: 'prod',
    declaredBy: 'values-pattern',
    target: 'default',
    namespace: null,
    place: lines('web/values-prod.yaml', 1),
    declaredIn: ['web/values-prod.yaml'],
    parts: [
      {
        kind: 'helm',
        chart: { kind: 'folder', path: 'web' },
        release: { name: 'release-name', namespace: 'default' },
        layers: [{ kind: 'file', file: 'web/values-prod.yaml', ignoreMissing: false }],
        set: [],
        skipCrds: false,
        skipSchemaValidation: false,
        apiVersions: [],
        kubeVersion: null,
        postRender: [],
        commonMetadata: null,
      },
    ],
    createsNamespace: null,
    unknown: [],
  });
});

test.each([
  'web/values.yaml',
  'web/values.schema.json',
  'web/values.schema.yaml',
  'web/values-schema.yaml',
  'web/values-example.yaml',
  'web/values-prod-sample.yaml',
  'web/values-secrets.yaml',
  'web/envs/common.yaml',
  'web/envs/values.yaml',
  'web/envs/README.md',
  'web/ci/a-values.yaml',
  'web/templates/values-x.yaml',
  'other/values-prod.yaml',
])('%s is none', async (file) => {
  expect(await byFile(['web/Chart.yaml', file])).toEqual([]);
});
