import { type ThisRepository } from './deploy/repository.ts';
import { git, repositoryOf } from './snapshot/git.ts';

/**
 * The repository that a folder lies in, by the addresses of its remotes: declarations name it by one of them. A remote
 * that is a path on this machine (a mirror, a bundle) says nothing of what others call it.
 */
export async function thisRepository(directory: string, base: string | null): Promise<ThisRepository> {
  const repository = await repositoryOf(directory);
  if (repository === null) return { urls: [], branches: [] };
  const printed = await printedBy(repository, ['config', '--get-regexp', '^remote\\..*\\.url$']);
  const addresses = printed.split('\n').map((line) => line.slice(line.indexOf(' ') + 1));
  const head = await printedBy(repository, ['symbolic-ref', '--short', 'refs/remotes/origin/HEAD']);
  const branches = [head, base ?? ''].map((name) => name.trim().replace(/^origin\//, ''));
  return { urls: addresses.filter(namesHost), branches: branches.filter((name) => name !== '') };
}

function namesHost(address: string): boolean {
  return /^(?:https?|ssh|git):\/\//.test(address) || /^[^/@:]+@[^/:]+:/.test(address);
}

/** What git prints; nothing where it has nothing to say. */
async function printedBy(repository: string, args: readonly string[]): Promise<string> {
  try {
    return await git(repository, args);
  } catch {
    return '';
  }
}
