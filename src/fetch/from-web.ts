/** Fetches a single file, or a git repository's archive. */
import { archiveAddress, type RepositoryReference } from './base-reference.ts';
import { basicHeader, type Credential } from './credentials/credential.ts';
import { type Fetched } from './fetched.ts';
import { apiArchive } from './git-hub.ts';
import { assertOnline, cachedArchive, type FetchContext } from './fetch-context.ts';
import { Refused } from './refusal.ts';
import { plain, wanting } from './repository/chart-repository.ts';
import { isExact } from './versions.ts';
import { allowing } from './web/allowed-hosts.ts';
import { permit } from './web/permit.ts';
import { type WebAnswer } from './web/web.ts';

/** A single file at an address. @throws {Refused} */
export async function fetchFile(url: string, context: FetchContext): Promise<Fetched> {
  const address = new URL(url);
  permit(address, context.hosts, 'allowed');
  assertOnline(context);
  // No login is sent, because anybody may name the address.
  const { bytes, digest } = await download(
    { url: address, credential: null, authorization: null },
    'the file',
    context,
  );
  return { ok: true, version: '', digest, archive: bytes, from: plain(address) };
}

/**
 * All files of a repository, as an archive. Version tags and commits are cached, as they are assumed not to change; a
 * branch is fetched every time.
 *
 * @throws {Refused}
 */
export async function fetchRepository(reference: RepositoryReference, context: FetchContext): Promise<Fetched> {
  const archive = archiveOf(reference, context);
  const { url } = archive;
  permit(url, context.hosts, 'allowed');
  const { ref } = reference;
  const name = ['repository', url.href].join('\n');
  const isFixed = isExact(ref) || /^[0-9a-f]{40}$/.test(ref);
  const cached = isFixed ? await cachedArchive(context, name) : null;
  if (cached !== null) return { ...cached, from: plain(url) };
  assertOnline(context);
  const { bytes, digest } = await download(archive, 'the archive', context);
  if (isFixed) await context.cache.keep(name, { version: ref, etag: null }, bytes);
  return { ok: true, version: ref, digest, archive: bytes, from: plain(url) };
}

/** What is requested, and with which login. */
interface Download {
  readonly url: URL;
  readonly credential: Credential | null;
  readonly authorization: string | null;
}

/**
 * The address of a repository's archive, and the login for that host if one is known. GitHub only returns private
 * archives by its API, which is used if it is an allowed host and there is a token for it.
 */
export function archiveOf(
  reference: RepositoryReference,
  { credentials, gitHub, hosts }: Pick<FetchContext, 'credentials' | 'gitHub' | 'hosts'>,
): Download {
  const api = apiArchive(reference, gitHub.api);
  // Additional parts would make it another address of the API.
  const isOne = reference.origin === gitHub.origin && reference.repository.split('/').length === 2;
  const token = isOne ? credentials(api) : null;
  if (token?.kind === 'basic' && allowing(hosts, api) !== null)
    return { url: api, credential: token, authorization: `Bearer ${token.password}` };
  const url = archiveAddress(reference);
  const credential = credentials(url);
  return { url, credential, authorization: basicHeader(credential) };
}

/** @throws {Refused} */
async function download(
  { url, credential, authorization }: Download,
  what: string,
  { web, limits, signal }: FetchContext,
): Promise<WebAnswer> {
  const limit = { bytes: limits.archiveBytes, what };
  const reach = { reach: 'allowed', redirectReach: 'allowed' } as const;
  const answer = await web.get({ url, headers: {}, authorization, ...reach, limit, expand: false, signal });
  const { status } = answer;
  if (status === 200) return answer;
  if (status === 404 || status === 410) throw new Refused('not-found', `${plain(url)} was not found`);
  if (status === 401 || status === 403) throw new Refused('unauthorised', wanting(url, credential));
  throw new Refused('answer-invalid', `${url.host} answers with status ${status}`);
}
