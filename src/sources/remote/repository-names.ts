/** Reads the names that helm repo add gave to chart repositories. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

const repositories = z.looseObject({
  repositories: z.array(z.looseObject({ name: z.string(), url: z.string() })).default([]),
});

/**
 * The addresses in Helm's repositories.yaml by name (`helm repo add`). Empty where the file does not exist or is not
 * valid.
 */
export async function repositoryNames(file: string): Promise<ReadonlyMap<string, string>> {
  try {
    const value: unknown = parse(await readFile(file, 'utf8'), { logLevel: 'silent', maxAliasCount: 100 });
    const parsed = repositories.safeParse(value);
    return new Map((parsed.data?.repositories ?? []).map(({ name, url }) => [name, url]));
  } catch {
    return new Map(); // a reference to such a name is then reported as unknown
  }
}
