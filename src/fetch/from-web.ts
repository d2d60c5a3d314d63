import { archiveAddress, type RepositoryReference } from './base-reference.ts';
import { basicHeader, type Credential } from './credentials/credential.ts';
import { type Fetched } from './fetched.ts';
import { apiArchive } from './git-hub.ts';
import { assertOnline, cachedArchive, type Means } from './means.ts';
import { Refused } from './refusal.ts';
import { plain, wanting } from './repository/chart-repository.ts';
import { isExact } from './versions.ts';
import { allowing } from './web/allowed-hosts.ts';
import { permit } from './web/permit.ts';
import { type WebAnswer } from './web/web.ts';

/** One file of an address. @throws {Refused} */
export async function fetchFile(url: string, means: Means): Promise<Fetched> {
  const address = new URL(url);
  permit(address, means.hosts, 'allowed');
  assertOnline(means);
  // No login is known for what anybody may name.
  const { bytes, digest } = await download({ url: address, credential: null, authorization: null }, 'the file', means);
  return { ok: true, version: '', digest, archive: bytes, from: plain(address) };
}

/**
 * All files of a repository, packed. A version's tag is taken to stay what it was, and a commit does; what a branch
 * means is asked for every time.
 *
 * @throws {Refused}
 */
export async function fetchRepository(reference: RepositoryReference, means: Means): Promise<Fetched> {
  const archive = archiveOf(reference, means);
  const { url } = archive;
  permit(url, means.hosts, 'allowed');
  const { ref } = reference;
  const name = ['repository', url.href].join('\n');
  const isFixed = isExact(ref) || /^[0-9a-f]{40}$/.test(ref);
  const cached = isFixed ? await cachedArchive(means, name) : null;
  if (cached !== null) return { ...cached, from: plain(url) };
  assertOnline(means);
  const { bytes, digest } = await download(archive, 'the archive', means);
  if (isFixed) await means.cache.keep(name, { version: ref, etag: null }, bytes);
  return { ok: true, version: ref, digest, archive: bytes, from: plain(url) };
}

/** What is asked for, and who asks. */
interface Download {
  readonly url: URL;
  readonly credential: Credential | null;
  readonly authorization: string | null;
}

/**
 * Where a repository's files are packed, and the login for that very host, if one is known. GitHub gives what is private
 * by its API alone, which is asked where it is among the allowed hosts and there is a token for it.
 */
export function archiveOf(
  reference: RepositoryReference,
  { credentials, gitHub, hosts }: Pick<Means, 'credentials' | 'gitHub' | 'hosts'>,
): Download {
  const api = apiArchive(reference, gitHub.api);
  // Any more parts would make another of the API's addresses.
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
  { web, limits, signal }: Means,
): Promise<WebAnswer> {
  const limit = { bytes: limits.archiveBytes, what };
  const reach = { reach: 'allowed', redirectReach: 'allowed' } as const;
  const answer = await web.get({ url, headers: {}, authorization, ...reach, limit, expand: false, signal });
  const { status } = answer;
  if (status === 200) return answer;
  if (status === 404 || status === 410) throw new Refused('not-found', `there is nothing at ${plain(url)}`);
  if (status === 401 || status === 403) throw new Refused('unauthorised', wanting(url, credential));
  throw new Refused('answer-invalid', `${url.host} answers with status ${status}`);
}
