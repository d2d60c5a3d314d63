/** Value files of the command line, given as a shell gives them. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flagsInTree } from '../../src/run/open/chart-flags.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';

const flags = {
  values: [] as string[],
  set: [] as string[],
  release: { name: 'web', namespace: 'shop' },
  skipSchemaValidation: false,
};
const files = {
  'charts/api/values-staging.yaml': '',
  'charts/api/templates/x.yaml': '',
  '.gitignore': '*.local.yaml\n',
};

describe('a value file is found', () => {
  test.each([
    ['from the folder of the chart', 'charts/api', 'values-staging.yaml'],
    ['from a folder in it', 'charts/api/templates', '../values-staging.yaml'],
    ['from the root', '.', 'charts/api/values-staging.yaml'],
    ['with ./', 'charts', './api/values-staging.yaml'],
  ])('%s', async (_, directory, file) => {
    const root = temporaryRepository(files);
    const tree = await folderTree(root, { tracked: true, digests: 'stat' });
    for (const values of [[file], [join(root, directory, file)]]) {
      const read = flagsInTree({ ...flags, values }, tree, { root, directory: join(root, directory) });
      expect(read?.values).toEqual(['charts/api/values-staging.yaml']);
    }
  });
});

describe('refused', () => {
  const refused = async (
    given: Partial<typeof flags> & { readonly values?: readonly string[] },
  ): Promise<() => unknown> => {
    const root = temporaryRepository(files);
    const tree = await folderTree(root, { tracked: true, digests: 'stat' });
    return () => flagsInTree({ ...flags, ...given }, tree, { root, directory: root });
  };

  test('is one that does not exist', async () => {
    expect(await refused({ values: ['gone.yaml'] })).toThrow(/--values .*gone\.yaml does not exist\.$/);
  });

  test('is one outside of the repository', async () => {
    const outside = join(temporaryFolder({ 'v.yaml': '' }), 'v.yaml');
    expect(await refused({ values: [outside] })).toThrow(/is not a file of .* that is checked: it is outside of it/);
  });

  test('is --set without a value', async () => {
    expect(await refused({ set: ['replicas'] })).toThrow('--set replicas: expected NAME=VALUE.');
  });
});
