import { withoutSlashes } from '../../foundation/text/without-slashes.ts';
import { type ChartReference } from '../../fetch/chart-reference.ts';

/**
 * What the paths of a fetched chart's files begin with: `https://charts.example.com/web@1.1.0/`. It reads like the
 * address that it is, and can't be a path of the repository, where no folder's name is empty.
 */
export function folderOf(reference: ChartReference, version: string): string {
  const chart =
    reference.kind === 'http'
      ? `${plainAddress(reference.repository)}/${reference.name}`
      : // The reference may name a tag or a digest; the version says the same.
        withoutSlashes(reference.reference.replace(/@.*$/, '').replace(/(\/[^/:]+):[^/:]*$/, '$1'));
  // A server's own words may be anything.
  return `${chart}@${version.replace(/[^\w.+-]/g, '_')}/`;
}

/** Whether a path of a tree is of a fetched chart. */
export function isFetched(path: string): boolean {
  return path.includes('://');
}

/** An address as people know it: without credentials, query, and slashes at its end. */
function plainAddress(address: string): string {
  if (!URL.canParse(address)) return address;
  const { origin, pathname } = new URL(address);
  return withoutSlashes(`${origin}${pathname}`);
}
