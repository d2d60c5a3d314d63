import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../foundation/replace-file.ts';
import { type Digest, contentDigest, parseDigest } from './digest.ts';

/**
 * What was fetched before, in a folder: `sha256/<hex>` holds contents, `names/<hex>` says which content an address and
 * a version meant. Both hold public inputs or what the registry gave, never a credential. A content counts only when
 * it has its digest still; a name is believed, so nobody may write to the folder who may not choose charts.
 */
export interface Cache {
  /** The content, if it is there, no larger than `limit` bytes, and what its name says. */
  content(digest: Digest, limit: number): Promise<Uint8Array | null>;
  named(name: string): Promise<Named | null>;
  /** Keeps a content and what it is the meaning of. */
  keep(name: string, meaning: Omit<Named, 'digest'>, bytes: Uint8Array): Promise<void>;
}

/** What a name meant. */
export interface Named {
  readonly digest: Digest;
  /** The exact version of a chart; empty for what has none. */
  readonly version: string;
  /** The server's mark for asking whether it changed; null where it gave none. */
  readonly etag: string | null;
}

/** What may stand in a header that we send. */
const HEADER_TEXT = /^[\x20-\x7e]*$/;

const named = z.object({ digest: z.string(), version: z.string(), etag: z.string().regex(HEADER_TEXT).nullable() });

/** More than any name's file has, bytes. */
const NAME_LIMIT = 10_000;

export const noCache: Cache = {
  content: () => Promise.resolve(null),
  named: () => Promise.resolve(null),
  keep: () => Promise.resolve(),
};

export function folderCache(folder: string): Cache {
  const contentFile = (digest: Digest): string => join(folder, 'sha256', digest.slice('sha256:'.length));
  // Names hold addresses, which are no file names.
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
        // A folder that is full or not ours makes the next run slower, and nothing else.
      }
    },
  };
}

function parseNamed(text: string): Named | null {
  try {
    const { digest: written, ...meaning } = named.parse(JSON.parse(text));
    const digest = parseDigest(written);
    return digest === null ? null : { ...meaning, digest };
  } catch {
    return null; // whatever stands there, it is not ours
  }
}

/** A file that can't be read is one that is not there: it is fetched again. */
async function bytesOf(file: string, limit: number): Promise<Uint8Array | null> {
  try {
    return (await stat(file)).size > limit ? null : await readFile(file);
  } catch {
    return null;
  }
}
