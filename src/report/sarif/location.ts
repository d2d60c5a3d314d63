/** Converts places and sources to SARIF locations. */
import type { Location, PhysicalLocation } from 'sarif';
import { type Place } from '../../model/problem.ts';
import { mainFiles } from '../../model/source.ts';
import { type ReportedSource } from '../../model/report.ts';
import { encodePath } from '../links.ts';

/** A file of the repository as a SARIF artifact, relative to the root of the checkout. */
export function artifact(file: string): { readonly uri: string; readonly uriBaseId: string } {
  return { uri: encodePath(file), uriBaseId: '%SRCROOT%' };
}

/** The place as a location; null if it names no file. */
export function placeLocation(place: Place): Location | null {
  if (place.kind === 'summary') return null;
  return { physicalLocation: physical(place) };
}

function physical(place: Exclude<Place, { kind: 'summary' }>): PhysicalLocation {
  const artifactLocation = artifact(place.file);
  if (place.kind === 'file') return { artifactLocation };
  return { artifactLocation, region: { startLine: place.first, endLine: place.last } };
}

/** The main file of a source: GitHub rejects a SARIF file with a result that has no location. */
export function sourceLocation(source: ReportedSource | undefined): Location {
  const { kind, path } = source ?? { kind: 'plain' as const, path: '.' };
  const main = mainFiles[kind];
  const file = main === null ? path : `${path}/${main}`;
  return { physicalLocation: { artifactLocation: artifact(file.replace(/^\.\//, '')) } };
}
