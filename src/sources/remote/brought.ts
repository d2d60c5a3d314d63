/** Maps files of fetched charts to the line of the repository that chose the chart. */
import { type Lines, type Place } from '../../model/problem.ts';
import { type Manifest } from '../../model/manifest.ts';
import { isFetched } from './names.ts';

/** A chart that was fetched for a source. */
export interface BroughtChart {
  /** The prefix of its files' paths in the tree. */
  readonly folder: string;
  /** Its name and version. */
  readonly label: string;
  /** The line that sets the version. Findings in the chart are shown there. */
  readonly chosenAt: Lines;
}

/** The place of a fetched chart's file for people of this repository: the line that chose the chart. */
export function placeInRepository(place: Place, brought: readonly BroughtChart[]): Place {
  if (place.kind === 'summary' || !isFetched(place.file)) return place;
  return (
    broughtChartAt(place.file, brought)?.chosenAt ?? { kind: 'summary', why: `${place.file} is not in this repository` }
  );
}

/** The chart that a path belongs to; null for the repository's own files. */
export function broughtChartAt(file: string, brought: readonly BroughtChart[]): BroughtChart | null {
  return brought.find(({ folder }) => file.startsWith(folder)) ?? null;
}

/** The file in which this repository chose the chart of a manifest; null where the chart is its own. */
export function choosingFile(
  { source, origin }: Manifest,
  brought: ReadonlyMap<string, readonly BroughtChart[]>,
): string | null {
  return origin.kind === 'helm'
    ? (broughtChartAt(origin.template, brought.get(source) ?? [])?.chosenAt.file ?? null)
    : null;
}
