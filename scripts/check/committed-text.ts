/** Checks that no committed file names a package registry or a folder of this machine. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Step } from '../steps.ts';

/** Hosts of package registries. Which registry is used is a setting of the installing machine. */
const registryHost = /\b(?:registry\.(?:npmjs|yarnpkg)\.(?:org|com)|(?:proxy|sum)\.golang\.org)\b/;

/** Compressed or compiled files, which are not searched. */
const binary = /\.(?:br|wasm|png|gz|tgz|bundle)$/;

/** Files that are or would be committed, relative to `root`. */
async function committedFiles(root: string): Promise<readonly string[]> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await promisify(execFile)('git', args, { cwd: root, maxBuffer: 1 << 26 });
  return stdout.split('\0').filter((file) => file !== '' && !binary.test(file));
}

/** Folders that exist only on this machine. A manifest may name `/root` or `/home`, but not these. */
function machineFolders(root: string): readonly string[] {
  const parent = dirname(root);
  return [root, `${homedir()}/go/`, `${homedir()}/.`, ...(parent === '/' ? [] : [`${parent}/`])];
}

/** The faults of one file's text: `file:line: what`. */
export function faultsOf(file: string, text: string, folders: readonly string[]): readonly string[] {
  return text.split('\n').flatMap((line, index) => {
    const host = registryHost.exec(line)?.[0];
    const folder = folders.find((candidate) => line.includes(candidate));
    return [
      ...(host === undefined ? [] : [`${file}:${index + 1}: names the package registry ${host}`]),
      ...(folder === undefined ? [] : [`${file}:${index + 1}: names a folder of this machine, ${folder}`]),
    ];
  });
}

/**
 * Checks that no committed file names the host of a package registry or a folder of the machine on which it was
 * written.
 */
export function committedTextStep(root: string): Step {
  return {
    name: 'no registry hosts or machine paths',
    run: async () => {
      const folders = machineFolders(root);
      const files = await committedFiles(root);
      const faults = await Promise.all(
        files.map(async (file) => {
          const text = await readFile(join(root, file), 'utf8').catch((error: unknown) => {
            // Listed by git but deleted, or a link to a folder: there is nothing to read.
            if (['ENOENT', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
            throw error;
          });
          return faultsOf(file, text, folders);
        }),
      );
      return faults.flat();
    },
  };
}
