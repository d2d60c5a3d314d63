/** Finds the addresses and branches by which declarations refer to this repository. */
import { type ThisRepository } from '../../sources/deployments/repository.ts';
import { defaultBranch, repositoryOf } from '../../snapshot/git.ts';
import { git } from '../../snapshot/run-git.ts';

/**
 * The addresses of the remotes of a folder's repository, by which declarations refer to it. Remotes that are local
 * paths (a mirror, a bundle) are left out: others do not use them.
 */
export async function thisRepository(directory: string, base: string | null): Promise<ThisRepository> {
  const repository = await repositoryOf(directory);
  if (repository === null) return { urls: [], branches: [] };
  const [addresses, head] = await Promise.all([addressesOf(repository), defaultBranch(repository)]);
  const branches = [head ?? '', base ?? ''].map((name) => name.replace(/^origin\//, ''));
  return { urls: addresses.filter(namesHost), branches: branches.filter((name) => name !== '') };
}

/** `owner/name`, from the first address; null if there is none. */
export function repositoryName([address]: readonly string[]): string | null {
  const path = address?.replace(/^(?:[a-z]+:\/\/[^/]*|[^/]*:)\/?/, '').replace(/(?:\.git)?\/*$/, '') ?? '';
  return path === '' ? null : path;
}

/** The addresses of all remotes. git fails if there are none. */
async function addressesOf(repository: string): Promise<string[]> {
  try {
    const printed = await git(repository, ['config', '--get-regexp', '^remote\\..*\\.url$']);
    return printed.split('\n').map((line) => line.slice(line.indexOf(' ') + 1));
  } catch {
    return [];
  }
}

function namesHost(address: string): boolean {
  return /^(?:https?|ssh|git):\/\//.test(address) || /^[^/@:]+@[^/:]+:/.test(address);
}
