/** The addresses of GitHub or GitHub Enterprise and of its API. */
import { withoutSlashes } from '../foundation/text/without-slashes.ts';
import { type RepositoryReference } from './base-reference.ts';

/** The GitHub whose token is known: github.com, or a GitHub Enterprise server. */
export interface GitHub {
  /** The origin of its repositories. */
  readonly origin: string;
  readonly api: URL;
}

/** As GitHub Actions' environment defines it; github.com elsewhere. */
export function gitHubOf(env: Readonly<Record<string, string | undefined>>): GitHub {
  const server = env['GITHUB_SERVER_URL'] ?? '';
  const api = env['GITHUB_API_URL'] ?? '';
  if (!URL.canParse(server) || !URL.canParse(api)) return gitHubItself;
  return { origin: new URL(server).origin, api: new URL(api) };
}

export const gitHubItself: GitHub = { origin: 'https://github.com', api: new URL('https://api.github.com') };

/**
 * The API's address of a repository's archive for requests with a token. It redirects to an address that needs no
 * token. https://docs.github.com/en/rest/repos/contents#download-a-repository-archive-tar
 */
export function apiArchive({ repository, ref }: RepositoryReference, api: URL): URL {
  const at = ref === 'HEAD' ? [] : ref.split('/');
  const path = ['repos', ...repository.split('/'), 'tarball', ...at].map(encodeURIComponent).join('/');
  return new URL(`${api.origin}${withoutSlashes(api.pathname)}/${path}`);
}
