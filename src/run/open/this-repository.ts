import { type ThisRepository } from '../../sources/deployments/repository.ts';
import { defaultBranch, repositoryOf } from '../../snapshot/git.ts';
import { git } from '../../snapshot/run-git.ts';

/**
 * The repository that a folder lies in, by the addresses of its remotes: declarations name it by one of them. A remote
 * that is a path on this machine (a mirror, a bundle) says nothing of what others call it.
 */
export async function thisRepository(directory: string, base: string | null): Promise<ThisRepository> {
  const repository = await repositoryOf(directory);
  if (repository === null) return { urls: [], branches: [] };
  const [addresses, head] = await Promise.all([addressesOf(repository), defaultBranch(repository)]);
  const branches = [head ?? '', base ?? ''].map((name) => name.replace(/^origin\//, ''));
  return { urls: addresses.filter(namesHost), branches: branches.filter((name) => name !== '') };
}

/** Of all remotes; git ends with an error where there is none. */
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
