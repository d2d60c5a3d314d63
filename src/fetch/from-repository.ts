/** Fetches a chart from an https chart repository. */
import { type ChartReference } from './chart-reference.ts';
import { type Fetched } from './fetched.ts';
import { Refused } from './refusal.ts';
import { fetchFromRegistry } from './from-registry.ts';
import { type RepositoryClient, findVersion, plain, resolveIn } from './repository/chart-repository.ts';
import { assertOnline, cachedArchive, type FetchContext } from './fetch-context.ts';
import { isExact } from './versions.ts';
import { permit } from './web/permit.ts';

/** A chart from an https chart repository. @throws {Refused} */
export async function fetchFromRepository(
  chart: Extract<ChartReference, { kind: 'http' }>,
  context: FetchContext,
): Promise<Fetched> {
  const base = baseOf(chart.repository);
  permit(base, context.hosts, 'allowed');
  const name = ['chart', base.href, chart.name, chart.version].join('\n');
  const cached = isExact(chart.version) ? await cachedArchive(context, name) : null;
  if (cached !== null) return { ...cached, from: plain(base) };
  assertOnline(context);
  const repository = context.repository(base);
  const index = await repository.index(context.signal);
  const { version, digest, location } = await findVersion(index, chart.name, chart.version, context.resolveRange);
  const what = `the archive of version ${version}`;
  const { archive, ...fetched }: Pick<Fetched, 'digest' | 'archive' | 'from'> = location.startsWith('oci://')
    ? await fetchFromRegistry({ kind: 'oci', reference: location, version }, context)
    : await downloaded(resolveIn(base, location), what, repository, context);
  if (digest !== null && digest !== fetched.digest) {
    throw new Refused('digest-mismatch', `${what} does not have the digest in the index, ${digest}`);
  }
  if (isExact(chart.version)) await context.cache.keep(name, { version, etag: null }, archive);
  return { ok: true, version, digest: fetched.digest, archive, from: fetched.from };
}

async function downloaded(
  url: URL,
  what: string,
  repository: RepositoryClient,
  { limits, signal }: FetchContext,
): Promise<Pick<Fetched, 'digest' | 'archive' | 'from'>> {
  const { digest, bytes } = await repository.archive(url, { bytes: limits.archiveBytes, what }, signal);
  return { digest, archive: bytes, from: plain(url) };
}

function baseOf(repository: string): URL {
  const url = URL.canParse(repository) ? new URL(repository) : null;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new Refused('reference-invalid', 'its repository is not an https:// or oci:// address');
}
