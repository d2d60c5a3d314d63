import { type Lines, type Place } from '../../model/problem.ts';
import { type Manifest } from '../../model/manifest.ts';
import { isFetched } from './names.ts';

/** A chart that was fetched for a source. */
export interface Brought {
  /** What the paths of its files in the tree begin with. */
  readonly folder: string;
  /** Its name and version. */
  readonly label: string;
  /** The line that chose the version. What the chart brings is said there. */
  readonly chosenAt: Lines;
}

/** Where people can find what a fetched chart's file says: at the line that chose the chart. */
export function placeInRepository(place: Place, brought: readonly Brought[]): Place {
  if (place.kind === 'summary' || !isFetched(place.file)) return place;
  return (
    broughtChartAt(place.file, brought)?.chosenAt ?? { kind: 'summary', why: `${place.file} is not of this repository` }
  );
}

/** The chart that a path belongs to; null for the repository's own files. */
export function broughtChartAt(file: string, brought: readonly Brought[]): Brought | null {
  return brought.find(({ folder }) => file.startsWith(folder)) ?? null;
}

/** The file in which people of this repository chose the chart that a manifest comes from; null where the chart is theirs. */
export function choosingFile(
  { source, origin }: Manifest,
  brought: ReadonlyMap<string, readonly Brought[]>,
): string | null {
  return origin.kind === 'helm'
    ? (broughtChartAt(origin.template, brought.get(source) ?? [])?.chosenAt.file ?? null)
    : null;
}
