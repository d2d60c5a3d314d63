/** Polaris: a folder for each check, with files that succeed, fail, or are mutated until they succeed. */
import { basename, join } from 'node:path';
import { type Suite } from '../expectation.ts';
import { foldersIn, manifestsBelow } from '../files.ts';

const folder = 'test/checks';

export function polaris(root: string): Suite {
  const checks = foldersIn(join(root, folder));
  const expectations = checks.flatMap((check) =>
    manifestsBelow(root, join(folder, check)).flatMap((file) => {
      const [word = ''] = basename(file).split(/[.-]/);
      if (!['success', 'mutated', 'failure'].includes(word)) return [];
      return [{ check, files: [file], object: null, fails: word === 'failure' }];
    }),
  );
  return { name: 'polaris', checks, expectations };
}
