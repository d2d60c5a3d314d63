import { withoutSlashes } from '../foundation/text/without-slashes.ts';
import { type RepositoryReference } from './base-reference.ts';

/** The GitHub whose token is known: github.com, or a server of one's own. */
export interface GitHub {
  /** Of its repositories. */
  readonly origin: string;
  readonly api: URL;
}

/** As GitHub Actions tells it; github.com elsewhere. */
export function gitHubOf(env: Readonly<Record<string, string | undefined>>): GitHub {
  const server = env['GITHUB_SERVER_URL'] ?? '';
  const api = env['GITHUB_API_URL'] ?? '';
  if (!URL.canParse(server) || !URL.canParse(api)) return gitHubItself;
  return { origin: new URL(server).origin, api: new URL(api) };
}

export const gitHubItself: GitHub = { origin: 'https://github.com', api: new URL('https://api.github.com') };

/**
 * Where the API has a repository's files packed for who shows a token; it sends on to an address of its own that needs
 * none. https://docs.github.com/en/rest/repos/contents#download-a-repository-archive-tar
 */
export function apiArchive({ repository, ref }: RepositoryReference, api: URL): URL {
  const at = ref === 'HEAD' ? [] : ref.split('/');
  const path = ['repos', ...repository.split('/'), 'tarball', ...at].map(encodeURIComponent).join('/');
  return new URL(`${api.origin}${withoutSlashes(api.pathname)}/${path}`);
}
