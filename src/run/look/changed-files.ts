/** Finds the files that a pull request changes, and those that no source reads. */
import { valueLayers } from '../../sources/helm/chart.ts';
import { type Changed } from '../conclude/conclude.ts';
import { notExcluded } from '../../sources/discover/excluded.ts';
import { ungivenAmong, unprintedAmong } from '../../sources/helm/discover/unprinted.ts';
import { changedFiles, readByHelmfiles, unreadAmong } from '../../sources/discover/unread.ts';
import { type InspectedSide } from './inspected-side.ts';
import { type Setting } from '../open/setting.ts';
import { type Side } from '../../sources/side.ts';

/** The files that the pull request changes, and those of them that no source of either side reads. */
export async function changedIn(
  base: Side,
  head: Side,
  { renderings }: InspectedSide,
  { config }: Setting,
): Promise<Omit<Changed, 'removed'>> {
  const files = changedFiles(base.tree, head.tree).filter(notExcluded(config));
  const read = new Set([base, head].flatMap(filesRead));
  const left = files.filter((file) => !read.has(file));
  const here = await unreadAmong(
    left.filter((file) => head.tree.files.has(file)),
    head,
  );
  const gone = await unreadAmong(
    left.filter((file) => !head.tree.files.has(file)),
    base,
  );
  const changed = new Set(files);
  const known = new Set([...here, ...gone].map(({ file }) => file));
  const byHelmfiles = await readByHelmfiles(
    left.filter((file) => !known.has(file)),
    head,
  );
  const claimed = head.claimed.filter((file) => changed.has(file)).map((file) => ({ file, why: claimedWhy }));
  const unprinted = [
    ...(await unprintedAmong(files, renderings, head.texts)),
    ...(await ungivenAmong(files, head.sources, head.texts)),
  ];
  return {
    files,
    unread: [...here, ...gone, ...byHelmfiles, ...claimed, ...unprinted].sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

const claimedWhy = 'It is treated as part of the chart around it, and checked only as far as that chart prints it.';

/** The files that a side reads, including those that links lead to. */
export function filesRead({ sources, declaredIn, texts }: Side): string[] {
  const layers = sources.flatMap(valueLayers).map(({ file }) => file);
  const read = [...declaredIn, ...layers, ...sources.flatMap(({ reads }) => reads)];
  return read.flatMap((file) => [file, texts.holder(file)]);
}
