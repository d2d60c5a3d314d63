import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

const repositories = z.looseObject({
  repositories: z.array(z.looseObject({ name: z.string(), url: z.string() })).default([]),
});

/** The addresses that `helm repo add` gave names, of Helm's repositories.yaml. A file that is not there, or is no such file, has none. */
export async function repositoryNames(file: string): Promise<ReadonlyMap<string, string>> {
  try {
    const value: unknown = parse(await readFile(file, 'utf8'), { logLevel: 'silent', maxAliasCount: 100 });
    const parsed = repositories.safeParse(value);
    return new Map((parsed.data?.repositories ?? []).map(({ name, url }) => [name, url]));
  } catch {
    return new Map(); // whoever names one of them is told that nobody knows it
  }
}
