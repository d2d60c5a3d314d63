/** How a git repository is referred to, and the address of its archive. */

/** A repository of a git host, at a branch, a tag or a commit. */
export interface RepositoryReference {
  /** Like `https://github.com`. */
  readonly origin: string;
  /** Like `org/repo`. */
  readonly repository: string;
  /** `HEAD` for the default branch. */
  readonly ref: string;
}

/**
 * The address of a repository's packed files at its git host. Unknown hosts are treated like GitHub Enterprise, whose
 * address Gitea and Forgejo share.
 */
export function archiveAddress({ origin, repository, ref }: RepositoryReference): URL {
  const path = repository.split('/').map(encodeURIComponent).join('/');
  const at = ref.split('/').map(encodeURIComponent).join('/');
  switch (origin) {
    case 'https://github.com':
      return new URL(`https://codeload.github.com/${path}/tar.gz/${at}`);
    case 'https://gitlab.com':
      return new URL(`${origin}/${path}/-/archive/${at}/${path.split('/').at(-1) ?? ''}.tar.gz`);
    default:
      return new URL(`${origin}/${path}/archive/${at}.tar.gz`);
  }
}

/** The name of a repository in messages: `org/repo v1`. */
export function repositoryLabel({ repository, ref }: RepositoryReference): string {
  return `${repository} ${ref}`.slice(0, LONGEST_LABEL);
}

/** The name of a file in messages. */
export function fileLabel(url: string): string {
  return (
    url
      .replace(/[?#].*$/, '')
      .split('/')
      .at(-1) ?? ''
  ).slice(0, LONGEST_LABEL);
}

/** Maximum length of a name in messages; a longer one is suspicious. UTF-16 units. */
const LONGEST_LABEL = 200;
