import ignore from 'ignore';
import { type SourcesConfigured } from './options.ts';

/** Whether the configuration leaves a path to be looked at. */
export function notExcluded({ exclude }: Pick<SourcesConfigured, 'exclude'>): (path: string) => boolean {
  const excluded = ignore({ allowRelativePaths: true }).add(exclude);
  return (path) => exclude.length === 0 || !excluded.ignores(path);
}
