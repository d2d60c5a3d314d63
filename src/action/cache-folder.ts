import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { ConfigurationError } from '../foundation/errors.ts';
import { leadsInto } from '../foundation/replace-file.ts';

/**
 * The folder that the input `cache` names, from the runner's own temporary one; null for none.
 *
 * @throws {ConfigurationError} for one in the checkout: a pull request could bring it along, and with it charts that
 * nobody published.
 */
export function cacheFolder(input: string, env: Readonly<Record<string, string | undefined>>): string | null {
  if (input === '') return null;
  const folder = resolve(env['RUNNER_TEMP'] ?? tmpdir(), input);
  if (leadsInto(env['GITHUB_WORKSPACE'] ?? '.', folder))
    throw new ConfigurationError('cache', 'Input cache: expected a folder outside of the checkout.');
  return folder;
}
