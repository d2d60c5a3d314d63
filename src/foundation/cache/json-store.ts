import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type z } from 'zod';
import { replaceFile } from '../replace-file.ts';

/** Small values by key, kept between runs. What is read is believed: only who may merge may write to the folder. */
export interface Store<T> {
  /** Null when it is not there, or is not what it should be. */
  get(key: string): Promise<T | null>;
  keep(key: string, value: T): Promise<void>;
}

export const keepsNothing: Store<never> = {
  get: () => Promise.resolve(null),
  keep: () => Promise.resolve(),
};

/** One file for each key, below `folder`, by the key's hash. */
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
        return null; // not there, or broken: it is made again
      }
    },
    async keep(key, value) {
      try {
        await replaceFile(fileOf(key), JSON.stringify(value));
      } catch {
        // A folder that can't be written makes the next run slower, and nothing else.
      }
    },
  };
}
