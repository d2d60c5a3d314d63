import { type Finding, type ValuesOrigin } from '../model.ts';
import { type Brought, chartAt, placeInRepository } from './brought.ts';
import { isFetched } from './names.ts';

/**
 * A finding as people of this repository can act on it: one in a fetched chart stands at the line that chose the chart,
 * and its message names the template.
 */
export function inRepository(finding: Finding, brought: readonly Brought[]): Finding {
  const { place, message } = finding;
  const chart = place.kind === 'summary' ? null : chartAt(place.file, brought);
  if (chart === null || place.kind === 'summary') return finding;
  const line = place.kind === 'lines' ? `:${place.first}` : '';
  const inside = place.file.slice(chart.folder.length);
  // A file of an address is all that was fetched, and its own label.
  const from = inside === '' ? `${chart.label}${line}` : `${chart.label}, ${inside}${line}`;
  return { ...finding, message: `${message.replace(/\.$/, '')} (${from}).`, place: placeInRepository(place, brought) };
}

/** A value that somebody of this repository wrote; a default of a fetched chart is no line of theirs. */
export function ours(origin: ValuesOrigin | undefined): ValuesOrigin | undefined {
  return origin === undefined || isFetched(origin.file) ? undefined : origin;
}
