/** Maps a place to a file of the repository that people can open. */
import { posix } from 'node:path';
import { type Place } from '../../model/problem.ts';
import { type TemplateOrigin } from '../../model/suggestion.ts';
import { type Tree } from '../../model/tree.ts';

/** A place in a file of the repository, and the template where that is inside an archive. */
export interface ReadablePlace {
  readonly place: Place;
  readonly template: TemplateOrigin | null;
}

/**
 * A place that people can open: the target instead of a link; and for a template of a packed chart, the archive, with
 * the template as its origin.
 */
export function readablePlace(place: Place, files: Tree['files']): ReadablePlace {
  if (place.kind === 'summary') return { place, template: null };
  const packed = files.has(place.file) ? null : inArchive(place.file, files);
  if (packed === null) return { place: { ...place, file: holderOf(place.file, files) }, template: null };
  const file = holderOf(packed.archive, files);
  const why = `the template is packed in this archive: ${packed.chart}, ${packed.inside}`;
  const line = place.kind === 'lines' ? place.first : null;
  return {
    place: { kind: 'file', file, why },
    template: { chart: packed.chart, file: packed.inside, line },
  };
}

function holderOf(file: string, files: Tree['files']): string {
  return files.get(file)?.holder ?? file;
}

/** The outermost archive in the tree that contains a path. */
function inArchive(
  path: string,
  files: Tree['files'],
): { readonly archive: string; readonly inside: string; readonly chart: string } | null {
  for (const { index, 0: end } of path.matchAll(/\.tgz\//g)) {
    const archive = path.slice(0, index + end.length - 1);
    if (files.has(archive))
      return { archive, inside: path.slice(archive.length + 1), chart: chartLabel(posix.basename(archive, '.tgz')) };
  }
  return null;
}

/** `lib 0.1.0` of `lib-0.1.0`, as `helm package` names archives. */
function chartLabel(name: string): string {
  const [, chart, version] = /^(.+?)-(v?\d+\..*)$/.exec(name) ?? [];
  return chart === undefined || version === undefined ? name : `${chart} ${version}`;
}
