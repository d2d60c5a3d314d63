/** Applies the configured exclude patterns to paths. */
import ignore from 'ignore';
import { type SourcesConfigured } from './options.ts';

/** Whether the configuration does not exclude a path. */
export function notExcluded({ exclude }: Pick<SourcesConfigured, 'exclude'>): (path: string) => boolean {
  const excluded = ignore({ allowRelativePaths: true, ignorecase: false }).add(exclude);
  return (path) => exclude.length === 0 || !excluded.ignores(path);
}
