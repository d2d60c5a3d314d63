import ignore from 'ignore';
import { type Config } from './config.ts';

/** Whether the configuration leaves a path to be looked at. */
export function notExcluded({ exclude }: Pick<Config, 'exclude'>): (path: string) => boolean {
  const excluded = ignore({ allowRelativePaths: true }).add(exclude);
  return (path) => exclude.length === 0 || !excluded.ignores(path);
}
