/** Resolves the input `cache` to a folder outside of the checkout. */
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { ConfigurationError } from '../foundation/errors.ts';
import { leadsInto } from '../foundation/replace-file.ts';

/**
 * The folder that the input `cache` names, relative to the runner's temporary folder; null for an empty input.
 *
 * @throws {ConfigurationError} for a folder in the checkout: a pull request could put files into it, and so charts that
 * nobody published.
 */
export function cacheFolder(input: string, env: Readonly<Record<string, string | undefined>>): string | null {
  if (input === '') return null;
  const folder = resolve(env['RUNNER_TEMP'] ?? tmpdir(), input);
  if (leadsInto(env['GITHUB_WORKSPACE'] ?? '.', folder))
    throw new ConfigurationError('cache', 'Input cache: expected a folder outside of the checkout.');
  return folder;
}
