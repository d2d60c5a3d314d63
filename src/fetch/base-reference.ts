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
 * Where a git host has a repository's files packed: each its own way, and for all others GitHub Enterprise's, which
 * Gitea and Forgejo share.
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

/** How a repository is spoken of: `org/repo v1`. */
export function repositoryLabel({ repository, ref }: RepositoryReference): string {
  return `${repository} ${ref}`.slice(0, LONGEST_LABEL);
}

/** How a file of an address is spoken of: by its name. */
export function fileLabel(url: string): string {
  return (
    url
      .replace(/[?#].*$/, '')
      .split('/')
      .at(-1) ?? ''
  ).slice(0, LONGEST_LABEL);
}

/** Names are short; what is longer is somebody's attempt. UTF-16 units. */
const LONGEST_LABEL = 200;
