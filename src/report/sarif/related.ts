/** Related locations of a SARIF result: the value, the template, the fix and the deployment. */
import type { Location } from 'sarif';
import { type Place } from '../../model/problem.ts';
import { type Finding, type ReportedSource } from '../../model/report.ts';
import { pathLabel, placeLabel } from '../labels.ts';
import { placeLocation } from './location.ts';

export interface Related {
  /** The text of a link to it. */
  readonly word: string;
  readonly location: Location;
}

interface Candidate {
  readonly word: string;
  readonly place: Place;
  readonly text: string;
}

/** Each place once, without that of the result itself. Ids start at 1. */
export function relatedLocations(finding: Finding, source: ReportedSource | undefined): readonly Related[] {
  const seen = new Set([placeLabel(finding.place)]);
  const others = candidates(finding, source).filter(({ place }) => {
    const isNew = !seen.has(placeLabel(place));
    seen.add(placeLabel(place));
    return isNew;
  });
  return others.flatMap(({ word, place, text }, index) => {
    const location = placeLocation(place);
    return location === null ? [] : [{ word, location: { id: index + 1, ...location, message: { text } } }];
  });
}

function candidates({ origin, suggestion }: Finding, source: ReportedSource | undefined): readonly Candidate[] {
  const { values, template } = origin ?? {};
  const { deployment } = source ?? {};
  return [
    ...(values === undefined
      ? []
      : [{ word: 'value', place: at(values.file, values.line), text: `The value ${pathLabel(values.path)}.` }]),
    // A fetched chart is not in this repository.
    ...(template?.chart !== null
      ? []
      : [{ word: 'template', place: at(template.file, template.line), text: 'What made the field.' }]),
    ...(suggestion === undefined
      ? []
      : [{ word: 'fix', place: { ...suggestion, kind: 'lines' } as const, text: 'Where the suggested edit is.' }]),
    ...(deployment === undefined
      ? []
      : [{ word: 'deployment', place: at(deployment.file, deployment.line), text: `Deployed by ${deployment.name}.` }]),
  ];
}

function at(file: string, line: number | null): Place {
  return line === null ? { kind: 'file', file, why: '' } : { kind: 'lines', file, first: line, last: line };
}
