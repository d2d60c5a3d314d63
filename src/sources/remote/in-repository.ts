/** Moves findings in fetched charts to the lines that chose these charts. */
import { type Finding } from '../../model/report.ts';
import { type TemplateOrigin, type ValuesOrigin } from '../../model/suggestion.ts';
import { type BroughtChart, broughtChartAt, placeInRepository } from './brought.ts';
import { isFetched } from './names.ts';

/**
 * A finding where people of this repository can act on it: one in a fetched chart is placed at the line that chose the
 * chart, and names the template as its origin.
 */
export function inRepository(finding: Finding, brought: readonly BroughtChart[]): Finding {
  const { place, origin } = finding;
  const chart = place.kind === 'summary' ? null : broughtChartAt(place.file, brought);
  if (chart === null || place.kind === 'summary') return finding;
  const line = place.kind === 'lines' ? place.first : null;
  const inside = place.file.slice(chart.folder.length);
  // For a file fetched by its address, the path is empty; its label names the file.
  const template: TemplateOrigin =
    inside === '' ? { chart: null, file: chart.label, line } : { chart: chart.label, file: inside, line };
  return { ...finding, place: placeInRepository(place, brought), origin: { ...origin, template } };
}

/** Only a value that is written in this repository, not a default of a fetched chart. */
export function ours(origin: ValuesOrigin | undefined): ValuesOrigin | undefined {
  return origin === undefined || isFetched(origin.file) ? undefined : origin;
}
