/** Names the folders of fetched charts in a tree. */
import { withoutSlashes } from '../../foundation/text/without-slashes.ts';
import { type ChartReference } from '../../fetch/chart-reference.ts';

/**
 * The prefix of a fetched chart's files: `https://charts.example.com/web@1.1.0/`. It looks like the address, and cannot
 * be a path of the repository, where no folder has an empty name.
 */
export function folderOf(reference: ChartReference, version: string): string {
  const chart =
    reference.kind === 'http'
      ? `${plainAddress(reference.repository)}/${reference.name}`
      : // The reference may have a tag or a digest, which the version repeats.
        withoutSlashes(reference.reference.replace(/@.*$/, '').replace(/(\/[^/:]+):[^/:]*$/, '$1'));
  // The version is the server's text and may have any characters.
  return `${chart}@${version.replace(/[^\w.+-]/g, '_')}/`;
}

/** Whether a path in a tree belongs to a fetched chart. */
export function isFetched(path: string): boolean {
  return path.includes('://');
}

/** An address without credentials, query and trailing slashes. */
function plainAddress(address: string): string {
  if (!URL.canParse(address)) return address;
  const { origin, pathname } = new URL(address);
  return withoutSlashes(`${origin}${pathname}`);
}
