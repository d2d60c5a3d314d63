import { archiveAddress, type RepositoryReference } from './base-reference.ts';
import { type Fetched } from './fetched.ts';
import { assertOnline, cachedArchive, type Means } from './means.ts';
import { Refused } from './refusal.ts';
import { plain } from './repository/chart-repository.ts';
import { isExact } from './versions.ts';
import { permit } from './web/permit.ts';
import { type WebAnswer } from './web/web.ts';

/** One file of an address. @throws {Refused} */
export async function fetchFile(url: string, means: Means): Promise<Fetched> {
  const address = new URL(url);
  permit(address, means.hosts, 'allowed');
  assertOnline(means);
  const { bytes, digest } = await download(address, 'the file', means);
  return { ok: true, version: '', digest, archive: bytes, from: plain(address) };
}

/**
 * All files of a repository, packed. A version's tag is taken to stay what it was, and a commit does; what a branch
 * means is asked for every time.
 *
 * @throws {Refused}
 */
export async function fetchRepository(reference: RepositoryReference, means: Means): Promise<Fetched> {
  const address = archiveAddress(reference);
  permit(address, means.hosts, 'allowed');
  const { ref } = reference;
  const name = ['repository', address.href].join('\n');
  const isFixed = isExact(ref) || /^[0-9a-f]{40}$/.test(ref);
  const cached = isFixed ? await cachedArchive(means, name) : null;
  if (cached !== null) return { ...cached, from: plain(address) };
  assertOnline(means);
  const { bytes, digest } = await download(address, 'the archive', means);
  if (isFixed) await means.cache.keep(name, { version: ref, etag: null }, bytes);
  return { ok: true, version: ref, digest, archive: bytes, from: plain(address) };
}

/** Nothing but the address is sent: no login is known for what anybody may name. */
async function download(url: URL, what: string, { web, limits, signal }: Means): Promise<WebAnswer> {
  const limit = { bytes: limits.archiveBytes, what };
  const reach = { reach: 'allowed', redirectReach: 'allowed' } as const;
  const answer = await web.get({ url, headers: {}, authorization: null, ...reach, limit, expand: false, signal });
  const { status } = answer;
  if (status === 200) return answer;
  if (status === 404 || status === 410) throw new Refused('not-found', `there is nothing at ${plain(url)}`);
  if (status === 401 || status === 403) throw new Refused('unauthorised', `${url.host} wants a login`);
  throw new Refused('answer-invalid', `${url.host} answers with status ${status}`);
}
