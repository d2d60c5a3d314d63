/** Formats the results of changing values as a table by chart. */
import { plainTable } from '../../plain-table.ts';
import type { Tally } from './trace-values.ts';

const head = [
  'chart',
  'leaves',
  'refused',
  'no field',
  'with fields',
  'fields',
  'traced',
  '',
  'one answer',
  'claims tried',
  'wrong',
];

/** One row per chart and one for all, then what was not traced, and what was traced wrongly. */
export function tallyTable(tallies: readonly Tally[], verbose: boolean): string[] {
  const all = tallies.reduce(sum, { ...nothing, chart: 'all' });
  return [
    plainTable(head, [...tallies, all].map(row)),
    ...tallies.flatMap(({ chart, wrong }) => wrong.map((claim) => `${chart}: wrong: ${claim}`)),
    ...tallies.flatMap(({ chart, missed }) =>
      (verbose ? missed : missed.slice(0, 5)).map((field) => `${chart}: not traced: ${field}`),
    ),
  ];
}

export const nothing: Tally = {
  chart: '',
  leaves: 0,
  refused: 0,
  silent: 0,
  telling: 0,
  fields: 0,
  traced: 0,
  single: 0,
  tried: 0,
  wrong: [],
  missed: [],
};

function sum(a: Tally, b: Tally): Tally {
  return {
    chart: a.chart,
    leaves: a.leaves + b.leaves,
    refused: a.refused + b.refused,
    silent: a.silent + b.silent,
    telling: a.telling + b.telling,
    fields: a.fields + b.fields,
    traced: a.traced + b.traced,
    single: a.single + b.single,
    tried: a.tried + b.tried,
    wrong: [...a.wrong, ...b.wrong],
    missed: [],
  };
}

function row(tally: Tally): string[] {
  const { chart, leaves, refused, silent, telling, fields, traced, single, tried, wrong } = tally;
  const share = fields === 0 ? '-' : `${((100 * traced) / fields).toFixed(1)} %`;
  return [
    chart,
    ...[leaves, refused, silent, telling, fields, traced].map(String),
    share,
    ...[single, tried, wrong.length].map(String),
  ];
}
