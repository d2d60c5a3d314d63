/** Reads the logins in Helm's repositories.yaml. */
import { withoutSlashes } from '../../foundation/text/without-slashes.ts';
import { parse } from 'yaml';
import { z } from 'zod';
import { type KnownCredential } from './credential.ts';

/** Helm's repositories.yaml, as `helm repo add --username … --password …` writes it. */
const helmRepositories = z.looseObject({
  repositories: z
    .array(z.looseObject({ url: z.string(), username: z.string().default(''), password: z.string().default('') }))
    .default([]),
});

/** @returns null where it is not such a file. */
export function parseHelmRepositories(text: string): KnownCredential[] | null {
  const parsed = helmRepositories.safeParse(yamlOf(text));
  if (!parsed.success) return null;
  return parsed.data.repositories.flatMap(({ url, username: user, password }) => {
    if (user === '' || !URL.canParse(url)) return [];
    const { host, pathname } = new URL(url);
    return [{ host, path: withoutSlashes(pathname), credential: { kind: 'basic', user, password } }];
  });
}

function yamlOf(text: string): unknown {
  try {
    const value: unknown = parse(text, { logLevel: 'silent', maxAliasCount: 100 });
    return value;
  } catch {
    return null; // the parser's error message would quote it
  }
}
