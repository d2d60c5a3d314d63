/** Finds a Helm chart in an OCI registry by tag, digest or version range. */
import { z } from 'zod';
import { type Digest, parseDigest } from '../digest.ts';
import { Refused } from '../refusal.ts';
import { choose, isExact, near, type ResolveRange } from '../versions.ts';
import { parseJson } from './parse-json.ts';
import { type OciReference } from './reference.ts';
import { type Registry } from './registry.ts';

/** Media types of a chart's layer: Helm's, and the one of Helm before 3.7. */
const CHART_LAYERS = ['application/vnd.cncf.helm.chart.content.v1.tar+gzip', 'application/tar+gzip'];
const MANIFESTS = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

const manifestShape = z.looseObject({
  layers: z.array(z.looseObject({ mediaType: z.string(), digest: z.string(), size: z.number() })).default([]),
  annotations: z.record(z.string(), z.string()).default({}),
});

/** A chart in a registry, and the digest of its archive before it is downloaded. */
export interface OciChart {
  readonly version: string;
  readonly archive: Digest;
}

/** Finds a chart by its reference and version. @throws {Refused} where none matches. */
export async function findOciChart(
  registry: Registry,
  { tag, digest }: OciReference,
  version: string,
  resolveRange: ResolveRange,
): Promise<OciChart> {
  const reference = digest ?? tag ?? (await tagOf(registry, version, resolveRange));
  const manifest = await registry.manifest(reference, MANIFESTS);
  if (manifest === null) throw await notFound(registry, digest ?? versionOf(reference));
  const { layers, annotations } = parseJson(manifestShape, manifest.bytes, 'the manifest');
  const layer = layers.find(({ mediaType }) => CHART_LAYERS.includes(mediaType));
  const archive = parseDigest(layer?.digest ?? '');
  if (archive === null) {
    const what = layers[0]?.mediaType ?? manifest.mediaType;
    throw new Refused('answer-invalid', `it is not a chart but ${JSON.stringify(what.slice(0, 100))}`);
  }
  const said = annotations['org.opencontainers.image.version'];
  const named = versionOf(reference);
  return { version: isExact(named) ? named : (said ?? named), archive };
}

/** The tag for a version. An exact one needs no list of tags; a range needs the list. */
async function tagOf(registry: Registry, version: string, resolveRange: ResolveRange): Promise<string> {
  if (isExact(version)) return tagFor(version);
  const tags = await registry.tags();
  if (tags === null) throw new Refused('not-found', 'there is no such chart');
  if (tags.includes(version)) return version;
  const versions = tags.map(versionOf).filter(isExact);
  const chosen = await choose(version, versions, resolveRange);
  if (chosen === null) throw new Refused('not-found', `no version matches; ${near(version, versions)}`);
  return tagFor(chosen);
}

async function notFound(registry: Registry, wanted: string): Promise<Refused> {
  const tags = await registry.tags();
  if (tags === null) return new Refused('not-found', 'there is no such chart');
  return new Refused('not-found', `there is no such version; ${near(wanted, tags.map(versionOf).filter(isExact))}`);
}

/** Tags cannot contain `+`; Helm writes `_`, which no version contains. */
function tagFor(version: string): string {
  return version.replaceAll('+', '_');
}

function versionOf(tag: string): string {
  return tag.replaceAll('_', '+');
}
