import { type Finding } from '../../model/report.ts';
import { type TemplateOrigin, type ValuesOrigin } from '../../model/suggestion.ts';
import { type Brought, broughtChartAt, placeInRepository } from './brought.ts';
import { isFetched } from './names.ts';

/**
 * A finding as people of this repository can act on it: one in a fetched chart stands at the line that chose the chart,
 * and names the template as its origin.
 */
export function inRepository(finding: Finding, brought: readonly Brought[]): Finding {
  const { place, origin } = finding;
  const chart = place.kind === 'summary' ? null : broughtChartAt(place.file, brought);
  if (chart === null || place.kind === 'summary') return finding;
  const line = place.kind === 'lines' ? place.first : null;
  const inside = place.file.slice(chart.folder.length);
  // A file of an address is all that was fetched, and its own label.
  const template: TemplateOrigin =
    inside === '' ? { chart: null, file: chart.label, line } : { chart: chart.label, file: inside, line };
  return { ...finding, place: placeInRepository(place, brought), origin: { ...origin, template } };
}

/** A value that somebody of this repository wrote; a default of a fetched chart is no line of theirs. */
export function ours(origin: ValuesOrigin | undefined): ValuesOrigin | undefined {
  return origin === undefined || isFetched(origin.file) ? undefined : origin;
}
