/** Fetches a chart from an OCI registry. */
import { type ChartReference } from './chart-reference.ts';
import { type Fetched } from './fetched.ts';
import { findOciChart } from './oci/helm-chart.ts';
import { type OciReference, parseOciReference } from './oci/reference.ts';
import { openRegistry } from './oci/registry.ts';
import { Refused } from './refusal.ts';
import { assertOnline, cachedArchive, type FetchContext } from './fetch-context.ts';
import { isExact } from './versions.ts';
import { permit } from './web/permit.ts';

/** A chart from an OCI registry. @throws {Refused} */
export async function fetchFromRegistry(
  { reference, version }: Extract<ChartReference, { kind: 'oci' }>,
  context: FetchContext,
): Promise<Fetched> {
  const parsed = parseOciReference(reference, context.hosts);
  const { origin, repository } = parsed;
  permit(new URL(origin), context.hosts, 'allowed');
  const from = `oci://${new URL(origin).host}/${repository}`;
  const name = nameOf(parsed, version);
  const cached = name === null ? null : await cachedArchive(context, name);
  if (cached !== null) return { ...cached, from };
  assertOnline(context);
  const credential = context.credentials(new URL(`${origin}/${repository}`));
  const registry = openRegistry({ ...context, origin, repository, credential });
  const chart = await findOciChart(registry, parsed, version, context.resolveRange);
  const limit = { bytes: context.limits.archiveBytes, what: `the archive of version ${chart.version}` };
  const archive = await registry.blob(chart.archive, limit);
  if (archive === null)
    throw new Refused('answer-invalid', `${limit.what} is named by the manifest but does not exist`);
  if (name !== null) await context.cache.keep(name, { version: chart.version, etag: null }, archive);
  return { ok: true, version: chart.version, digest: chart.archive, archive, from: `${from}:${chart.version}` };
}

/** The name in the cache; null for references whose archive may change: a range, or a tag like `latest`. */
function nameOf({ origin, repository, tag, digest }: OciReference, version: string): string | null {
  const exact = digest ?? [tag ?? version].find(isExact);
  return exact === undefined ? null : ['chart', origin, repository, exact].join('\n');
}
