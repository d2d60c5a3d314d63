import type { Location, PhysicalLocation } from 'sarif';
import { type Place } from '../../model/problem.ts';
import { type ReportedSource } from '../../model/report.ts';
import { encodePath } from '../links.ts';

/** A file of the repository, as SARIF names it: relative to where it is checked out. */
export function artifact(file: string): { readonly uri: string; readonly uriBaseId: string } {
  return { uri: encodePath(file), uriBaseId: '%SRCROOT%' };
}

/** The place as a location; null where it names no file. */
export function placeLocation(place: Place): Location | null {
  if (place.kind === 'summary') return null;
  return { physicalLocation: physical(place) };
}

function physical(place: Exclude<Place, { kind: 'summary' }>): PhysicalLocation {
  const artifactLocation = artifact(place.file);
  if (place.kind === 'file') return { artifactLocation };
  return { artifactLocation, region: { startLine: place.first, endLine: place.last } };
}

/** The file that stands for a whole source: GitHub refuses a file with a result that has no location. */
export function sourceLocation(source: ReportedSource | undefined): Location {
  const { kind, path } = source ?? { kind: 'plain', path: '.' };
  const file = { plain: path, helm: `${path}/Chart.yaml`, kustomize: `${path}/kustomization.yaml` }[kind];
  return { physicalLocation: { artifactLocation: artifact(file.replace(/^\.\//, '')) } };
}
