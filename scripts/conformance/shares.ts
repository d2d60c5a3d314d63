/** Computes for each chart the share of rendered lines that name a fitting source line. */
import { join } from 'node:path';
import { plainTable } from '../plain-table.ts';
import type { Case } from './cases.ts';
import { originShare, Origins, type Share } from './origins.ts';
import { renderOurselves } from './render.ts';
import { reason } from './verdict.ts';

/**
 * The share of a chart's rendered lines that name a fitting source line. `failure`: why it could not be computed, or
 * null.
 */
export interface ChartShare extends Share {
  readonly chart: string;
  readonly failure: string | null;
}

const wanted = 0.99;

/** Renders a chart with origins and checks every line. */
export async function traceChart(cli: string, fixtures: string, chart: Case): Promise<ChartShare> {
  const outcome = await renderOurselves(cli, fixtures, chart, ['--origins', '--format', 'json']);
  if (outcome.code !== 0) {
    return { chart: chart.name, lines: 0, fitting: 0, misfits: [], failure: reason(outcome) };
  }
  const share = await originShare(join(fixtures, chart.repository), Origins.parse(JSON.parse(outcome.stdout)));
  return { chart: chart.name, ...share, failure: null };
}

function total(shares: readonly ChartShare[]): { readonly lines: number; readonly fitting: number } {
  return {
    lines: shares.reduce((sum, { lines }) => sum + lines, 0),
    fitting: shares.reduce((sum, { fitting }) => sum + fitting, 0),
  };
}

/** Whether all charts rendered and, over all of them, 99 % of the lines fit. */
export function sufficient(shares: readonly ChartShare[]): boolean {
  const { lines, fitting } = total(shares);
  return shares.every(({ failure }) => failure === null) && fitting >= wanted * lines;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(2)} %`;
}

/** One row per chart, then the first few lines of each that don't fit. */
export function sharesTable(shares: readonly ChartShare[]): readonly string[] {
  const { lines, fitting } = total(shares);
  const rows = shares.map((share) => [share.chart, String(share.lines), percent(share.fitting, share.lines)]);
  return [
    plainTable(['chart', 'lines', 'with a fitting origin'], [...rows, ['all', String(lines), percent(fitting, lines)]]),
    ...shares.flatMap(({ chart, failure }) => (failure === null ? [] : [`${chart}: no origins, ${failure}`])),
    ...shares.flatMap(({ misfits }) => misfits.slice(0, 3).map((misfit) => `    ${misfit}`)),
  ];
}
