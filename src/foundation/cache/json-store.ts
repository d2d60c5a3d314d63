/** A store of small JSON values by key, kept in a folder between runs. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type z } from 'zod';
import { replaceFile } from '../replace-file.ts';

/**
 * A store of small values by key, kept between runs. Its content is trusted: only people who may merge may write to the
 * folder.
 */
export interface Store<T> {
  /** Null if it does not exist, or does not match the schema. */
  get(key: string): Promise<T | null>;
  keep(key: string, value: T): Promise<void>;
}

export const keepsNothing: Store<never> = {
  get: () => Promise.resolve(null),
  keep: () => Promise.resolve(),
};

/** One file per key below `folder`, named by the hash of the key. */
export function folderStore<T>(folder: string, schema: z.ZodType<T>): Store<T> {
  const fileOf = (key: string): string => {
    const hex = createHash('sha256').update(key).digest('hex');
    return join(folder, hex.slice(0, 2), `${hex.slice(2)}.json`);
  };
  return {
    async get(key) {
      try {
        const parsed = schema.safeParse(JSON.parse(await readFile(fileOf(key), 'utf8')));
        return parsed.success ? parsed.data : null;
      } catch {
        return null; // missing or broken: it is computed again
      }
    },
    async keep(key, value) {
      try {
        await replaceFile(fileOf(key), JSON.stringify(value));
      } catch {
        // If the folder is not writable, the next run is slower, and nothing else.
      }
    },
  };
}
