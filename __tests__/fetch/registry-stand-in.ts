import { type IncomingMessage } from 'node:http';
import { contentDigest } from '../../src/fetch/digest.ts';
import { type Answer, type StandIn } from './stand-in.ts';
import { serve } from './world.ts';

export const HELM_LAYER = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

export interface Stored {
  readonly archive: Uint8Array;
  readonly mediaType?: string;
  readonly annotations?: Record<string, string>;
}

export interface RegistryOptions {
  /** By tag. */
  readonly charts: Readonly<Record<string, Stored>>;
  /** How a request has to be authorised; null: it has not. */
  readonly wants?: { readonly authorization: string; readonly challenge: (origin: string) => string } | null;
  /** Answers of its own, before all others. */
  readonly more?: (request: IncomingMessage, origin: string) => Readonly<Record<string, Answer | undefined>>;
  readonly pageSize?: number;
}

export function manifestOf({ archive, mediaType = HELM_LAYER, annotations = {} }: Stored): string {
  const config = { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: contentDigest('{}'), size: 2 };
  const layer = { mediaType, digest: contentDigest(archive), size: archive.length };
  return JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, layers: [layer], annotations });
}

/** A registry with the repository `org/charts/web`, to read from, after the distribution specification. */
export function registry({ charts, wants = null, more, pageSize = 1000 }: RegistryOptions): Promise<StandIn> {
  const base = '/v2/org/charts/web';
  return serve((request, origin) => {
    const own = more?.(request, origin) ?? {};
    const url = new URL(request.url ?? '', origin);
    if (wants !== null && url.pathname.startsWith('/v2/') && request.headers.authorization !== wants.authorization) {
      const headers = { 'www-authenticate': wants.challenge(origin) };
      return { [url.pathname]: { status: 401, headers, body: '{"errors":[]}' }, ...own };
    }
    return { ...contents(base, charts), [`${base}/tags/list`]: page(url, Object.keys(charts), pageSize), ...own };
  });
}

function contents(base: string, charts: Readonly<Record<string, Stored>>): Record<string, Answer> {
  const answers = Object.entries(charts).flatMap(([tag, stored]): [string, Answer][] => {
    const body = manifestOf(stored);
    const digest = contentDigest(body);
    const manifest = { status: 200, headers: { 'content-type': MANIFEST, 'docker-content-digest': digest }, body };
    return [
      [`${base}/manifests/${tag}`, manifest],
      [`${base}/manifests/${digest}`, manifest],
      [`${base}/blobs/${contentDigest(stored.archive)}`, { status: 200, body: stored.archive }],
    ];
  });
  return Object.fromEntries(answers);
}

/** A page of tags, with the next one as a relative address. */
function page(url: URL, tags: readonly string[], size: number): Answer {
  const start = tags.indexOf(url.searchParams.get('last') ?? '') + 1;
  const shown = tags.slice(start, start + size);
  const next = `<${url.pathname}?n=${size}&last=${shown.at(-1) ?? ''}>; rel="next"`;
  const headers: Record<string, string> = start + size < tags.length ? { link: next } : {};
  return { status: 200, headers, body: JSON.stringify({ name: 'org/charts/web', tags: shown }) };
}
