/** Reads tags, manifests and blobs from an OCI registry. */
import { z } from 'zod';
import { type Digest, parseDigest } from '../digest.ts';
import { Refused } from '../refusal.ts';
import { type BodyLimit } from '../web/read-body.ts';
import { type WebAnswer } from '../web/web.ts';
import { authorise, type Door, unauthorised } from './authorise.ts';
import { parseJson } from './parse-json.ts';

/**
 * Reads one repository of an OCI registry (distribution specification 1.1). It does not know about charts: the caller
 * interprets manifests.
 */
export interface Registry {
  /** All tags as written; null where the repository does not exist. */
  tags(): Promise<readonly string[] | null>;
  /** A manifest by tag or digest; null where it does not exist. A digest is verified. */
  manifest(reference: string, accept: readonly string[]): Promise<StoredManifest | null>;
  /** A blob, verified against its digest; null where it does not exist. */
  blob(digest: Digest, limit: BodyLimit): Promise<Uint8Array | null>;
}

export interface StoredManifest {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}

/** Manifest size that every registry must accept (distribution specification, pushing manifests). Bytes. */
const MANIFEST_BYTES = 4 * 1024 * 1024;
const MOST_PAGES = 200;

const tagList = z.object({ tags: z.array(z.string()).nullable() });

/** The specification's form of a tag. Tags come from the registry and are put into an address here. */
const TAG = /^\w[\w.-]{0,127}$/;

export function openRegistry(door: Door): Registry {
  const base = new URL(`/v2/${door.repository}/`, door.origin);
  const ask = asking(door);
  return {
    tags: () => allTags(ask, new URL('tags/list?n=1000', base)),
    manifest: async (reference, accept) => {
      const limit = { bytes: MANIFEST_BYTES, what: 'the manifest' };
      const answer = await ask(
        new URL(`manifests/${reference}`, base),
        { accept: accept.join(', ') },
        limit,
        'allowed',
      );
      if (answer === null) return null;
      const stated = [parseDigest(reference), parseDigest(text(answer.headers['docker-content-digest']))];
      if (stated.some((digest) => digest !== null && digest !== answer.digest)) {
        throw new Refused('digest-mismatch', `the manifest ${reference} does not have that digest`);
      }
      const mediaType = (answer.headers['content-type'] ?? '').split(';')[0] ?? '';
      return { mediaType, digest: answer.digest, bytes: answer.bytes };
    },
    blob: async (digest, limit) => {
      // Registries redirect to their storage, which cannot be listed as allowed hosts; the digest verifies the
      // content.
      const answer = await ask(new URL(`blobs/${digest}`, base), {}, limit, 'public');
      if (answer !== null && answer.digest !== digest) {
        throw new Refused('digest-mismatch', `${limit.what} does not have the digest in the manifest, ${digest}`);
      }
      return answer?.bytes ?? null;
    },
  };
}

type Ask = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  limit: BodyLimit,
  redirectReach: 'allowed' | 'public',
) => Promise<WebAnswer | null>;

/**
 * Sends requests anonymously first, then with the authorization that the registry requires, which is kept. Null for a
 * 404.
 */
function asking(door: Door): Ask {
  let authorization: string | null = null;
  return async (url, headers, limit, redirectReach) => {
    const request = {
      url,
      headers,
      limit,
      redirectReach,
      reach: 'allowed',
      expand: false,
      signal: door.signal,
    } as const;
    let answer = await door.web.get({ ...request, authorization });
    if (answer.status === 401) {
      authorization = await authorise(door, text(answer.headers['www-authenticate']));
      answer = await door.web.get({ ...request, authorization });
    }
    if (answer.status === 200) return answer;
    if (answer.status === 404) return null;
    if (answer.status === 401 || answer.status === 403) throw unauthorised(door);
    throw new Refused('answer-invalid', `${url.host} answers with status ${answer.status}`);
  };
}

async function allTags(ask: Ask, first: URL): Promise<readonly string[] | null> {
  const tags: string[] = [];
  let page: URL | null = first;
  for (let pages = 0; page !== null; pages += 1) {
    if (pages === MOST_PAGES) throw new Refused('too-large', `the list of tags has more than ${MOST_PAGES} pages`);
    const answer = await ask(page, {}, { bytes: MANIFEST_BYTES, what: 'the list of tags' }, 'allowed');
    if (answer === null) return pages === 0 ? null : tags;
    const listed = parseJson(tagList, answer.bytes, 'the list of tags').tags ?? [];
    for (const tag of listed) if (TAG.test(tag)) tags.push(tag);
    page = nextPage(text(answer.headers['link']), page);
  }
  return tags;
}

/** The next page of a Link header (RFC 8288). @throws {Refused} for another host, which would get our token. */
function nextPage(link: string, page: URL): URL | null {
  const target = link.slice(0, longestLink).split(',').flatMap(targetOfNext)[0];
  if (target === undefined) return null;
  const next = URL.canParse(target, page.href) ? new URL(target, page.href) : null;
  if (next?.origin !== page.origin)
    throw new Refused('answer-invalid', `${page.host} continues its list of tags on another host`);
  return next;
}

/** Maximum length of a Link header; Node accepts headers of 16 KiB. Characters. */
const longestLink = 16_384;

function targetOfNext(part: string): string[] {
  const end = part.indexOf('>');
  const start = part.indexOf('<');
  return start !== -1 && end > start && /;\s*rel="?next"?/.test(part.slice(end)) ? [part.slice(start + 1, end)] : [];
}

function text(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : (header ?? []).join(', ');
}
