/** Keeps fetched contents in a folder between runs, by digest and by name. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../foundation/replace-file.ts';
import { type Digest, contentDigest, parseDigest } from './digest.ts';

/**
 * Fetched contents in a folder: `sha256/<hex>` has contents, `names/<hex>` has the digest for an address and version.
 * They hold only public inputs and what the registry returned, never a credential. A content is only used if its digest
 * is still right. A name is trusted, so only those who may choose charts may have write access to the folder.
 */
export interface Cache {
  /** The content with this digest, if it exists and is not larger than `limit` bytes. */
  content(digest: Digest, limit: number): Promise<Uint8Array | null>;
  named(name: string): Promise<ResolvedName | null>;
  /** Stores a content, and what its name stands for. */
  keep(name: string, meaning: Omit<ResolvedName, 'digest'>, bytes: Uint8Array): Promise<void>;
}

/** What a name stands for. */
export interface ResolvedName {
  readonly digest: Digest;
  /** The exact version of a chart; empty for contents without versions. */
  readonly version: string;
  /** The server's ETag for revalidation; null where it gave none. */
  readonly etag: string | null;
}

/** Characters that are allowed in a header that we send. */
const HEADER_TEXT = /^[\x20-\x7e]*$/;

const named = z.object({ digest: z.string(), version: z.string(), etag: z.string().regex(HEADER_TEXT).nullable() });

/** Maximum size of a name's file. Bytes. */
const NAME_LIMIT = 10_000;

export const noCache: Cache = {
  content: () => Promise.resolve(null),
  named: () => Promise.resolve(null),
  keep: () => Promise.resolve(),
};

export function folderCache(folder: string): Cache {
  const contentFile = (digest: Digest): string => join(folder, 'sha256', digest.slice('sha256:'.length));
  // Names contain addresses, which are not valid file names.
  const nameFile = (name: string): string => join(folder, 'names', contentDigest(name).slice('sha256:'.length));
  return {
    content: async (digest, limit) => {
      const bytes = await bytesOf(contentFile(digest), limit);
      return bytes !== null && contentDigest(bytes) === digest ? bytes : null;
    },
    named: async (name) => {
      const bytes = await bytesOf(nameFile(name), NAME_LIMIT);
      return bytes === null ? null : parseNamed(new TextDecoder().decode(bytes));
    },
    keep: async (name, meaning, bytes) => {
      const digest = contentDigest(bytes);
      try {
        await replaceFile(contentFile(digest), bytes);
        await replaceFile(nameFile(name), JSON.stringify({ ...meaning, digest }));
      } catch {
        // A folder that is full or not writable only makes the next run slower.
      }
    },
  };
}

function parseNamed(text: string): ResolvedName | null {
  try {
    const { digest: written, ...meaning } = named.parse(JSON.parse(text));
    const digest = parseDigest(written);
    return digest === null ? null : { ...meaning, digest };
  } catch {
    return null; // not written by this cache
  }
}

/** A file that cannot be read counts as missing: it is fetched again. */
async function bytesOf(file: string, limit: number): Promise<Uint8Array | null> {
  try {
    return (await stat(file)).size > limit ? null : await readFile(file);
  } catch {
    return null;
  }
}
